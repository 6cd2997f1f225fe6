package hera.registry;

import hera.wire.Problem;

/**
 * An answer to a read, made once and written to all who ask for it.
 *
 * @param status 200 or 404
 * @param body JSON, or a problem
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never changed, never compared
record Answer(int status, String tag, byte[] body) {
    String mediaType() {
        return status == 200 ? "application/json" : Problem.MEDIA_TYPE;
    }

    /** Whether a client that has one of these tags has this answer already. */
    boolean isKnownBy(String ifNoneMatch) {
        return Tags.matches(ifNoneMatch, tag, status == 200);
    }
}
