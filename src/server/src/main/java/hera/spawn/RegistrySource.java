package hera.spawn;

import hera.client.HeraClient;
import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.Setting;
import hera.foundation.settings.SettingsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The registry of {@code nodes-from}, and what this Spawn shows it and asks of it. Its files are read once.
 *
 * @param url the service whose instances are nodes
 * @param authorities the file of those who sign the registry's certificates; null for those whom Java trusts
 * @param token is sent to the registry; null for none
 */
record RegistrySource(
        RegistryUrl url,
        @Nullable Path authorities,
        @Nullable String token) {
    private static final Pattern TOKEN = Pattern.compile("[!-~]{16,512}");

    /**
     * Returns the registry; null if there is none.
     *
     * @throws InvalidSettingException for a setting that would prove nothing, or tell the token to others, and for a file that is
     *     missing or has not what it must
     */
    @Nullable
    static RegistrySource of(SpawnSettings settings) {
        String from = settings.get(SpawnKeys.NODES_FROM);
        String ca = settings.get(SpawnKeys.NODES_FROM_CA);
        String tokenFile = settings.get(SpawnKeys.NODES_FROM_TOKEN);
        if (from.isEmpty()) {
            for (Setting<SpawnSettings, String> needless :
                    List.of(SpawnKeys.NODES_FROM_CA, SpawnKeys.NODES_FROM_TOKEN)) {
                if (!settings.get(needless).isEmpty()) {
                    throw new InvalidSettingException(needless.key(), "needs " + SpawnKeys.NODES_FROM.key() + ", too");
                }
            }
            return null;
        }
        RegistryUrl url = RegistryUrl.parse(from);
        if (!ca.isEmpty() && !url.tls()) {
            throw new InvalidSettingException(
                    SpawnKeys.NODES_FROM_CA.key(),
                    "proves nothing over plain HTTP; say %s in %s"
                            .formatted(url.secured(), SpawnKeys.NODES_FROM.key()));
        }
        if (!tokenFile.isEmpty() && url.isReadable()) {
            throw new InvalidSettingException(
                    SpawnKeys.NODES_FROM_TOKEN.key(),
                    "would be sent over plain HTTP to %s; say %s in %s"
                            .formatted(url.node(), url.secured(), SpawnKeys.NODES_FROM.key()));
        }
        RegistrySource source = new RegistrySource(url, path(ca), tokenFile.isEmpty() ? null : token(tokenFile));
        source.builder(); // reads the file of authorities
        return source;
    }

    private static @Nullable Path path(String file) {
        try {
            return file.isEmpty() ? null : Path.of(file);
        } catch (InvalidPathException e) {
            throw new InvalidSettingException(SpawnKeys.NODES_FROM_CA.key(), String.valueOf(e.getMessage()));
        }
    }

    private static String token(String file) {
        String token;
        try {
            token = ConfigFile.text(Path.of(file)).strip();
        } catch (SettingsException | InvalidPathException e) {
            throw new InvalidSettingException(SpawnKeys.NODES_FROM_TOKEN.key(), String.valueOf(e.getMessage()));
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new InvalidSettingException(
                    SpawnKeys.NODES_FROM_TOKEN.key(),
                    file + ": is no token, which has 16 to 512 visible ASCII characters");
        }
        return token;
    }

    /** Starts a client of the registry. A token goes over plain HTTP to the node that is named, and to no other. */
    HeraClient client() {
        return builder().build();
    }

    private HeraClient.Builder builder() {
        HeraClient.Builder builder = HeraClient.builder()
                .shutdownHook(false)
                .discoverNodes(token == null || url.tls())
                .node(url.nodeUrl());
        try {
            if (authorities != null) {
                builder.trust(authorities);
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(SpawnKeys.NODES_FROM_CA.key(), String.valueOf(e.getMessage()));
        }
        if (token != null) {
            builder.token(token);
        }
        return builder;
    }

    /** Returns words without the token. */
    @Override
    public String toString() {
        return url.nodeUrl() + "/" + url.service();
    }
}
