package hera.command;

/** A failure that ends a command with one line on standard error. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Returns the failure of a request that a node refused. */
    static CommandFailedException refused(String message) {
        return new CommandFailedException(ExitCodes.REFUSED, message);
    }

    /** Returns the failure of a command that reached no node, or had no request to make. */
    static CommandFailedException notAsked(String message) {
        return new CommandFailedException(ExitCodes.NOT_ASKED, message);
    }

    int exitCode() {
        return exitCode;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
