package hera.registry.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.SettingsException;
import hera.foundation.settings.SettingsLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class RegistrySettingsTest {
    private static final String EXAMPLE = """
            name: test-1
            port: 8080
            cluster:
              test-1:
                host: localhost
                port: 8080
              test-2:
                host: localhost
                port: 8081
            liveness: 300
            """;

    @TempDir
    private Path directory;

    @Test
    void theExampleFileWorksUnchanged() throws IOException {
        RegistrySettings settings = load(EXAMPLE);

        assertThat(settings.name()).isEqualTo(new NodeName("test-1"));
        assertThat(settings.ports()).containsExactly(8080);
        assertThat(settings.liveness()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.peers()).isEqualTo(Map.of(new NodeName("test-2"), new HostPort("localhost", 8081)));
    }

    @Test
    void theSecondExampleFileWorksUnchanged() throws IOException {
        RegistrySettings settings = load(EXAMPLE.replace("localhost", "kazoo-1") + "gossip-interval: 5\n");

        assertThat(settings.gossipInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.peers()).containsValue(new HostPort("kazoo-1", 8081));
    }

    @ParameterizedTest
    @CsvSource({"''", "'# nothing\n'", "'---\n'", "'cluster:\nneighbours:\n'"})
    void anEmptyFileMeansTheDefaults(String text) throws IOException {
        assertThat(load(text))
                .isEqualTo(RegistrySettings.named(new NodeName("host")).build());
    }

    @Test
    void theDefaultFileNeedNotBeThere() {
        assertThat(loader(directory.resolve("hera.yml"))
                        .load(null, null)
                        .settings()
                        .ports())
                .containsExactly(3222);
    }

    @Test
    void theDefaultFileIsReadWhenItIsThere() throws IOException {
        assertThat(loader(file("port: 1234")).load(null, null).settings().ports())
                .containsExactly(1234);
    }

    @Test
    void aNamedFileMustBeThere() {
        Path missing = directory.resolve("missing.yml");
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(missing, null))
                .isInstanceOf(SettingsException.class)
                .hasMessage(missing + ": no such file");
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(directory, null))
                .hasMessage(directory + ": is a directory, not a file");
    }

    @Test
    void aFileThatIsNotTextIsRefused() throws IOException {
        Path file = directory.resolve("hera.yml");
        Files.write(file, new byte[] {'a', (byte) 0xff});
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(file, null))
                .hasMessage(file + ": is not UTF-8 text");
    }

    @Test
    void fractionsOfSecondsAreRead() throws IOException {
        RegistrySettings settings =
                load("liveness: 2.5\ngossip-interval: 0.25\nmerge-window: 0\nrenewal-window: 0.2\n");

        assertThat(settings.liveness()).isEqualTo(Duration.ofMillis(2500));
        assertThat(settings.gossipInterval()).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.mergeWindow()).isZero();
        assertThat(settings.renewalWindow()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void limitsHaveKeys() throws IOException {
        Limits limits = load("max-instance-bytes: 1000\nmax-origins: 5\n").limits();

        assertThat(limits.maxInstanceBytes()).isEqualTo(1000);
        assertThat(limits.maxOrigins()).isEqualTo(5);
        assertThat(limits.maxPageBytes()).isEqualTo(Limits.DEFAULT.maxPageBytes());
    }

    @Test
    void anEnvironmentBringsItsTwoPorts() throws IOException {
        assertThat(load("environment: staging\n").ports()).containsExactly(3223, 3233);
    }

    @Test
    void aGivenPortBeatsTheEnvironments() throws IOException {
        assertThat(load("environment: mine\nport: 9000\n").ports()).containsExactly(9000);
    }

    @Test
    void aFlagBeatsTheFile() throws IOException {
        RegistrySettings settings = RegistrySettings.loader("host")
                .load(file(EXAMPLE), flags("-n", "test-2", "-p", "8081", "--neighbour", "a:1", "--neighbour", "b:2"))
                .settings();

        assertThat(settings.name()).isEqualTo(new NodeName("test-2"));
        assertThat(settings.ports()).containsExactly(8081);
        assertThat(settings.liveness()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.peers()).containsOnlyKeys(new NodeName("test-1"));
        assertThat(settings.neighbours()).containsExactly(new HostPort("a", 1), new HostPort("b", 2));
    }

    @Test
    void aBadFlagIsNamed() throws IOException {
        Path file = file(EXAMPLE);
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(file, flags("-p", "99999")))
                .hasMessage("--port: must be between 0 and 65535, not 99999");
    }

    @Test
    void whatTurnsOutWrongLaterIsTracedToItsLine() throws IOException {
        Path file = file(EXAMPLE);
        assertThat(RegistrySettings.loader("host")
                        .load(file, null)
                        .located(new InvalidSettingException("port", "8080 is in use")))
                .hasMessage(file + ":2: port: 8080 is in use");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: [1;b: 2                          | 2: is not YAML: while parsing a flow sequence, expected ',' or ']', but got :
            a: b: c                             | 1: is not YAML: mapping values are not allowed here
            - a                                 | 1: must be keys with values, such as 'port: 3222', not a list
            hello                               | 1: must be keys with values, such as 'port: 3222', not 'hello'
            name: a;---                         | 2: must be one YAML document; here a second one begins
            name: a;--- # b;;;                  | 2: must be one YAML document; here a second one begins
            name: a;---;name: b                 | 2: must be one YAML document; here a second one begins
            name: &x a;cluster-name: *x         | 2: cluster-name: YAML aliases (*name) are not supported: write the value out
            port: 1;livenes: 3                  | 2: livenes: unknown key, did you mean liveness?
            kazoo: 3                            | 1: kazoo: unknown key
            port: 1;name: a;port: 2             | 3: port: stands here for the second time
            port: [1]                           | 1: port: must be a single value, not a list
            port:                               | 1: port: has no value
            name: ~                             | 1: name: has no value
            name: null                          | 1: name: has no value
            name: a;port: ~ # none              | 2: port: has no value
            bind: ' '                           | 1: bind: must be an address of this host, not blank
            port: eighty                        | 1: port: must be a whole number, not 'eighty'
            port: 1.5                           | 1: port: must be a whole number, not '1.5'
            port: 65536                         | 1: port: must be between 0 and 65535, not 65536
            port: -1                            | 1: port: must be between 0 and 65535, not -1
            name: "a\\tb"                       | 1: name: node name must not contain control characters (U+0009 at 1)
            name: {a: b}                        | 1: name: must be a single value, not a mapping
            liveness: 0                         | 1: liveness: must be between 0.1 and 2592000 seconds, not 0
            liveness: 5m                        | 1: liveness: must be a number of seconds, not '5m'
            liveness: .inf                      | 1: liveness: must be a number of seconds, not '.inf'
            liveness: 99999999999               | 1: liveness: must be a number of seconds below a billion, not 99999999999
            gossip-fanout: 0                    | 1: gossip-fanout: must be between 1 and 100, not 0
            merge-window: 2                     | 1: merge-window: must be between 0 and 1 seconds, not 2
            renewal-window: 61                  | 1: renewal-window: must be between 0 and 60 seconds, not 61
            discover: yes                       | 1: discover: must be true or false, not 'yes'
            environment: mine                   | 1: environment: mine is none of development, production, staging, testing, so a port must be given, too
            environment: "a b"                  | 1: environment: must be 1 to 64 letters, digits, '.', '_' or '-', not 'a b'
            advertise: here                     | 1: advertise: must be HOST:PORT, not here
            neighbours: a:1                     | 1: neighbours: must be a list of HOST:PORT, not 'a:1'
            neighbours:;- :80                   | 2: neighbours: must be HOST:PORT, not :80
            neighbours: ["a:0"]                 | 1: neighbours: port must be between 1 and 65535, not 0
            neighbours:;- a:1;- b               | 3: neighbours: must be HOST:PORT, not b
            cluster: 3                          | 1: cluster: must map node names to host and port, not '3'
            cluster:;  a: 3                     | 2: cluster.a: must have a host and a port, not be '3'
            cluster:;  a:;    host: b           | 2: cluster.a: has no port
            cluster:;  a:;    port: 1           | 2: cluster.a: has no host
            cluster:;  a:;    port: 0;    host: b | 3: cluster.a.port: port must be between 1 and 65535, not 0
            cluster:;  a:;    port: 1;    host: '[::1]' | 4: cluster.a.host: host must be an IPv6 address without brackets, not [::1]
            cluster:;  a: {host: b,;    port: 99999} | 3: cluster.a.port: port must be between 1 and 65535, not 99999
            cluster:;  a:;    host: b;    port: 99999 | 4: cluster.a.port: port must be between 1 and 65535, not 99999
            cluster:;  a:;    host: b;    port: ~ | 4: cluster.a.port: has no value
            cluster:;  a:;    port: 1;    host: | 4: cluster.a.host: has no value
            cluster:;  a:;    port: 1;    host: 'a b' | 4: cluster.a.host: host must be a host name, an IPv4 or an IPv6 address, not a b
            cluster:;  a:;    port: x;    host: b | 3: cluster.a.port: must be a whole number, not 'x'
            cluster:;  a:;    prot: 1;    host: b | 3: cluster.a.prot: unknown key, did you mean port?
            cluster:;  a: {host: h, port: 1};  a: {host: h, port: 2} | 3: cluster.a: stands here for the second time
            cluster:;  a: {host: h, port: 1};  b: {host: h, port: 1} | 3: cluster.b: a and b have one address, h:1
            max-name-bytes: 256                 | 1: max-name-bytes: must be between 1 and 255, not 256
            max-instances: many                 | 1: max-instances: must be a whole number, not 'many'
            max-page-bytes: 2048                | 1: max-page-bytes: must have room for one instance: max-instance-bytes (65536) and 4096 more, not 2048
            """)
    void whatIsWrongIsToldWithItsLineAndKey(String text, String message) throws IOException {
        Path file = file(text.replace(';', '\n'));
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(file, null))
                .isInstanceOf(SettingsException.class)
                .hasMessage(file + ":" + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port: eighty           | -p 1                    | 1: port: must be a whole number, not 'eighty'
            port: 99999            | -p 1                    | 1: port: must be between 0 and 65535, not 99999
            name: a;liveness: 0    | -l 5                    | 2: liveness: must be between 0.1 and 2592000 seconds, not 0
            bind: ''               | -b 127.0.0.1            | 1: bind: must be an address of this host, not blank
            advertise: x           | --advertise a:1         | 1: advertise: must be HOST:PORT, not x
            environment: a b       | -e testing              | 1: environment: must be 1 to 64 letters, digits, '.', '_' or '-', not 'a b'
            neighbours: [":1"]     | --neighbour a:1         | 1: neighbours: must be HOST:PORT, not :1
            cluster-name: "a\\tb" | --cluster-name c        | 1: cluster-name: must have 1 to 255 characters, none of them a control character
            name: ~                | -n b                    | 1: name: has no value
            gossip-interval: soon  | --gossip-interval 1     | 1: gossip-interval: must be a number of seconds, not 'soon'
            purge-interval: 0      | --purge-interval 1      | 1: purge-interval: must be between 0.01 and 3600 seconds, not 0
            """)
    void badValueIsToldEvenWhereAFlagBeatsIt(String text, String flag, String message) throws IOException {
        Path file = file(text.replace(';', '\n'));
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(file, flags(flag.split(" "))))
                .isInstanceOf(SettingsException.class)
                .hasMessage(file + ":" + message);
    }

    @ParameterizedTest
    @CsvSource({
        "--neighbour, :80, 'must be HOST:PORT, not :80'",
        "--neighbour, a:0, 'port must be between 1 and 65535, not 0'",
        "--advertise, :80, 'must be HOST:PORT, not :80'",
        "--name, '', 'node name must not be empty'",
        "--liveness, 0, 'must be between 0.1 and 2592000 seconds, not 0'"
    })
    void badFlagIsToldWithItsValue(String flag, String value, String message) {
        assertThatThrownBy(() -> loader(directory.resolve("none.yml")).load(null, flags(flag, value)))
                .hasMessage(flag + ": " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "a: ["})
    void deepNestingIsToldInWords(String opening) throws IOException {
        Path file = file(opening.repeat(5_000));
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(file, null))
                .isInstanceOf(SettingsException.class)
                .message()
                .startsWith(file + ":1: ")
                .contains("more than 64 lists and mappings")
                .doesNotContain("()");
    }

    @ParameterizedTest
    @CsvSource({"port, 5000", "liveness, 2000", "port, 1000000"})
    void longNumberIsToldInWords(String key, int digits) throws IOException {
        Path file = file(key + ": " + "1".repeat(digits));
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(file, null))
                .isInstanceOf(SettingsException.class)
                .message()
                .startsWith(file + ":1: ")
                .doesNotContain("()");
    }

    @Test
    void quotedTildeIsAName() throws IOException {
        assertThat(load("name: '~'\n").name()).isEqualTo(new NodeName("~"));
        assertThat(load("name: \"~\"\n").name()).isEqualTo(new NodeName("~"));
        assertThat(load("name: ~a\n").name()).isEqualTo(new NodeName("~a"));
    }

    @Test
    void danglingLinkIsNoAbsentFile() throws IOException {
        Path file = directory.resolve("hera.yml");
        Files.createSymbolicLink(file, Path.of("nowhere"));
        assertThatThrownBy(() -> loader(file).load(null, null))
                .hasMessage(file + ": is a link to nowhere, which does not exist");
    }

    @Test
    void otherEndingIsMentionedAndNotRead() throws IOException {
        Files.writeString(directory.resolve("hera.yaml"), "name: a\nport: x\n");
        Path file = directory.resolve("hera.yml");
        String hint = directory.resolve("hera.yaml") + " is not read: the file's name is " + file;
        assertThat(loader(file).load(null, null).hints()).containsExactly(hint);
        assertThat(loader(file("")).load(null, null).hints()).containsExactly(hint);
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(directory.resolve("a.yml"), null))
                .hasMessage(directory.resolve("a.yml") + ": no such file");
        Files.writeString(directory.resolve("a.yaml"), "");
        assertThatThrownBy(() -> RegistrySettings.loader("host").load(directory.resolve("a.yml"), null))
                .hasMessage(directory.resolve("a.yml") + ": no such file, did you mean " + directory.resolve("a.yaml")
                        + "?");
    }

    @Test
    void absentAndEmptyFilesAreTwoThings() throws IOException {
        Path file = directory.resolve("hera.yml");
        assertThat(loader(file).load(null, null).source()).isEqualTo("none, for there is no " + file + " here");
        assertThat(loader(file("")).load(null, null).source()).isEqualTo(file + ", which is empty");
        assertThat(loader(file("port: 1")).load(null, null).source()).isEqualTo(file.toString());
    }

    @Test
    void settingsAreWrittenAsTheyAreRead() throws IOException {
        RegistrySettings settings = RegistrySettings.named(new NodeName("yes: 12 #é"))
                .port(17)
                .bind("::1")
                .liveness(Duration.ofMillis(1500))
                .cluster(Map.of(new NodeName("3"), new HostPort("::1", 4)))
                .neighbours(List.of(HostPort.parse("[::2]:5")))
                .environment(new Environment("staging"))
                .advertise(new HostPort("a", 6))
                .clusterName("null")
                .discover(false)
                .limits(new Limits(3, 4, 5, 6, 7, 70_000, 80_000, 0, 0, 9, 10))
                .build();

        assertThat(load(RegistryKeys.TABLE.yaml(settings))).isEqualTo(settings);
    }

    private RegistrySettings load(String text) throws IOException {
        return RegistrySettings.loader("host").load(file(text), null).settings();
    }

    private static SettingsLoader<RegistrySettings> loader(Path defaultFile) {
        SettingsLoader<RegistrySettings> usual = RegistrySettings.loader("host");
        return new SettingsLoader<>(usual.table(), usual.make(), defaultFile);
    }

    private static CommandSpec flags(String... arguments) {
        CommandSpec command = CommandSpec.create();
        RegistryKeys.TABLE.options(0).forEach(command::addOption);
        new CommandLine(command).parseArgs(arguments);
        return command;
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("hera.yml"), text, StandardCharsets.UTF_8);
    }
}
