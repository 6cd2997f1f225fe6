package hera.sidecar.discovery;

import hera.foundation.http.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** A source of members: all A and AAAA records of a name. */
record DnsSource(String host, int port, MemberAddresses.Names names) implements MemberSource {
    @Override
    public Set<HostPort> read() throws IOException {
        Set<HostPort> addresses = new LinkedHashSet<>();
        try {
            for (InetAddress address : names.lookUp(host)) {
                addresses.add(new HostPort(address.getHostAddress(), port));
            }
        } catch (UnknownHostException e) {
            throw new IOException("no address of " + host + " is known", e);
        }
        return addresses;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(10);
    }

    /** False: the names of pods appear with the pods. */
    @Override
    public boolean isThereFromTheStart() {
        return false;
    }

    @Override
    public String toString() {
        return "DNS " + HostPort.text(host, port);
    }
}
