package hera.client.cluster;

import hera.client.text.LogText;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of a client's requests, as the program gives it. A failure of the program's supplier is logged once and
 * changes nothing. Runs in steps of the loop only, once it is made.
 */
public final class TokenSource {
    private static final Logger log = LoggerFactory.getLogger(TokenSource.class);

    private final Supplier<String> supplier;
    private String value;
    private boolean failing;

    /** @throws IllegalArgumentException if what the supplier gives now can be no token; the message does not name it */
    public TokenSource(Supplier<String> supplier) {
        this.supplier = supplier;
        this.value = checked(supplier.get());
    }

    /**
     * Returns the token that the text holds.
     *
     * @throws IllegalArgumentException if no header can carry it; the message does not name it
     */
    public static String checked(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || !stripped.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("a token must be of printable ASCII characters");
        }
        return stripped;
    }

    /** Returns the token in force. */
    public String value() {
        try {
            value = checked(supplier.get());
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("event=token-not-given: the former one is sent: {}", LogText.of(e.toString()));
            }
            failing = true;
        }
        return value;
    }
}
