import java.util.ArrayList;
import java.util.List;

/**
 * Opens connections on each of which a read waits, prints {@code HELD <number>}, and keeps them, or closes them at once.
 *
 * <p>Arguments: port, connections, {@code stay} or {@code once}.
 */
public final class Waits {
    private static final String PATH = "/waits";

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        List<Connection> open = new ArrayList<>();
        for (int i = Integer.parseInt(args[1]); i > 0; i--) {
            Connection connection = new Connection(port);
            connection.get(PATH, "");
            connection.ask(PATH + "?wait=300", connection.tag());
            open.add(connection);
        }
        System.out.println("HELD " + open.size());
        if (args[2].equals("stay")) {
            Thread.sleep(300_000);
        }
        for (Connection connection : open) {
            connection.close();
        }
    }
}
