package hera.foundation.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ActionHook;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.FastHttpDateFormat;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversion of a response's header fields to bytes when the response is committed, before Tomcat does it. Tomcat makes
 * a new encoder for each name and each value, which is a tenth of the processor time of a small response.
 *
 * <p>A field of printable ASCII without question marks is converted here; any other is left to Tomcat, which replaces
 * control characters and drops what ISO 8859-1 lacks.
 *
 * <p>One of Tomcat's members is found by name. If it is missing, responses cost more time, nothing else, and {@code
 * HeaderBytesTest} fails.
 */
final class HeaderBytes implements ActionHook {
    private static final Logger log = LoggerFactory.getLogger(HeaderBytes.class);
    private static final byte[] DATE = "Date".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte DELETE = 127;

    /** Stands for a character that ISO 8859-1 lacks, or for itself. */
    private static final byte UNMAPPABLE = '?';

    /** The texts converted last, each at the place of its hash: most fields are the same from response to response. */
    private static final @Nullable Converted[] CONVERTED = new @Nullable Converted[256];

    /** The length in characters up to which a text is kept. Tomcat writes numbers into what it finds of 32 bytes or more. */
    private static final int MOST_KEPT = 31;

    private static final @Nullable VarHandle HOOK = find();

    private final Response response;
    private final ActionHook processor;

    /** The present second, as Tomcat's text and its bytes. */
    private String dateText = "";

    private byte[] date = {};

    private HeaderBytes(Response response, ActionHook processor) {
        this.response = response;
        this.processor = processor;
    }

    private static @Nullable VarHandle find() {
        try {
            return MethodHandles.privateLookupIn(Response.class, MethodHandles.lookup())
                    .findVarHandle(Response.class, "hook", ActionHook.class);
        } catch (ReflectiveOperationException e) {
            log.warn("event=response-headers-cost-more error=\"{}\"", e.toString());
            return null;
        }
    }

    /** Returns whether Tomcat has the member that is needed. */
    static boolean isFound() {
        return HOOK != null;
    }

    /** Converts the fields of all responses of a processor from now on. */
    static void convert(Response response, ActionHook processor) {
        if (HOOK != null) {
            HOOK.setVolatile(response, new HeaderBytes(response, processor));
        }
    }

    @Override
    public void action(ActionCode code, Object parameter) {
        if (code == ActionCode.COMMIT) {
            convert(response.getMimeHeaders());
        }
        processor.action(code, parameter);
    }

    private void convert(MimeHeaders headers) {
        for (int i = 0; i < headers.size(); i++) {
            convert(headers.getName(i));
            convert(headers.getValue(i));
        }
        if (headers.getValue("Date") == null) {
            String now = FastHttpDateFormat.getCurrentDate();
            if (!dateText.equals(now)) {
                dateText = now;
                date = now.getBytes(StandardCharsets.ISO_8859_1);
            }
            headers.addValue(DATE, 0, DATE.length).setBytes(date, 0, date.length);
        }
    }

    private static void convert(MessageBytes part) {
        if (part.getType() != MessageBytes.T_STR) {
            return;
        }
        byte[] bytes = bytes(part.getString());
        if (bytes != null) {
            part.setBytes(bytes, 0, bytes.length);
        }
    }

    /** Returns the bytes of a text, not to be changed, or null if it is to be left to Tomcat. */
    private static byte @Nullable [] bytes(String text) {
        int place = text.hashCode() & CONVERTED.length - 1;
        Converted last = CONVERTED[place];
        if (last != null && last.text.equals(text)) {
            return last.bytes;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (byte b : bytes) {
            if (b < ' ' || b == DELETE || b == UNMAPPABLE) {
                return null;
            }
        }
        if (text.length() <= MOST_KEPT) {
            CONVERTED[place] = new Converted(text, bytes);
        }
        return bytes;
    }

    /** A text and its bytes. Threads exchange them without a lock, which its final fields make safe. */
    private static final class Converted {
        final String text;
        final byte[] bytes;

        Converted(String text, byte[] bytes) {
            this.text = text;
            this.bytes = bytes;
        }
    }
}
