package hera.command;

import hera.foundation.json.JsonMembers;
import hera.foundation.json.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a node answered.
 *
 * @param node who answered
 * @param body as it came
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NodeResponse(String node, int status, byte[] body) {
    /** The same answer, if it is what was asked for; else a complaint with the node's own words. */
    NodeResponse orRefused() {
        if (status >= 200 && status < 300) {
            return this;
        }
        throw CommandFailedException.refused(complaint());
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The members of the object that the answer must be. */
    Map<String, String> members() {
        return members(text());
    }

    /** The members of an object within the answer. */
    Map<String, String> members(String object) {
        try {
            return JsonMembers.of(object);
        } catch (MalformedInputException e) {
            throw CommandFailedException.refused("what " + node + " answers is not Hera's: " + e.getMessage());
        }
    }

    /** Why the node did not do what it was asked. */
    String complaint() {
        try {
            String detail = JsonMembers.of(text()).get("detail");
            if (detail != null) {
                return JsonMembers.text(detail);
            }
        } catch (MalformedInputException noProblem) {
            // then the status must do
        }
        return node + " answered with status " + status;
    }
}
