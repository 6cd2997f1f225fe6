package hera.spawn.queue;

import java.time.Duration;

/**
 * What a client of a write wants.
 *
 * @param timeout how long it waits for more than that the write is stored
 */
record ClientWish(AnswerPolicy policy, Duration timeout, ClientReply reply) {}
