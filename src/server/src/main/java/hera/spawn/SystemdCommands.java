package hera.spawn;

import static java.nio.charset.StandardCharsets.UTF_8;

import hera.foundation.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The commands {@code hera spawn install}, {@code remove}, {@code start}, {@code stop} and {@code status}. */
final class SystemdCommands {
    private static final Path UNIT_FILE = Path.of("/etc/systemd/system", SystemdUnit.NAME);

    /** The exit codes of {@code systemctl is-active} for a unit that does not run and for one that does not exist. */
    private static final List<Integer> NOT_RUNNING = List.of(3, 4);

    private static final int STATUS_NOT_RUNNING = 3;

    private static final Map<String, String> OTHERS = Map.of(
            "remove", "stop the service, and remove it from systemd",
            "start", "start the service",
            "stop", "stop the service",
            "status", "exit 0 if the service runs, 3 if not");

    private SystemdCommands() {}

    static void addTo(CommandLine spawn) {
        CommandSpec install = CommandSpec.forAnnotatedObject(new Install());
        SpawnKeys.TABLE.options(-99).forEach(install::addOption);
        spawn.addSubcommand("install", new CommandLine(withHelp(install)));
        for (String name : List.of("remove", "start", "stop", "status")) {
            CommandSpec other = CommandSpec.wrapWithoutInspection((Callable<Integer>) () -> run(spawn, name))
                    .name(name);
            other.usageMessage().description(OTHERS.get(name));
            spawn.addSubcommand(name, new CommandLine(withHelp(other)));
        }
    }

    private static CommandSpec withHelp(CommandSpec command) {
        return command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("show this help")
                .build());
    }

    /** {@code hera spawn install}. */
    @Command(
            name = "install",
            description =
                    "Makes Spawn a service of systemd, with the options that follow, and starts it with the machine.",
            sortOptions = false)
    private static final class Install implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Option(
                names = "--config",
                paramLabel = "PATH",
                order = -100,
                description = "configuration file (spawn.conf in the working directory, if present)")
        private @Nullable Path config;

        @Option(names = "--print", order = -10, description = "print the unit, and change nothing")
        private boolean print;

        @Override
        public Integer call() throws IOException {
            if (spec == null) {
                throw new IllegalStateException("run by picocli only");
            }
            CommandLine command = spec.commandLine();
            try {
                SpawnSettings.loader().load(config, spec);
            } catch (SettingsException e) {
                command.getErr().println("hera: " + e.getMessage());
                return SpawnCommand.UNUSABLE;
            }
            String unit = unit(spec).text();
            if (print) {
                command.getOut().print(unit);
                command.getOut().flush();
                return CommandLine.ExitCode.OK;
            }
            try {
                Files.writeString(UNIT_FILE, unit);
            } catch (IOException e) {
                command.getErr().printf("hera: %s cannot be written, which takes root and systemd%n", UNIT_FILE);
                return CommandLine.ExitCode.SOFTWARE;
            }
            return all(command, List.of("daemon-reload"), List.of("enable", SystemdUnit.NAME));
        }

        private SystemdUnit unit(CommandSpec given) {
            List<String> options = new ArrayList<>();
            Path file = config;
            if (file == null && Files.exists(SpawnSettings.DEFAULT_FILE)) {
                file = SpawnSettings.DEFAULT_FILE;
            }
            if (file != null) {
                options.add("--config=" + file.toAbsolutePath().normalize());
            }
            for (OptionSpec option : SpawnKeys.TABLE.options(0)) {
                Object value = given.findOption(option.longestName()).getValue();
                if (value != null) {
                    options.add(option.longestName() + "=" + value);
                }
            }
            return new SystemdUnit(
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    Path.of(System.getProperty("java.class.path"))
                            .toAbsolutePath()
                            .normalize(),
                    options);
        }
    }

    private static int run(CommandLine command, String name) throws IOException {
        if (name.equals("status")) {
            return status(command);
        }
        if (!name.equals("remove")) {
            return all(command, List.of(name, SystemdUnit.NAME));
        }
        int ended = all(command, List.of("disable", "--now", SystemdUnit.NAME));
        if (ended != CommandLine.ExitCode.OK) {
            return ended;
        }
        try {
            Files.deleteIfExists(UNIT_FILE);
        } catch (IOException e) {
            command.getErr().printf("hera: %s cannot be deleted, which takes root%n", UNIT_FILE);
            return CommandLine.ExitCode.SOFTWARE;
        }
        return all(command, List.of("daemon-reload"));
    }

    private static int status(CommandLine command) throws IOException {
        Ended ended = systemctl(List.of("is-active", SystemdUnit.NAME));
        if (ended.code() == 0) {
            command.getOut().println("running");
            return CommandLine.ExitCode.OK;
        }
        if (NOT_RUNNING.contains(ended.code())) {
            command.getOut().println("not running");
            return STATUS_NOT_RUNNING;
        }
        command.getErr().println("hera: " + ended.words());
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Runs the calls one after another, until one fails. */
    @SafeVarargs
    private static int all(CommandLine command, List<String>... calls) throws IOException {
        for (List<String> arguments : calls) {
            Ended ended = systemctl(arguments);
            if (ended.code() != 0) {
                command.getErr().println("hera: " + ended.words());
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
        return CommandLine.ExitCode.OK;
    }

    /** The result of a call of systemctl. */
    private record Ended(int code, String words) {}

    private static Ended systemctl(List<String> arguments) throws IOException {
        List<String> line =
                Stream.concat(Stream.of("systemctl"), arguments.stream()).toList();
        Process process;
        try {
            process = new ProcessBuilder(line).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Ended(-1, "there is no systemd here: systemctl cannot be run");
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        int code = process.onExit().join().exitValue();
        String first = Arrays.stream(said.split("\n", -1))
                .filter(each -> !each.isBlank())
                .findFirst()
                .orElse("exit code " + code);
        return new Ended(code, "systemctl " + String.join(" ", arguments) + ": " + first.strip());
    }
}
