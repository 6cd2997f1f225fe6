package hera.registry.wire;

import hera.foundation.json.MalformedInputException;

/**
 * A tuple that was skipped.
 *
 * @param origin the origin it came under, cut and cleaned of control characters where that is no valid name
 * @param reason why, for metrics
 * @param message why and where in the page, for people; of bounded length
 */
public record RejectedTuple(String origin, MalformedInputException.Reason reason, String message) {}
