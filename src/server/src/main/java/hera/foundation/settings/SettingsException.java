package hera.foundation.settings;

/**
 * The refusal of a configuration. The message is one line and names the place: {@code hera.yml:3: liveness: must be
 * ...} or {@code --liveness: must be ...}.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingsException(String place, String reason) {
        super(place + ": " + reason);
    }
}
