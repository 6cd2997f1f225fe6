package hera.client.json;

/** A text that is no JSON, or not the JSON that was expected. */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message says what is wrong and at which byte */
    public MalformedJsonException(String message) {
        super(message);
    }
}
