package hera.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one node without peers that all of them share, because a start costs seconds. Tests keep to services of
 * their own.
 */
public final class SharedNode implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedNode.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == NodeClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("node", key -> start(), HeraProcess.class)
                .http();
    }

    private static HeraProcess start() {
        try {
            Path directory = Files.createTempDirectory(HeraProcess.jar().getParent(), "shared-node");
            return HeraProcess.in(directory).flags("-n", "shared", "-p", "0").node();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
