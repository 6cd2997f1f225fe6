import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.AbstractHttp11Protocol;

/**
 * The floor: a servlet in the Tomcat that Hera embeds, its connector set as Hera's, which does nothing. PUT reads the
 * body and answers 204; GET writes the bytes of a file, or 304 where the tag is the client's.
 *
 * <p>Arguments: port, directory of the connector's temporary files, files to serve under their names.
 */
public final class RawServer extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String TAG = "\"2pdi2bya3k4x-1a\"";

    private final transient Map<String, byte[]> files = new HashMap<>();

    public static void main(String[] args) throws Exception {
        RawServer servlet = new RawServer();
        for (int i = 2; i < args.length; i++) {
            Path file = Path.of(args[i]);
            servlet.files.put("/" + file.getFileName(), Files.readAllBytes(file));
        }
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(args[1]);
        Connector connector = new Connector();
        connector.setPort(Integer.parseInt(args[0]));
        connector.setProperty("address", "127.0.0.1");
        connector.setParseBodyMethods("");
        AbstractHttp11Protocol<?> http = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        http.setMaxKeepAliveRequests(-1);
        http.setMaxHttpRequestHeaderSize(16 << 10);
        http.setMaxHttpResponseHeaderSize(16 << 10);
        http.setMaxConnections(28192);
        http.setAcceptCount(1024);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", new File(args[1]).getAbsolutePath());
        Tomcat.addServlet(context, "raw", servlet).setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "raw");
        tomcat.start();
        tomcat.getServer().await();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getMethod().equals("PUT")) {
            request.getInputStream().readNBytes((int) request.getContentLengthLong());
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        response.setHeader("ETag", TAG);
        if (TAG.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        byte[] body = files.get(request.getRequestURI());
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
