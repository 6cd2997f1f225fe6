package hera.foundation.settings;

/** The refusal of a setting's value. The message names the key and the reason. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String key;
    private final String reason;

    /**
     * @param key as in {@code hera.yml}, such as {@code gossip-interval}
     * @param reason the fault, such as {@code must be at least 1 s, not 0 s}
     */
    public InvalidSettingException(String key, String reason) {
        super(key + ": " + reason);
        this.key = key;
        this.reason = reason;
    }

    public String key() {
        return key;
    }

    public String reason() {
        return reason;
    }
}
