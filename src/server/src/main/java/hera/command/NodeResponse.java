package hera.command;

import hera.foundation.json.JsonMembers;
import hera.foundation.json.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A node's response.
 *
 * @param node the address of the node
 * @param body the body as it was received
 * @param afterUnknown what is said behind the reason of a node that does not know who asks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NodeResponse(String node, int status, byte[] body, String afterUnknown) {
    private static final int UNKNOWN = 401;

    /** What a server that awaits TLS answers to plain HTTP, if anything. */
    private static final int MALFORMED = 400;

    /**
     * Returns this response if its status is 2xx, else throws {@link CommandFailedException} with the node's error
     * message.
     */
    NodeResponse orRefused() {
        if (status >= 200 && status < 300) {
            return this;
        }
        throw CommandFailedException.refused(complaint());
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns the members of the body, which must be an object. */
    Map<String, String> members() {
        return members(text());
    }

    /** Returns the members of an object in the body. */
    Map<String, String> members(String object) {
        try {
            return JsonMembers.of(object);
        } catch (MalformedInputException e) {
            throw CommandFailedException.refused("what " + node + " answers is not Hera's: " + e.getMessage());
        }
    }

    /** Returns the reason of a refusal: the problem's detail, else the status. */
    String complaint() {
        return status == UNKNOWN ? detail() + afterUnknown : detail();
    }

    private String detail() {
        try {
            String detail = JsonMembers.of(text()).get("detail");
            if (detail != null) {
                return JsonMembers.text(detail);
            }
        } catch (MalformedInputException noProblem) {
            // the body is no problem document; use the status
        }
        boolean mayAwaitTls = status == MALFORMED && !node.startsWith("https://");
        return node + " answered with status " + status
                + (mayAwaitTls ? "; if it is secured, it is https://" + node : "");
    }
}
