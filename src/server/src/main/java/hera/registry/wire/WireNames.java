package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.BAD_NAME;

import hera.foundation.json.MalformedInputException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import java.util.function.Function;

/** Names out of what somebody sent; each method refuses with BAD_NAME and a message that says which rule is broken. */
public final class WireNames {
    private WireNames() {}

    public static ServiceName service(String text) throws MalformedInputException {
        return checked(text, ServiceName::new);
    }

    public static InstanceId instance(String text) throws MalformedInputException {
        return checked(text, InstanceId::new);
    }

    public static NodeName node(String text) throws MalformedInputException {
        return checked(text, NodeName::new);
    }

    private static <T> T checked(String text, Function<String, T> constructor) throws MalformedInputException {
        try {
            return constructor.apply(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(BAD_NAME, String.valueOf(e.getMessage()));
        }
    }
}
