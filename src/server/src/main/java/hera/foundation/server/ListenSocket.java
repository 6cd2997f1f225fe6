package hera.foundation.server;

import hera.foundation.settings.InvalidSettingException;
import java.io.IOException;
import java.net.BindException;
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
 * An address and port at which a server is about to listen.
 *
 * @param address null for all addresses
 * @param port 0 for any free one
 */
public record ListenSocket(@Nullable InetAddress address, int port) {
    /**
     * Returns the sockets to try in order. A port must be taken by listening on it, not by a check beforehand: two
     * nodes that start at once would both find the same one free.
     *
     * @throws InvalidSettingException if the address is not valid
     */
    static List<ListenSocket> all(PortChoice choice, @Nullable String bind) {
        @Nullable InetAddress address = address(bind);
        return choice.candidates().stream()
                .map(port -> new ListenSocket(address, port))
                .toList();
    }

    /** Returns the failure of a start because all ports of the choice are in use. */
    static InvalidSettingException allInUse(PortChoice choice) {
        String all = choice.candidates().stream().map(String::valueOf).collect(Collectors.joining(" and "));
        return new InvalidSettingException(choice.key(), choice.value() + ": ports " + all + " are in use");
    }

    /** Returns whether this failure of a start means that another program listens at the same address and port. */
    public static boolean isInUse(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean inUse = cause instanceof BindException
                    && String.valueOf(cause.getMessage()).startsWith("Address already in use");
            if (inUse || cause instanceof PortInUseException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Refuses a choice without a port at which a server could listen now. Leaves nothing listening.
     *
     * @throws InvalidSettingException naming the setting that is the reason
     */
    static void check(PortChoice choice, @Nullable String bind) {
        List<ListenSocket> sockets = all(choice, bind);
        for (ListenSocket socket : sockets) {
            SocketException refusal = socket.refusal();
            if (refusal == null) {
                return;
            }
            if (sockets.size() == 1 || !isInUse(refusal)) {
                throw socket.failure(refusal);
            }
        }
        throw allInUse(choice);
    }

    /**
     * Returns the failure of a web server's start in terms of the settings, or unchanged if they are not the reason.
     */
    RuntimeException failure(Exception failure) {
        if (isInUse(failure)) {
            return new InvalidSettingException("port", port + " is in use");
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException) {
                String where = address == null ? "port " + port : address.getHostAddress() + " port " + port;
                return new InvalidSettingException(
                        address == null ? "port" : "bind", "cannot listen on " + where + ": " + cause.getMessage());
            }
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
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

    /** Returns whether the port is free now; avoids a start that would fail. */
    boolean isFree() {
        SocketException refusal = refusal();
        return refusal == null || !isInUse(refusal);
    }

    /** Listens for a moment; returns the failure, or null. */
    private @Nullable SocketException refusal() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, port));
            return null;
        } catch (SocketException e) {
            return e;
        } catch (IOException e) {
            return new SocketException(String.valueOf(e.getMessage()));
        }
    }
}
