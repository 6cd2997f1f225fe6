package hera.command;

/** The exit codes of commands. */
public final class ExitCodes {
    /** What was asked for is done. */
    public static final int DONE = 0;

    /** What was asked for is refused. */
    public static final int REFUSED = 1;

    static final int NOT_ASKED = 2;

    private ExitCodes() {}
}
