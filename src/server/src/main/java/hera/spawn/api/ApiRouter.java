package hera.spawn.api;

import hera.foundation.access.AccessVerdict;
import hera.foundation.forward.Reply;
import hera.foundation.forward.Route;
import hera.foundation.forward.Router;
import hera.foundation.forward.Step;
import hera.foundation.forward.Taker;
import hera.foundation.forward.TakingRoute;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.guard.Guard;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The router of the operators' port. Requests are handled on the core's thread. Thread-safe. */
public final class ApiRouter implements Router {
    private static final Logger log = LoggerFactory.getLogger(ApiRouter.class);
    private static final int MOST_BODY = 1 << 20;
    private static final int LEAST_ERROR = 400;

    private final ApiHandlers handlers;
    private final ApiGuard guard;
    private final boolean hasPage;
    private final Executor core;
    private final LongSupplier nanoClock;

    /**
     * @param guard decides about each request; null for a port that is open to everybody
     * @param hasPage whether there is a console
     * @param nanoClock a monotonic clock's nanoseconds
     */
    public ApiRouter(
            ApiHandlers handlers, @Nullable Guard guard, boolean hasPage, Executor core, LongSupplier nanoClock) {
        this.handlers = handlers;
        this.guard = new ApiGuard(guard, hasPage);
        this.hasPage = hasPage;
        this.core = core;
        this.nanoClock = nanoClock;
    }

    @Override
    public Route route(RequestHead request, InetSocketAddress client) {
        return route(request, client, null);
    }

    @Override
    public Route route(RequestHead request, InetSocketAddress client, X509Certificate @Nullable [] chain) {
        try {
            return new TakingRoute(step(ApiRequest.of(request), client, chain));
        } catch (ApiRefusedException e) {
            return refusing(e.answer());
        }
    }

    private Step step(ApiRequest request, InetSocketAddress client, X509Certificate @Nullable [] chain) {
        if (hasPage && ConsolePage.isAskedFor(request.at(), request.head())) {
            return new Step.Answer(ConsolePage.moved(ApiPath.ROOT).sent(0, false));
        }
        AccessVerdict verdict = guard.decide(request.at(), request.head(), client, chain);
        if (verdict instanceof AccessVerdict.Denied denied) {
            return new Step.Answer(ApiGuard.refusal(denied).sent(0, false));
        }
        if (isForeign(request.head())) {
            guard.foreign(request.head(), client);
            return new Step.Answer(ApiAnswer.error(403, "This request comes from another site's page.")
                    .sent(0, false));
        }
        if (!hasPage && request.at().isOfPage()) {
            return new Step.Answer(
                    ApiAnswer.error(404, "There is no console here.").sent(0, false));
        }
        ApiRequest admitted = request.from(((AccessVerdict.Allowed) verdict).credential());
        return new Step.Take(reply -> new Collector(admitted, client, reply));
    }

    private static Route refusing(ApiAnswer answer) {
        return new TakingRoute(new Step.Answer(answer.sent(0, false)));
    }

    @Override
    public LocalAnswer refuse(int status, String detail) {
        return ApiAnswer.error(status, detail).sent(0, false);
    }

    /**
     * Returns whether a browser sends the request for a page of another site; any page can make a browser send one
     * here.
     */
    private static boolean isForeign(RequestHead request) {
        String site = request.fields().first("sec-fetch-site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        String origin = request.fields().first("origin");
        return origin != null
                && !origin.equals("http://" + request.host())
                && !origin.equals("https://" + request.host());
    }

    /** Collects a request's body, which is small. */
    private final class Collector implements Taker {
        private final ApiRequest request;
        private final InetSocketAddress client;
        private final Reply reply;
        private final long since = nanoClock.getAsLong();
        private @Nullable ByteBuf body = Unpooled.buffer(256);

        private Collector(ApiRequest request, InetSocketAddress client, Reply reply) {
            this.request = request;
            this.client = client;
            this.reply = reply;
        }

        @Override
        public void piece(ByteBuf piece) {
            ByteBuf collected = body;
            if (collected != null && collected.readableBytes() + piece.readableBytes() <= MOST_BODY) {
                collected.writeBytes(piece);
            } else {
                answer(ApiAnswer.error(413, "A body here has at most %d bytes.".formatted(MOST_BODY)), false);
            }
            piece.release();
        }

        @Override
        public boolean takesMore() {
            return true;
        }

        @Override
        public void whole() {
            byte[] bytes = body == null ? new byte[0] : ByteBufUtil.getBytes(body);
            core.execute(() -> handle(bytes));
        }

        @Override
        public void over() {
            if (body != null) {
                body.release();
                body = null;
            }
        }

        private void handle(byte[] bytes) {
            try {
                handlers.handle(request.with(bytes), answer -> answer(answer, request.flag("pretty")));
            } catch (ApiRefusedException e) {
                answer(e.answer(), false);
            } catch (RuntimeException e) {
                log.error("event=api-failed method={}", request.method(), e);
                answer(ApiAnswer.error(500, "This request failed; the log says why."), false);
            }
        }

        private void answer(ApiAnswer answer, boolean pretty) {
            if (!request.isRead() && answer.status() < LEAST_ERROR) {
                guard.changed(request.head(), client, request.credential());
            }
            reply.answer(answer.sent(nanoClock.getAsLong() - since, pretty));
        }
    }
}
