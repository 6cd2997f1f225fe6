package hera.spawn.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A node that answers by hand: exactly the bytes that a test says, after which it closes if they are no whole answer. */
final class ScriptedNode implements AutoCloseable {
    /** Given for no answer at all: the connection stays open. */
    static final String SILENCE = "silence";

    /** A request, and the number of the connection that it came on. */
    record Request(int connection, String head, String body) {}

    final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Function<Request, String> script;
    private final Thread acceptor;

    ScriptedNode(Function<Request, String> script) throws IOException {
        this.script = script;
        acceptor = start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            acceptor.join(); // until its thread has woken, the socket in accept takes connections
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            for (int connection = 1; ; connection++) {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = connection;
                var unused = start(() -> serve(socket, number));
            }
        } catch (IOException closed) {
            sockets.clear();
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            InputStream in = socket.getInputStream();
            String answer = "";
            do {
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    int b = in.read();
                    if (b < 0) {
                        return;
                    }
                    head.append((char) b);
                }
                String body = new String(in.readNBytes(length(head.toString())), ISO_8859_1);
                Request request = new Request(connection, head.toString(), body);
                requests.add(request);
                answer = script.apply(request);
                if (!answer.equals(SILENCE)) {
                    socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                }
            } while (!answer.isEmpty() && !answer.contains("Broken:"));
        } catch (IOException e) {
            sockets.remove(socket);
        }
    }

    private static int length(String head) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        return at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task, "scripted-node");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
