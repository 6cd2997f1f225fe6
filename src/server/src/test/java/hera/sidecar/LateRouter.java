package hera.sidecar;

import hera.foundation.forward.Route;
import hera.foundation.forward.Router;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** A router that is made once the port that it is told is known. */
record LateRouter(CompletableFuture<MemberRouter> made) implements Router {
    @Override
    public Route route(RequestHead request, InetSocketAddress client) {
        return made.join().route(request, client);
    }

    @Override
    public LocalAnswer refuse(int status, String detail) {
        return made.join().refuse(status, detail);
    }
}
