import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * Tomcat's own WebSocket server, run by the JDK from its source. It greets who comes, gives back what it gets, closes when
 * told {@code close}, and says on standard output where it listens and how each session ended.
 */
public final class TomcatChat {
    private static final int LARGEST_MESSAGE = 4 << 20;

    private TomcatChat() {}

    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[0]);
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", arguments[0]);
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        context.addServletContainerInitializer(new WsSci(), Set.of(Chat.class));
        tomcat.start();
        System.out.println("port " + connector.getLocalPort());
        tomcat.getServer().await();
    }

    @ServerEndpoint(value = "/chat", subprotocols = "chat")
    public static final class Chat {
        @OnOpen
        public void opened(Session session) throws IOException {
            session.setMaxBinaryMessageBufferSize(LARGEST_MESSAGE);
            session.getBasicRemote().sendText("welcome");
        }

        @OnMessage
        public void text(Session session, String message) throws IOException {
            if (message.equals("close")) {
                session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(4001), "as you say"));
            } else {
                session.getBasicRemote().sendText(message);
            }
        }

        @OnMessage
        public void binary(Session session, ByteBuffer message) throws IOException {
            session.getBasicRemote().sendBinary(message);
        }

        @OnClose
        public void closed(CloseReason reason) {
            System.out.println("closed " + reason.getCloseCode().getCode());
        }
    }
}
