package hera.command;

/**
 * One server-sent event.
 *
 * @param type {@code message} where the sender names none
 * @param data its lines, with an end between each two
 */
record StreamEvent(String type, String data) {}
