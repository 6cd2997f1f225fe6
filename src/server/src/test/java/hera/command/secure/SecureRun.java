package hera.command.secure;

import hera.command.CommandIo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Runs {@code hera secure} in this process, in a folder and at a time of the test's, and keeps what it prints. */
final class SecureRun {
    private final Path home;
    private final Random chance = new Random(18);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Instant now = Instant.now();
    private Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    private String hostName = "this-host";

    SecureRun(Path home) {
        this.home = home;
    }

    SecureRun at(String time) {
        now = Instant.parse(time);
        return this;
    }

    SecureRun keytool(Path program) {
        keytool = program;
        return this;
    }

    SecureRun hostName(String name) {
        hostName = name;
        return this;
    }

    Instant now() {
        return now;
    }

    /** Answers the exit code; what was printed before is forgotten. */
    int run(String... arguments) {
        out.reset();
        err.reset();
        return SecureCommand.line(environment()).execute(arguments);
    }

    SecureEnvironment environment() {
        CommandIo io = new CommandIo(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                name -> null,
                pause -> Thread.onSpinWait(),
                () -> now);
        return new SecureEnvironment(io, home, this::bytes, keytool, () -> hostName);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        chance.nextBytes(bytes);
        return bytes;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    /** The content of a file of the folder {@code security}. */
    String file(String name) {
        try {
            return Files.readString(home.resolve("security").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything below the home, each with its permissions, sorted. */
    List<String> files() {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> !file.equals(home))
                    .map(file -> permissions(file) + " " + home.relativize(file))
                    .sorted((a, b) -> a.substring(10).compareTo(b.substring(10)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
