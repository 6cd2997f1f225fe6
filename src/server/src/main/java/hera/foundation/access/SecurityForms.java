package hera.foundation.access;

import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.SettingType;
import hera.foundation.settings.SettingsException;
import hera.foundation.settings.SettingsTable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The forms of {@link Security} in a configuration file: a word, a folder, or a mapping. */
final class SecurityForms {
    private static final String CERTIFICATE = "certificate";
    private static final String KEY = "key";
    private static final String CA = "ca";
    private static final String PEER_CA = "peer-ca";
    private static final String TOKENS = "tokens";
    private static final String PEER_TOKEN = "peer-token";
    private static final String CLIENT_CERTIFICATES = "client-certificates";
    private static final String ROLES = "roles";
    private static final String TLS = "tls";
    private static final String CONSOLE = "console";
    private static final Set<String> KEYS =
            Set.of(CERTIFICATE, KEY, CA, PEER_CA, TOKENS, PEER_TOKEN, CLIENT_CERTIFICATES, ROLES, TLS, CONSOLE);
    private static final Set<String> ROLE_KEYS = Set.of("subject", "scopes");

    /** The keys that have a meaning with TLS only; {@code ca} and {@code peer-ca} may stay where TLS is switched off. */
    private static final List<String> OF_TLS = List.of(CERTIFICATE, KEY, CLIENT_CERTIFICATES, ROLES);

    private final ConfigNode.Mapping node;

    private SecurityForms(ConfigNode.Mapping node) {
        this.node = node;
    }

    static Security read(ConfigNode node) {
        if (node instanceof ConfigNode.Mapping mapping) {
            return new SecurityForms(mapping).settings();
        }
        if (node.isEmpty() || node instanceof ConfigNode.Sequence) {
            throw new SettingsException(
                    node.place(), "must be open, a folder, or keys such as tokens, not " + node.kind());
        }
        String text = ConfigNode.convert(node, Function.identity());
        return text.equals(OpenNode.WORD) ? new OpenNode() : new SecurityFolder(path(node));
    }

    private SecuritySettings settings() {
        SettingsTable.refuseUnknown(node.members(), KEYS);
        boolean isTls = truth(TLS);
        if (!isTls) {
            refuse(OF_TLS, "has no meaning with 'tls: false'");
        } else {
            refuse(List.of(PEER_TOKEN), "is for 'tls: false' only: with TLS, nodes prove themselves by certificates");
        }
        return new SecuritySettings(
                isTls ? tlsFiles() : null,
                path(required(TOKENS)),
                isTls ? null : path(required(PEER_TOKEN)),
                roles(node.members().get(ROLES)),
                truth(CONSOLE));
    }

    private TlsFiles tlsFiles() {
        Path ca = path(required(CA));
        ConfigNode peerCa = node.members().get(PEER_CA);
        ConfigNode clients = node.members().get(CLIENT_CERTIFICATES);
        return new TlsFiles(
                path(required(CERTIFICATE)),
                path(required(KEY)),
                ca,
                peerCa == null ? ca : path(peerCa),
                clients == null ? ClientCertificates.OPTIONAL : ConfigNode.convert(clients, ClientCertificates::parse));
    }

    private void refuse(List<String> keys, String why) {
        for (String key : keys) {
            ConfigNode given = node.members().get(key);
            if (given != null) {
                throw new SettingsException(given.place(), why);
            }
        }
    }

    private ConfigNode required(String key) {
        ConfigNode value = node.members().get(key);
        if (value == null) {
            throw new SettingsException(node.place(), "has no " + key);
        }
        return value;
    }

    /** A truth value that is true where none is given. */
    private boolean truth(String key) {
        ConfigNode value = node.members().get(key);
        return value == null || SettingType.truth().reader().apply(value);
    }

    private static Path path(ConfigNode node) {
        return ConfigNode.convert(node, text -> {
            if (text.isBlank()) {
                throw new IllegalArgumentException("must be a path, not blank");
            }
            try {
                return node.folder().resolve(text);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("must be a path: " + e.getReason(), e);
            }
        });
    }

    private static List<CertificateRole> roles(@Nullable ConfigNode list) {
        if (list == null) {
            return List.of();
        }
        List<CertificateRole> roles = new ArrayList<>();
        for (ConfigNode item : items(list, "must be a list of roles, each with subject and scopes")) {
            roles.add(role(item));
        }
        return roles;
    }

    private static CertificateRole role(ConfigNode item) {
        String shape = "a role must have subject and scopes";
        if (!(item instanceof ConfigNode.Mapping mapping)) {
            throw new SettingsException(item.place(), shape);
        }
        SettingsTable.refuseUnknown(mapping.members(), ROLE_KEYS);
        ConfigNode subject = mapping.members().get("subject");
        ConfigNode scopes = mapping.members().get("scopes");
        if (subject == null || scopes == null) {
            throw new SettingsException(item.place(), shape);
        }
        List<String> texts = new ArrayList<>();
        for (ConfigNode scope : items(scopes, "scopes must be a list of scopes")) {
            texts.add(ConfigNode.convert(scope, Function.identity()));
        }
        String pattern = ConfigNode.convert(subject, text -> new CertificateRole(text, List.of()).subject());
        try {
            return new CertificateRole(pattern, texts);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(scopes.place(), String.valueOf(e.getMessage()));
        }
    }

    private static List<ConfigNode> items(ConfigNode node, String shape) {
        if (node instanceof ConfigNode.Sequence sequence) {
            return sequence.items();
        }
        throw new SettingsException(node.place(), shape);
    }

    /** Writes what can be read again from any file: paths are absolute. */
    static Object write(Security security) {
        if (security instanceof SecurityFolder folder) {
            return absolute(folder.path());
        }
        return security instanceof SecuritySettings settings ? keys(settings) : OpenNode.WORD;
    }

    private static Map<String, Object> keys(SecuritySettings settings) {
        Map<String, Object> keys = new LinkedHashMap<>();
        TlsFiles files = settings.tls();
        keys.put(TLS, files != null);
        if (files != null) {
            keys.put(CERTIFICATE, absolute(files.certificate()));
            keys.put(KEY, absolute(files.key()));
            keys.put(CA, absolute(files.ca()));
            keys.put(PEER_CA, absolute(files.peerCa()));
            keys.put(CLIENT_CERTIFICATES, files.clientCertificates().word());
        }
        keys.put(TOKENS, absolute(settings.tokens()));
        if (settings.peerToken() != null) {
            keys.put(PEER_TOKEN, absolute(settings.peerToken()));
        }
        if (!settings.roles().isEmpty()) {
            keys.put(ROLES, settings.roles().stream().map(SecurityForms::role).toList());
        }
        keys.put(CONSOLE, settings.console());
        return keys;
    }

    private static Map<String, Object> role(CertificateRole role) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("subject", role.subject());
        keys.put("scopes", role.scopes());
        return keys;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
