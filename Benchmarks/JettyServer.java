import java.io.IOException;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.servlets.CrossOriginFilter;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Jetty as the peer of server.py: the same keystore, answer and origins as girctl, defaults otherwise.
 * Arguments: port, keystore, password, allowed origin.
 */
public class JettyServer {
    private static final String ANSWER = "{\"statusCode\":0,\"version\":\"0.1.0\"}";

    public static class Version extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json;charset=utf-8");
            response.getOutputStream().write(ANSWER.getBytes("UTF-8"));
        }
    }

    public static void main(String[] arguments) throws Exception {
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStorePath(arguments[1]);
        ssl.setKeyStorePassword(arguments[2]);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer());

        Server server = new Server();
        ServerConnector connector = new ServerConnector(
            server, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);

        ServletContextHandler context = new ServletContextHandler();
        FilterHolder origins = new FilterHolder(CrossOriginFilter.class);
        origins.setInitParameter(CrossOriginFilter.ALLOWED_ORIGINS_PARAM, arguments[3]);
        origins.setInitParameter(CrossOriginFilter.ALLOWED_METHODS_PARAM, "GET,POST,PUT,DELETE,OPTIONS");
        context.addFilter(origins, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Version()), "/api/v2/diagnostics/version");
        server.setHandler(context);
        server.start();
        server.join();
    }
}
