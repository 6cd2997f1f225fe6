package hera.spawn.queue;

import java.time.Duration;

/**
 * The wishes of a client for the answer to its write.
 *
 * @param timeout how long it waits for more than the confirmation that the write is stored
 */
record ClientWish(AnswerPolicy policy, Duration timeout, ClientReply reply) {}
