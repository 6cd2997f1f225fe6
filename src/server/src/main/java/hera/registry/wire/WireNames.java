package hera.registry.wire;

import static hera.foundation.json.MalformedInput.Reason.BAD_NAME;

import hera.foundation.json.MalformedInput;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import java.util.function.Function;

/** Names out of what somebody sent; each method refuses with BAD_NAME and a message that says which rule is broken. */
public final class WireNames {
    private WireNames() {}

    public static ServiceName service(String text) throws MalformedInput {
        return checked(text, ServiceName::new);
    }

    public static InstanceId instance(String text) throws MalformedInput {
        return checked(text, InstanceId::new);
    }

    public static NodeName node(String text) throws MalformedInput {
        return checked(text, NodeName::new);
    }

    private static <T> T checked(String text, Function<String, T> constructor) throws MalformedInput {
        try {
            return constructor.apply(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedInput(BAD_NAME, String.valueOf(e.getMessage()));
        }
    }
}
