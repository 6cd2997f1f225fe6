package hera.client.meters;

import java.util.Locale;

/** What became of a request at one node. */
public enum RequestOutcome {
    /** The node did what was asked, or has no such instance. */
    OK,
    /** The node refused: a status of 400 or more that is not 404. */
    REFUSED,
    /** The node did not answer in time, or what answered was no node of this environment. */
    FAILED;

    private static final int REDIRECTION = 300;
    private static final int NOT_MODIFIED = 304;
    private static final int ERROR = 400;
    private static final int NOT_FOUND = 404;

    /** Returns the outcome of an answer. */
    public static RequestOutcome of(int status) {
        if (status == NOT_MODIFIED || status == NOT_FOUND || status < REDIRECTION) {
            return OK;
        }
        return status < ERROR ? FAILED : REFUSED;
    }

    /** Its name as it stands in a tag. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
