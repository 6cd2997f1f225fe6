package hera.command;

/** The exit codes of commands. */
final class ExitCodes {
    static final int DONE = 0;
    static final int REFUSED = 1;
    static final int NOT_ASKED = 2;

    private ExitCodes() {}
}
