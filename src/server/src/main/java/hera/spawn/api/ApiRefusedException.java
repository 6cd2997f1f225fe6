package hera.spawn.api;

/** The refusal of a request of the API, with the status and the text of its answer. */
final class ApiRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    ApiRefusedException(int status, String info) {
        super(info);
        this.status = status;
    }

    ApiRefusedException(int status, String info, Throwable cause) {
        super(info, cause);
        this.status = status;
    }

    ApiAnswer answer() {
        return ApiAnswer.error(status, String.valueOf(getMessage()));
    }
}
