package hera.failover.harness;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Servers that speak MongoDB's protocol as a replica set does, in this process, over the same data: one of them is primary,
 * the others refuse with {@code NotWritablePrimary}. A test elects another, or gives one a trouble with its writes.
 */
public final class MongoReplicaSet implements AutoCloseable {
    /** What becomes of a write. */
    public enum Trouble {
        /** It is done, and answered. */
        NONE,
        /** It is not done, and its connection breaks. */
        REQUEST_LOST,
        /** It is done, and its connection breaks before the answer. */
        ANSWER_LOST,
        /** It is done here and stays; the majority does not say so in time. */
        UNMET_BUT_KEPT,
        /** It is done here alone, and rolled back by the next primary; the majority does not say so in time. */
        UNMET_AND_LOST
    }

    private static final String NAME = "rs";
    private static final Set<String> WRITES = Set.of("update", "insert", "delete", "findandmodify");
    private static final Set<String> READS = Set.of("find", "count", "aggregate");

    private final MemoryBackend data = new MemoryBackend();
    private final List<Server> servers = new ArrayList<>();
    private volatile int primary;

    /** Starts that many servers, of which the first is primary. */
    public MongoReplicaSet(int count) {
        for (int number = 0; number < count; number++) {
            servers.add(new Server(number));
        }
    }

    /** Returns the URL of a database of the set. */
    public String url(String database) {
        return "mongodb://" + String.join(",", addresses()) + "/" + database + "?replicaSet=" + NAME;
    }

    /** Returns the URL of a database at one server, whoever is primary. */
    public String url(String database, int server) {
        return "mongodb://" + servers.get(server).address() + "/" + database + "?directConnection=true";
    }

    private List<String> addresses() {
        return servers.stream().map(Server::address).collect(Collectors.toList());
    }

    /** Makes that server the primary in place of the one that is; a number that no server has: nobody. */
    public void elect(int server) {
        primary = server;
    }

    /** Lets a server that has been deposed without knowing go on as a primary that commits nothing. */
    public void strand(int server) {
        servers.get(server).stranded = true;
        servers.get(server).trouble = Trouble.UNMET_AND_LOST;
    }

    /** Gives a trouble to each write at a server from now on. */
    public void trouble(int server, Trouble trouble) {
        servers.get(server).trouble = trouble;
    }

    /** Drops a database. */
    public void drop(String database) {
        data.dropDatabase(database);
    }

    @Override
    public void close() {
        servers.forEach(server -> server.endpoint.shutdownNow());
    }

    private final class Server extends MemoryBackend {
        private final int number;
        private final MongoServer endpoint = new MongoServer(this);
        private final int port;
        private volatile Trouble trouble = Trouble.NONE;
        private volatile boolean stranded;

        Server(int number) {
            this.number = number;
            this.port = endpoint.bind().getPort();
        }

        String address() {
            return "127.0.0.1:" + port;
        }

        private boolean isPrimary() {
            return stranded || primary == number;
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            String asked = command.toLowerCase(Locale.ROOT);
            if (asked.equals("ismaster")) {
                return describe(data.handleCommand(channel, database, command, query));
            }
            boolean writes = WRITES.contains(asked);
            if ((writes || READS.contains(asked)) && !isPrimary()) {
                return new Document("ok", 0)
                        .append("errmsg", "not primary")
                        .append("code", 10_107)
                        .append("codeName", "NotWritablePrimary");
            }
            return writes
                    ? write(channel, database, command, query)
                    : data.handleCommand(channel, database, command, query);
        }

        private Document describe(Document answer) {
            answer.put("ismaster", isPrimary());
            answer.put("secondary", !isPrimary());
            answer.put("setName", NAME);
            answer.put("setVersion", 1);
            answer.put("hosts", addresses());
            answer.put("me", address());
            return answer;
        }

        /** A count that comes before a write is spared: what becomes of the write is the question. */
        private Trouble troubleOf(Document query) {
            return query.containsKey("findAndModify") && Boolean.TRUE.equals(query.get("upsert"))
                    ? Trouble.NONE
                    : trouble;
        }

        private Document write(Channel channel, String database, String command, Document query) {
            return switch (troubleOf(query)) {
                case NONE -> data.handleCommand(channel, database, command, query);
                case REQUEST_LOST -> {
                    var unused = channel.close();
                    yield new Document("ok", 1);
                }
                case ANSWER_LOST -> {
                    Document answer = data.handleCommand(channel, database, command, query);
                    var unused = channel.close();
                    yield answer;
                }
                case UNMET_BUT_KEPT -> unmet(data.handleCommand(channel, database, command, query));
                case UNMET_AND_LOST ->
                    unmet(new Document("ok", 1).append("n", 1).append("nModified", 1));
            };
        }

        private static Document unmet(Document answer) {
            answer.put(
                    "writeConcernError",
                    new Document("code", 64)
                            .append("codeName", "WriteConcernTimeout")
                            .append("errmsg", "waiting for replication timed out"));
            return answer;
        }
    }
}
