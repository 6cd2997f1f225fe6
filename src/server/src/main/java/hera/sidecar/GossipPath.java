package hera.sidecar;

import hera.foundation.forward.End;
import hera.foundation.forward.Failure;
import hera.foundation.forward.Route;
import hera.foundation.forward.Step;
import hera.foundation.forward.Target;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.http.HeraHeaders;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The route of gossip from {@code listen.ringpop} to the embedded node, which listens at the debug address and
 * recognises by a secret the requests that came this way. A held pull occupies two connections and no thread.
 * Thread-safe.
 */
final class GossipPath {
    /** The field with the secret; a received field of that name is not passed on. */
    static final String FIELD = "X-Ringpop-Gossip";

    static final List<String> SERVED = List.of("/_deltas", "/_nodes");

    private final Supplier<@Nullable Target> node;
    private final String secret;
    private final List<Field> environment;

    /**
     * @param environment the node's environment, which refusals in its place name as its own answers do
     * @param node the address of the node; null until it listens
     * @param secret a random text that this process alone knows
     */
    GossipPath(String environment, Supplier<@Nullable Target> node, String secret) {
        this.environment = List.of(new Field(HeraHeaders.ENVIRONMENT, environment));
        this.node = node;
        this.secret = secret;
    }

    /** Returns whether the request belongs to gossip. */
    boolean serves(RequestHead request) {
        String target = request.pathAndQuery();
        int question = target.indexOf('?');
        return SERVED.contains(question < 0 ? target : target.substring(0, question));
    }

    /** Returns the route of such a request. */
    Route route() {
        return new GossipRoute();
    }

    private final class GossipRoute extends PlainRoute {
        @Override
        public Step next() {
            Target target = node.get();
            return target == null ? new Step.Answer(giveUp(Failure.UNREACHED)) : new Step.Send(target);
        }

        @Override
        public boolean mayTakeLong() {
            return true;
        }

        @Override
        public LocalAnswer giveUp(Failure failure) {
            return SidecarProblems.of(failure, environment);
        }

        @Override
        public boolean sends(Fields request, int field) {
            return !SidecarFields.isReserved(request, field);
        }

        @Override
        public void addToRequest(Target target, FieldWriter fields) {
            fields.add(FIELD, secret);
        }

        @Override
        public void ended(End end) {
            // Gossip has metrics of its own.
        }
    }
}
