package hera.client;

import hera.client.cluster.Ask;
import hera.client.http.Head;
import hera.client.http.NodeAnswer;
import hera.client.http.RequestFailure;
import hera.client.nodes.KnownNode;
import hera.client.nodes.NodeBackoff;
import hera.client.nodes.RequestKind;
import hera.client.text.RegistryNames;
import hera.client.time.Ongoing;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A keeper of a registration by a stream that a node holds open, with a comment each second. A new stream is opened
 * before the old one is closed, so that the instance always has one.
 */
final class HeldKeeper implements Keeper {
    /** The silence after which a stream is checked once more. */
    static final long SUSPICIOUS_MILLIS = 4_000;

    /**
     * The additional silence after which a stream is given up. Data that was buffered while the process was paused is
     * read by then.
     */
    static final long LAST_LOOK_MILLIS = 1_000;

    /**
     * The longest pause after streams that were short. It cannot be told whether another owner took the instance over, or
     * nodes are restarted; an instance outlives its node by 10 s, of which up to 4 have passed since it was last renewed.
     */
    private static final long MOST_WHILE_IT_STANDS_MILLIS = 3_000;

    private static final long SHORT_LIFE_MILLIS = 10_000;
    private static final long MOST_BACKOFF_MILLIS = 60_000;
    private static final Set<Integer> ANSWERS = Set.of(400, Ask.FORBIDDEN, 413);

    private final LiveRegistration registration;
    private final ClientParts parts;
    private final NodeBackoff backoff = new NodeBackoff();
    private @Nullable Ongoing opening;
    private @Nullable Ongoing reopening;
    private @Nullable Stream current;
    private @Nullable Instance sent;
    private boolean changed;
    private boolean everSent;
    private boolean ended;

    HeldKeeper(LiveRegistration registration, ClientParts parts) {
        this.registration = registration;
        this.parts = parts;
    }

    @Override
    public void send() {
        if (ended) {
            return;
        }
        if (opening != null) {
            changed = true;
            return;
        }
        cancel(reopening);
        changed = false;
        Stream stream = new Stream();
        Ask ask = new Ask(
                RequestKind.WRITE,
                "PUT",
                RegistryNames.path(
                                registration.service(), registration.instance().id())
                        + registration.lease().query(),
                () -> Map.of("Content-Type", "application/json"),
                this::body,
                parts.settings().timeout().toMillis(),
                Ask.SMALL_BODY,
                ANSWERS::contains,
                Ask.Form.STREAM);
        opening = () -> {};
        Ongoing request = parts.requests().send(ask, stream);
        if (opening != null) {
            opening = request;
        }
    }

    private String body() {
        Instance instance = registration.instance();
        sent = instance;
        return instance.json();
    }

    private void opened(Stream stream, Head head) {
        opening = null;
        if (ended) {
            stream.leave();
            return;
        }
        Stream former = current;
        current = stream;
        if (former != null) {
            former.leave();
        }
        registration.written(head.number("hera-timestamp"), sent);
        if (changed || !registration.instance().equals(sent)) {
            send();
        }
    }

    private void refused(KnownNode node, NodeAnswer answer) {
        opening = null;
        if (answer.status() == Ask.FORBIDDEN) {
            registration.denied(node, answer);
            pause(MOST_BACKOFF_MILLIS);
        } else if (changed || !registration.instance().equals(sent)) {
            send();
        } else {
            registration.refused(sent, answer.text());
        }
    }

    /**
     * Opens the stream again. One that ended soon after its begin may have been taken over by another owner, so pause
     * before that.
     */
    private void lost(Stream stream) {
        if (ended || current != stream) {
            return;
        }
        current = null;
        if (opening != null) {
            return; // it has been taken over: its end may be heard of before the head of the one that took it
        }
        long now = parts.loop().millis();
        if (now - stream.openedAtMillis >= SHORT_LIFE_MILLIS) {
            backoff.succeeded();
            send();
            return;
        }
        pause(MOST_WHILE_IT_STANDS_MILLIS);
    }

    private void pause(long mostMillis) {
        backoff.failed(parts.loop().millis(), mostMillis, 0, parts.chance());
        waitToReopen();
    }

    private void waitToReopen() {
        cancel(reopening);
        reopening = parts.loop().after(100, () -> {
            if (backoff.isWaiting(parts.loop().millis())) {
                waitToReopen();
            } else {
                send();
            }
        });
    }

    @Override
    public void stop(Consumer<Boolean> done) {
        ended = true;
        cancel(reopening);
        cancel(opening);
        opening = null;
        done.accept(everSent);
    }

    @Override
    public void end() {
        ended = true;
        cancel(reopening);
        cancel(opening);
        if (current != null) {
            current.leave();
        }
        current = null;
    }

    private static void cancel(@Nullable Ongoing running) {
        if (running != null) {
            running.cancel();
        }
    }

    /** One stream, from its request to its end. */
    private final class Stream implements Ask.Reply {
        private @Nullable KnownNode node;
        private @Nullable Ongoing connection;
        private @Nullable Ongoing watchdog;
        private @Nullable String token;
        private long openedAtMillis;
        private long heardAtMillis;

        @Override
        public void sending() {
            everSent = true;
            token = parts.settings().tokenNow();
        }

        @Override
        public void answered(KnownNode from, NodeAnswer answer) {
            refused(from, answer);
        }

        @Override
        public void tooLarge(KnownNode from) {
            opening = null;
            send();
        }

        @Override
        public void opened(KnownNode from, Head head, Ongoing stream) {
            node = from;
            connection = stream;
            openedAtMillis = parts.loop().millis();
            heardAtMillis = openedAtMillis;
            watch(SUSPICIOUS_MILLIS, false);
            HeldKeeper.this.opened(this, head);
        }

        @Override
        public void received() {
            heardAtMillis = parts.loop().millis();
        }

        @Override
        public void ended(KnownNode from, RequestFailure failure) {
            cancel(watchdog);
            lost(this);
        }

        void leave() {
            cancel(watchdog);
            cancel(connection);
        }

        private void watch(long millis, boolean isLastLook) {
            watchdog = parts.loop().after(millis, () -> {
                long silentMillis = parts.loop().millis() - heardAtMillis;
                if (silentMillis < SUSPICIOUS_MILLIS) {
                    followToken();
                    watch(SUSPICIOUS_MILLIS - silentMillis, false);
                } else if (isLastLook) {
                    silent(silentMillis);
                } else {
                    watch(LAST_LOOK_MILLIS, true);
                }
            });
        }

        /** A node ends what is held by a token that has ended, so a new one takes it over before that. */
        private void followToken() {
            boolean isFree = opening == null && !backoff.isWaiting(parts.loop().millis());
            if (current == this
                    && isFree
                    && !Objects.equals(token, parts.settings().tokenNow())) {
                send();
            }
        }

        private void silent(long millis) {
            if (node != null) {
                parts.cluster()
                        .failed(
                                node,
                                new RequestFailure(RequestFailure.Kind.TIMED_OUT, "silent for " + millis + " ms"));
            }
            send();
            watch(SUSPICIOUS_MILLIS, false);
        }
    }
}
