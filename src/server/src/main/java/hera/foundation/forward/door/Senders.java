package hera.foundation.forward.door;

import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.guard.Sender;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request on the proxy core shows of its sender. */
public final class Senders {
    private Senders() {}

    /**
     * Returns what the guard looks at.
     *
     * @param chain the certificates of the connection; null for none
     * @param statedNode the name of the node that the request says to be from; null for none
     */
    public static Sender of(
            RequestHead request,
            InetSocketAddress client,
            X509Certificate @Nullable [] chain,
            @Nullable String statedNode) {
        return new Sender(
                Collections.enumeration(values(request.fields(), "authorization")), chain, address(client), statedNode);
    }

    /** Returns the number of a client's address. */
    public static String address(InetSocketAddress client) {
        return NetUtil.toAddressString(client.getAddress());
    }

    /** Returns the path as it stands in the request line, without its query. */
    public static String path(RequestHead request) {
        String target = request.pathAndQuery();
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    private static List<String> values(Fields fields, String name) {
        List<String> values = new ArrayList<>();
        for (int field = fields.find(name, 0); field >= 0; field = fields.find(name, field + 1)) {
            values.add(fields.value(field));
        }
        return values;
    }
}
