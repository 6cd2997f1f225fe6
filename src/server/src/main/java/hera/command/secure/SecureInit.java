package hera.command.secure;

import hera.command.CommandFailedException;
import hera.command.Table;
import hera.foundation.access.TokensFile;
import hera.foundation.names.NodeName;
import hera.foundation.tls.CertifiedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that makes the folder: a CA, a certificate for each node, and the first tokens. */
@Command(
        name = "init",
        description =
                "Makes the folder: a CA, a certificate for each node, and the tokens admin, writer, reader and monitor."
                        + " Never overwrites anything.")
final class SecureInit extends FolderCommand {
    private static final Map<String, List<String>> TOKENS = tokens();

    @Option(
            names = "--node",
            paramLabel = "NAME[=HOST,...]",
            description = "a node, and the hosts at which clients reach it; may be repeated (the nodes that ./hera.yml"
                    + " names, else one with this host's name)")
    private List<String> named = List.of();

    @Option(names = "--days", paramLabel = "DAYS", description = "how long the nodes' certificates last (365)")
    private int days = Issuer.USUAL_DAYS;

    SecureInit(SecureEnvironment environment) {
        super(environment);
    }

    private static Map<String, List<String>> tokens() {
        Map<String, List<String>> scopes = new LinkedHashMap<>();
        scopes.put("admin", List.of("admin"));
        scopes.put("writer", List.of("read", "write"));
        scopes.put("reader", List.of("read"));
        scopes.put("monitor", List.of("monitor"));
        return scopes;
    }

    @Override
    void run(KeyFolder folder) throws IOException {
        check("--days", days, 1, Issuer.MOST_DAYS);
        List<NodeHosts> nodes = nodes();
        if (!folder.isThere()) {
            makeIn(FolderChange.parent(folder.path()), folder, nodes);
        } else {
            folder.mustExist();
            FolderLock.whileHeld(folder, environment(), () -> makeIn(folder.path(), folder, nodes));
        }
        show(folder, nodes);
    }

    private List<NodeHosts> nodes() {
        if (!named.isEmpty()) {
            List<NodeHosts> nodes = new ArrayList<>();
            check("--node", () -> named.forEach(text -> nodes.add(NodeHosts.parse(text))));
            Set<NodeName> names = new HashSet<>();
            nodes.forEach(node -> {
                if (!names.add(node.node())) {
                    throw CommandFailedException.notAsked("--node: " + node.node() + " is named twice");
                }
            });
            return nodes;
        }
        List<NodeHosts> configured = ConfiguredNodes.read(environment().home().resolve("hera.yml"), this::complain);
        return configured.isEmpty() ? List.of(thisHost()) : configured;
    }

    private NodeHosts thisHost() {
        String name = environment().hostName().get();
        try {
            return new NodeHosts(KeyFolder.node(name), List.of(NodeHosts.host(name)));
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.notAsked(
                    "this host's name cannot be in a certificate: %s; give --node".formatted(e.getMessage()));
        }
    }

    /** Makes everything in a private folder, and then renames it. */
    private void makeIn(Path place, KeyFolder folder, List<NodeHosts> nodes) throws IOException {
        if (!Files.isDirectory(place)) {
            throw CommandFailedException.refused(place + ": no such folder");
        }
        List<String> parts = folder.parts();
        if (!parts.isEmpty()) {
            throw CommandFailedException.refused("%s: has %s already, and nothing is overwritten"
                    .formatted(folder.path(), String.join(", ", parts)));
        }
        try (Scratch scratch = Scratch.in(place)) {
            KeyFolder made = new KeyFolder(scratch.path().resolve("made"));
            for (Path each : List.of(made.path(), made.nodes(), made.tokenFiles())) {
                Files.createDirectory(each, PosixFilePermissions.asFileAttribute(FolderChange.FOLDER));
            }
            fill(made, scratch.path(), nodes);
            publish(made, folder);
        }
    }

    private void fill(KeyFolder made, Path scratch, List<NodeHosts> nodes) throws IOException {
        Issuer issuer = Issuer.made(Keytool.of(environment(), scratch), environment());
        try (FolderChange change = new FolderChange()) {
            change.stage(
                    made.ca(),
                    FolderChange.PUBLIC,
                    PemText.of(issuer.authority().certificate()));
            change.stage(
                    made.caKey(),
                    FolderChange.PRIVATE,
                    PemText.of(issuer.authority().key()));
            for (NodeHosts node : nodes) {
                CertifiedKey issued =
                        issuer.issue(node, days, environment().io().now().get());
                change.stage(made.certificate(node.node()), FolderChange.PUBLIC, PemText.of(issued.certificate()));
                change.stage(made.key(node.node()), FolderChange.PRIVATE, PemText.of(issued.key()));
            }
            List<TokensFile.Entry> entries = new ArrayList<>();
            for (Map.Entry<String, List<String>> token : TOKENS.entrySet()) {
                String secret = NewToken.from(environment());
                entries.add(TokensFile.Entry.of(token.getKey(), secret, token.getValue(), null));
                change.stage(made.token(token.getKey()), FolderChange.PRIVATE, secret + "\n");
            }
            change.stage(made.tokens(), FolderChange.PRIVATE, file -> TokensFile.EMPTY.write(file, entries));
            change.commit();
        }
    }

    private static void publish(KeyFolder made, KeyFolder folder) throws IOException {
        if (!folder.isThere()) {
            Files.move(made.path(), folder.path(), StandardCopyOption.ATOMIC_MOVE);
            FolderChange.forceNames(FolderChange.parent(folder.path()));
            return;
        }
        fit(made, folder);
        List<String> moved = new ArrayList<>();
        try {
            for (String part : KeyFolder.PARTS) {
                Files.move(made.path().resolve(part), folder.path().resolve(part), StandardCopyOption.ATOMIC_MOVE);
                moved.add(part);
            }
        } catch (IOException e) {
            for (String part : moved) {
                Files.move(folder.path().resolve(part), made.path().resolve(part), StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        FolderChange.forceNames(folder.path());
    }

    /** Gives what is made to the owner of a folder that was there before; closes one that was empty. */
    private static void fit(KeyFolder made, KeyFolder folder) throws IOException {
        UserPrincipal owner = Files.getOwner(folder.path());
        try (Stream<Path> files = Files.walk(made.path())) {
            for (Path file : files.toList()) {
                FolderChange.giveTo(owner, file);
            }
        }
        if (folder.isUnused()) {
            Files.setPosixFilePermissions(folder.path(), FolderChange.FOLDER);
        }
    }

    private void show(KeyFolder folder, List<NodeHosts> nodes) {
        Table table = new Table("FILE", "FOR");
        table.row(folder.ca().toString(), "everybody: it signs the certificates of nodes and clients");
        table.row(folder.caKey().toString(), "whoever issues certificates; no node needs it");
        for (NodeHosts node : nodes) {
            String files = "node " + node.node() + ", at " + node.hostsText();
            table.row(folder.certificate(node.node()).toString(), files);
            table.row(folder.key(node.node()).toString(), "node " + node.node());
        }
        table.row(folder.tokens().toString(), "every node, the same file");
        TOKENS.forEach((name, scopes) -> table.row(folder.token(name).toString(), String.join(", ", scopes)));
        print(table);
        print("");
        print("A node is closed by this line in its hera.yml:");
        print("security: " + folder.path());
    }
}
