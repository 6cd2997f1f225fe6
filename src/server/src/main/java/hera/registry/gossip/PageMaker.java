package hera.registry.gossip;

import hera.foundation.http.ContentDigest;
import hera.foundation.time.Moment;
import hera.registry.replica.Cursor;
import hera.registry.replica.Deltas;
import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.PageFormat;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Makes responses to pulls of what the replica has beyond the asker's digest. Safe for use by many threads. */
final class PageMaker {
    /** Smaller pages are made without asking, because the heap has a reserve for them. */
    static final int SMALL_BYTES = 64 << 10;

    /** The number of copies of a page that are in memory while it is made and compressed. */
    private static final long COPIES = 4;

    private final NodeIdentity self;
    private final Replica replica;
    private final DeltasCodec codec;
    private final int maxPageBytes;
    private final LongPredicate hasRoomFor;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /**
     * @param maxPageBytes how large a page is meant to be
     * @param hasRoomFor whether so many bytes may be allocated for a page
     */
    PageMaker(NodeIdentity self, Replica replica, DeltasCodec codec, int maxPageBytes, LongPredicate hasRoomFor) {
        this.self = self;
        this.replica = replica;
        this.codec = codec;
        this.maxPageBytes = maxPageBytes;
        this.hasRoomFor = hasRoomFor;
    }

    /**
     * The part of a waiting pull on which its page depends. Peers that follow a node have mostly come equally far, and then
     * share a page.
     */
    record Question(Digest digest, PageFormat form, boolean whole) {
        static Question of(PullRequest request) {
            return new Question(request.digest(), request.form(), request.whole());
        }
    }

    /**
     * A response that is ready to be sent.
     *
     * @param deltas the number of deltas in it
     */
    record Made(int deltas, PullResponse response) {}

    /**
     * Makes the page that a pull asks for. Large ones are made one at a time, each only if the heap has room for it; else the
     * asker gets a small one and asks again.
     */
    Made make(PullRequest request, Moment now) {
        Deltas deltas = replica.deltas(request.digest(), detail(request), Math.min(SMALL_BYTES, maxPageBytes), now);
        if (!deltas.more() || maxPageBytes <= SMALL_BYTES) {
            return made(request, deltas, now);
        }
        oneAtATime.lock();
        try {
            return made(
                    request,
                    hasRoomFor.test(COPIES * maxPageBytes)
                            ? replica.deltas(request.digest(), detail(request), maxPageBytes, now)
                            : deltas,
                    now);
        } finally {
            oneAtATime.unlock();
        }
    }

    private Made made(PullRequest request, Deltas deltas, Moment now) {
        byte[] page = codec.encode(deltas, request.form());
        PullResponse response = new PullResponse(
                request.form(),
                page,
                deltas.more(),
                !request.hold().isZero(),
                self,
                null,
                request.form() == PageFormat.RICH ? ContentDigest.of(page) : null,
                seen(request),
                now.wallMillis());
        return new Made(deltas.count(), response);
    }

    /** How much is told of what a page has. */
    static Deltas.Detail detail(PullRequest request) {
        if (request.form() == PageFormat.PLAIN) {
            return Deltas.Detail.LIVE_INSTANCES;
        }
        return request.whole() ? Deltas.Detail.EVERYTHING_WHOLE : Deltas.Detail.EVERYTHING;
    }

    /** How far this node has followed the asker: the asker's proof of a former incarnation of its own (rule 8). */
    private @Nullable Long seen(PullRequest request) {
        if (request.asker() == null || !request.hold().isZero()) {
            return null;
        }
        return replica.digest()
                .origins()
                .getOrDefault(request.asker().name(), Cursor.START)
                .last();
    }
}
