package hera.wire;

import static hera.wire.MalformedInput.Reason.BAD_NAME;

import hera.state.InstanceId;
import hera.state.NodeName;
import hera.state.ServiceName;
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
