package hera.spawn;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The unit with which systemd runs a Spawn: as a user of its own that may write its state and nothing else. Pure.
 *
 * @param java the program {@code java}
 * @param jar this program
 * @param options of {@code hera spawn}
 */
record SystemdUnit(Path java, Path jar, List<String> options) {
    static final String NAME = "hera-spawn.service";

    SystemdUnit {
        options = List.copyOf(options);
    }

    String text() {
        String command = Stream.concat(Stream.of(java.toString(), "-jar", jar.toString(), "spawn"), options.stream())
                .map(SystemdUnit::quoted)
                .collect(Collectors.joining(" "));
        return """
            [Unit]
            Description=Hera Spawn: several servers of one application as one
            Wants=network-online.target
            After=network-online.target

            [Service]
            ExecStart=%s
            Restart=on-failure
            RestartSec=1
            SuccessExitStatus=143
            TimeoutStopSec=40
            LimitNOFILE=65536
            DynamicUser=yes
            StateDirectory=hera-spawn
            WorkingDirectory=%%S/hera-spawn
            AmbientCapabilities=CAP_NET_BIND_SERVICE
            CapabilityBoundingSet=CAP_NET_BIND_SERVICE
            NoNewPrivileges=yes
            ProtectSystem=strict
            ProtectHome=read-only
            PrivateTmp=yes
            PrivateDevices=yes
            ProtectKernelTunables=yes
            ProtectKernelModules=yes
            ProtectControlGroups=yes
            RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
            RestrictNamespaces=yes
            LockPersonality=yes

            [Install]
            WantedBy=multi-user.target
            """.formatted(command);
    }

    /** In a command, a percent sign begins a specifier and a dollar sign a variable; blanks end an argument. */
    private static String quoted(String argument) {
        String escaped = argument.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("%", "%%")
                .replace("$", "$$");
        return escaped.equals(argument) && argument.chars().noneMatch(c -> c <= ' ' || c == '\'' || c == ';')
                ? argument
                : '"' + escaped + '"';
    }
}
