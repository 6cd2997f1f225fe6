package hera.spawn.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import hera.foundation.forward.message.RequestHead;
import hera.foundation.json.JsonBuffer;
import hera.foundation.time.Clock;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request's line of the access log, filled while the request is served. Any thread may set its values, one after
 * another.
 */
final class AccessEntry {
    private static final Pattern SECRET = Pattern.compile(
            "([?&][^=&]*(?:token|secret|password|passwd|signature|api_?key|auth)[^=&]*=)[^&]*",
            Pattern.CASE_INSENSITIVE);

    private final @Nullable AccessLog log;
    private final Clock clock;
    private final String client;
    private final String method;
    private final String target;
    private final long since;
    private volatile int status;
    private volatile String node = "";
    private volatile String write = "";
    private volatile String policy = "";
    private volatile int attempts;
    private boolean over;

    /**
     * @param log null for none
     */
    AccessEntry(@Nullable AccessLog log, Clock clock, RequestHead request, InetAddress client) {
        this.log = log;
        this.clock = clock;
        this.client = log == null ? "" : NetUtil.toAddressString(client);
        this.method = request.method();
        this.target = log == null ? "" : SECRET.matcher(request.target()).replaceAll("$1***");
        this.since = clock.now().agingMillis();
    }

    /** Sets the status of the client's answer. */
    void status(int answered) {
        status = answered;
    }

    /** Sets the node whose answer is passed on. */
    void node(String address) {
        node = address;
    }

    void policy(String word) {
        policy = word;
    }

    void write(String id, int tries) {
        write = id;
        attempts = tries;
    }

    /** Ends the request, and writes its line, once. */
    synchronized void over() {
        if (over || log == null) {
            return;
        }
        over = true;
        log.add((line() + "\n").getBytes(UTF_8));
    }

    /** Returns the line; status 0 stands for a client that disconnected before its answer. */
    private String line() {
        JsonBuffer json = new JsonBuffer(256)
                .raw("{\"time\":")
                .string(Instant.ofEpochMilli(clock.now().wallMillis()).toString())
                .raw(",\"client\":")
                .string(client)
                .raw(",\"method\":")
                .string(method)
                .raw(",\"target\":")
                .string(target)
                .raw(",\"status\":")
                .number(status)
                .raw(",\"ms\":")
                .number(clock.now().agingMillis() - since);
        if (!node.isEmpty()) {
            json.raw(",\"node\":").string(node);
        }
        if (!policy.isEmpty()) {
            json.raw(",\"policy\":").string(policy);
        }
        if (!write.isEmpty()) {
            json.raw(",\"write\":").string(write).raw(",\"attempts\":").number(attempts);
        }
        return new String(json.raw('}').toByteArray(), UTF_8);
    }
}
