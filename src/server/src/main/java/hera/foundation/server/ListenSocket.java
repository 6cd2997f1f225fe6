package hera.foundation.server;

import hera.foundation.settings.InvalidSettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;

/**
 * The address and port that a server is about to listen on.
 *
 * @param address null for all addresses
 * @param port 0 for any free one
 */
record ListenSocket(@Nullable InetAddress address, int port) {
    /**
     * The first free port of the choice. A single port is not tried here: the web server finds out by itself.
     *
     * @throws InvalidSettingException when the address is none, or all ports of the choice are in use
     */
    static ListenSocket choose(PortChoice choice, @Nullable String bind) {
        @Nullable InetAddress address = address(bind);
        List<Integer> ports = choice.candidates();
        if (ports.size() == 1) {
            return new ListenSocket(address, ports.get(0));
        }
        for (int port : ports) {
            if (isFree(address, port)) {
                return new ListenSocket(address, port);
            }
        }
        String all = ports.stream().map(String::valueOf).collect(Collectors.joining(" and "));
        throw new InvalidSettingException(choice.key(), choice.value() + ": ports " + all + " are in use");
    }

    /** The failure of a web server's start in terms of the settings, or as it is when they are not the reason. */
    RuntimeException failure(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException) {
                return new InvalidSettingException("port", port + " is in use");
            }
            if (cause instanceof SocketException) {
                String where = address == null ? "port " + port : address.getHostAddress() + " port " + port;
                return new InvalidSettingException(
                        address == null ? "port" : "bind", "cannot listen on " + where + ": " + cause.getMessage());
            }
        }
        return failure;
    }

    private static @Nullable InetAddress address(@Nullable String bind) {
        if (bind == null) {
            return null;
        }
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new InvalidSettingException("bind", "is no address of this host and no name of one: " + bind);
        }
    }

    private static boolean isFree(@Nullable InetAddress address, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
