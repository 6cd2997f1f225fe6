package hera.cloud;

import hera.client.HeraClient;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.core.env.Environment;

/**
 * The host under which the application is called, and its source. A configured host beats a detected one, and the
 * address under which this host's node is known beats the guess of {@link InetUtils}, which on a host of many
 * interfaces is often an odd one.
 */
final class InstanceHost {
    private static final String INET_UTILS = "spring.cloud.inetutils";

    private final @Nullable String given;
    private final String source;
    private final Environment environment;

    private InstanceHost(@Nullable String given, String source, Environment environment) {
        this.given = given;
        this.source = source;
        this.environment = environment;
    }

    static InstanceHost of(@Nullable String property, Environment environment, @Nullable InetUtils inetUtils) {
        if (property != null) {
            return new InstanceHost(property, "hera.client.registration.host", environment);
        }
        String variable = environment.getProperty("HERA_HOST");
        if (variable != null && !variable.isBlank()) {
            return new InstanceHost(variable.strip(), "HERA_HOST", environment);
        }
        if (inetUtils != null && isConfigured(environment)) {
            String found = inetUtils.findFirstNonLoopbackHostInfo().getIpAddress();
            return new InstanceHost(found, INET_UTILS, environment);
        }
        return new InstanceHost(null, "the node", environment);
    }

    private static boolean isConfigured(Environment environment) {
        Binder binder = Binder.get(environment);
        boolean named = Stream.of("default-hostname", "default-ip-address", "use-only-site-local-interfaces")
                .anyMatch(name ->
                        binder.bind(INET_UTILS + "." + name, String.class).isBound());
        return named
                || Stream.of("ignored-interfaces", "preferred-networks")
                        .anyMatch(name -> binder.bind(INET_UTILS + "." + name, Bindable.listOf(String.class))
                                .isBound());
    }

    /** The host that is known before any node is asked. */
    Optional<String> given() {
        return Optional.ofNullable(given);
    }

    /** Spring Cloud's guess of this host's address. */
    String guess() {
        return environment.getProperty("spring.cloud.client.ip-address", "127.0.0.1");
    }

    /** Returns the source of the host of a registered instance, in words. */
    String source(String registered, HeraClient client) {
        if (given != null) {
            return source;
        }
        boolean isNodes = client.nodes().stream()
                .anyMatch(node -> node.address().replaceFirst("^https://", "").startsWith(registered + ":"));
        return isNodes
                ? "the address under which the node of this host is known"
                : "the address from which a node is reached";
    }
}
