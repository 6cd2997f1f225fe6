package hera.foundation.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The value of {@code security} is a word, a folder or a mapping. */
class SecurityFormsTest {
    @TempDir
    private Path folder;

    private Security read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("hera.yml"), yaml);
        return Security.TYPE.reader().apply(ConfigFile.read(file).members().get("security"));
    }

    @Test
    void openIsAWord() throws IOException {
        assertThat(read("security: open")).isEqualTo(new OpenNode());
    }

    @Test
    void folderIsRelativeToTheFileItStandsIn() throws IOException {
        assertThat(read("security: keys")).isEqualTo(new SecurityFolder(folder.resolve("keys")));
        assertThat(read("security: /etc/keys")).isEqualTo(new SecurityFolder(Path.of("/etc/keys")));
    }

    @Test
    void folderHasTheFilesOfANode() {
        SecuritySettings settings = new SecurityFolder(Path.of("s")).of("a b/~é");

        assertThat(settings.tokens()).isEqualTo(Path.of("s/tokens.yml"));
        assertThat(settings.tls())
                .isEqualTo(new TlsFiles(
                        Path.of("s/nodes/a%20b%2F%7E%C3%A9.pem"),
                        Path.of("s/nodes/a%20b%2F%7E%C3%A9.key"),
                        Path.of("s/ca.pem"),
                        Path.of("s/ca.pem"),
                        ClientCertificates.OPTIONAL));
        assertThat(settings.peerToken()).isNull();
        assertThat(settings.roles()).isEmpty();
        assertThat(settings.console()).isTrue();
    }

    @Test
    void eachKeyCanBeGivenByItself() throws IOException {
        Security read = read("""
                security:
                  certificate: a.pem
                  key: a.key
                  ca: ca.pem
                  peer-ca: nodes.pem
                  tokens: /etc/tokens.yml
                  client-certificates: required
                  roles:
                    - subject: "*.example.com"
                      scopes: [read, "write:web/{subject}"]
                  console: false
                """);

        assertThat(read)
                .isEqualTo(new SecuritySettings(
                        new TlsFiles(
                                folder.resolve("a.pem"),
                                folder.resolve("a.key"),
                                folder.resolve("ca.pem"),
                                folder.resolve("nodes.pem"),
                                ClientCertificates.REQUIRED),
                        Path.of("/etc/tokens.yml"),
                        null,
                        List.of(new CertificateRole("*.example.com", List.of("read", "write:web/{subject}"))),
                        false));
    }

    @Test
    void withoutTlsPeersHaveAToken() throws IOException {
        Security read = read("security: {tls: false, tokens: t.yml, peer-token: p, ca: ca.pem}");

        assertThat(read)
                .isEqualTo(new SecuritySettings(null, folder.resolve("t.yml"), folder.resolve("p"), List.of(), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "security: open",
                "security: {tls: false, tokens: t.yml, peer-token: p}",
                "security: {certificate: a, key: b, ca: c, tokens: d, roles: [{subject: '*', scopes: [read]}]}"
            })
    void whatIsWrittenReadsAsTheSame(String yaml) throws IOException {
        Security security = read(yaml);
        Object written = Security.TYPE.writer().apply(security);

        assertThat(read("security: " + flow(written))).isEqualTo(security);
    }

    /** In YAML's one-line form, in which JSON is YAML. */
    private static String flow(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(each -> each.getKey() + ": " + flow(each.getValue()))
                    .toList()
                    .toString()
                    .replaceFirst("^\\[", "{")
                    .replaceFirst("]$", "}");
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SecurityFormsTest::flow).toList().toString();
        }
        return value instanceof String text ? '"' + text + '"' : value.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'security:' | security: must be open, a folder, or keys such as tokens, not nothing",
                "'security: [open]' | security: must be open, a folder, or keys such as tokens, not a list",
                "'security: \" \"' | security: must be a path, not blank",
                "'security: {}' | security: has no ca",
                "'security: {ca: c, certificate: a, key: b}' | security: has no tokens",
                "'security: {token: t}' | security.token: unknown key, did you mean tokens?",
                "'security: {tls: maybe}' | security.tls: must be true or false, not 'maybe'",
                "'security: {tls: false, tokens: t}' | security: has no peer-token",
                "'security: {tls: false, tokens: t, peer-token: p, key: k}' | security.key: has no meaning with 'tls:"
                        + " false'",
                "'security: {tls: false, tokens: t, peer-token: p, roles: []}' | security.roles: has no meaning with"
                        + " 'tls: false'",
                "'security: {ca: c, certificate: a, key: b, tokens: t, peer-token: p}' | security.peer-token: is for"
                        + " 'tls: false' only",
                "'security: {ca: c, certificate: a, key: b, tokens: t, client-certificates: some}' |"
                        + " security.client-certificates: must be none, optional or required, not 'some'",
                "'security: {ca: c, certificate: a, key: b, tokens: t, roles: x}' | security.roles: must be a list of"
                        + " roles",
                "'security: {ca: c, certificate: a, key: b, tokens: t, roles: [x]}' | security.roles: a role must have"
                        + " subject and scopes",
                "'security: {ca: c, certificate: a, key: b, tokens: t, roles: [{subject: a}]}' | security.roles: a"
                        + " role must have subject and scopes",
                "'security: {ca: c, certificate: a, key: b, tokens: t, roles: [{subject: a, scopes: read}]}' |"
                        + " security.roles.scopes: scopes must be a list",
                "'security: {ca: c, certificate: a, key: b, tokens: t, roles: [{subject: a, scopes: [all]}]}' |"
                        + " security.roles.scopes: scope 'all' is no scope",
                "'security: {ca: c, certificate: a, key: b, tokens: t, roles: [{subject: a, scopes: [peer]}]}' |"
                        + " security.roles.scopes: scope 'peer' is not for roles",
                "'security: {ca: c, certificate: a, key: b, tokens: t, roles: [{subject: \"{subject}\", scopes: []}]}'"
                        + " | security.roles.subject: subject must be a pattern"
            })
    void badOneIsRefusedWithItsPlace(String yaml, String reason) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("hera.yml:1: " + reason);
    }
}
