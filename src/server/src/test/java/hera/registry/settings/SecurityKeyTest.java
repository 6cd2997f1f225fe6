package hera.registry.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.access.OpenNode;
import hera.foundation.access.SecurityFolder;
import hera.foundation.names.NodeName;
import hera.foundation.settings.SettingsException;
import hera.foundation.settings.SettingsLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class SecurityKeyTest {
    @Test
    void folderIsOfTheNodesName() {
        RegistrySettingsBuilder builder = RegistrySettings.named(new NodeName("a b"));
        RegistrySettings closed =
                builder.security(new SecurityFolder(Path.of("/s"))).build();

        assertThat(closed.security()).isEqualTo(new SecurityFolder(Path.of("/s")).of("a b"));
        assertThat(closed.open()).isNull();
        assertThat(RegistryKeys.TABLE.yaml(closed))
                .contains("certificate: /s/nodes/a%20b.pem", "tokens: /s/tokens.yml", "client-certificates: optional");
        assertThat(builder.security(new OpenNode()).build().security()).isNull();
    }

    @Test
    void flagOpenSaysWhatTheKeySays() {
        assertThat(parsed("--open").open()).isEqualTo(new OpenNode());
        assertThat(parsed().open()).isNull();
        assertThatThrownBy(() -> parsed("--open", "--security", "s"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--open: contradicts --security");
    }

    @Test
    void flagOfAFolderIsRelativeToTheWorkingDirectory() {
        assertThat(parsed("--security", "s").security()).isEqualTo(new SecurityFolder(Path.of("s")).of("host"));
    }

    private static RegistrySettings parsed(String... arguments) {
        CommandSpec command = CommandSpec.create();
        RegistryKeys.TABLE.options(0).forEach(command::addOption);
        new CommandLine(command).parseArgs(arguments);
        return SettingsLoader.withoutDefaultFile(
                        RegistryKeys.TABLE, RegistrySettings.loader("host").make())
                .load(null, command)
                .settings();
    }
}
