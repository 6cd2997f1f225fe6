package hera.foundation.guard;

import hera.foundation.access.Credential;
import hera.foundation.json.JsonBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The JSON that tells the sender of a request who that is, and what it may do: the answer at {@code /_credential}. */
public final class CredentialJson {
    private CredentialJson() {}

    /**
     * Returns the JSON.
     *
     * @param credential null where everybody may do everything
     */
    public static byte[] of(@Nullable Credential credential) {
        JsonBuffer json = new JsonBuffer(128).raw("{\"mode\":");
        if (credential == null) {
            json.string("open");
        } else {
            write(credential, json);
        }
        return json.raw('}').toByteArray();
    }

    private static void write(Credential credential, JsonBuffer json) {
        json.string("secured").raw(",\"subject\":").string(credential.grant().subject());
        json.raw(",\"scopes\":[");
        int begin = json.length();
        for (String scope : credential.grant().scopes()) {
            if (json.length() > begin) {
                json.raw(',');
            }
            json.string(scope);
        }
        json.raw(']');
        if (credential.endsMillis() != Long.MAX_VALUE) {
            json.raw(",\"expires\":")
                    .string(Instant.ofEpochMilli(credential.endsMillis()).toString());
        }
    }
}
