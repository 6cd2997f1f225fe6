package hera.registry.wire;

import hera.foundation.json.MalformedInputException;

/**
 * A tuple that was skipped.
 *
 * @param origin the origin in the page; shortened and free of control characters if it is no valid name
 * @param reason the kind of fault, for metrics
 * @param message the fault and its place in the page, for people; of bounded length
 */
public record RejectedTuple(String origin, MalformedInputException.Reason reason, String message) {}
