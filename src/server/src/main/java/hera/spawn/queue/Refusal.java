package hera.spawn.queue;

/**
 * The reason why a write was not stored.
 *
 * @param status of the answer
 * @param detail for a person
 */
public record Refusal(int status, String detail) {
    static Refusal unavailable(String detail) {
        return new Refusal(503, detail);
    }
}
