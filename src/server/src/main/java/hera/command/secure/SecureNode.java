package hera.command.secure;

import hera.command.CommandFailedException;
import hera.foundation.names.NodeName;
import hera.foundation.tls.CertifiedKey;
import hera.foundation.tls.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that makes the certificate of one node, a new one if it has one. */
@Command(
        name = "node",
        description = "Makes a certificate for one more node; for one that has it, a new one. It lasts a year.")
final class SecureNode extends FolderCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "the node's name, as in its hera.yml")
    private String name = "";

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description =
                    "a host at which clients reach it; may be repeated (those of its certificate, else its host in"
                            + " the cluster of ./hera.yml)")
    private List<String> hosts = List.of();

    SecureNode(SecureEnvironment environment) {
        super(environment);
    }

    @Override
    void run(KeyFolder folder) throws IOException {
        check("NAME", () -> KeyFolder.node(name));
        NodeName node = KeyFolder.node(name);
        List<String> given = new ArrayList<>();
        check("--host", () -> hosts.forEach(host -> given.add(NodeHosts.host(host))));
        folder.mustExist();
        FolderLock.whileHeld(folder, environment(), () -> issue(folder, node, given));
    }

    private void issue(KeyFolder folder, NodeName node, List<String> given) throws IOException {
        NodeHosts wanted = given.isEmpty() ? known(folder, node) : new NodeHosts(node, given);
        try (Scratch scratch = Scratch.in(folder.path());
                FolderChange change = new FolderChange()) {
            CertifiedKey authority = PemFiles.certifiedKey(
                    folder.ca(), folder.caKey(), environment().io().now().get());
            if (authority.certificate().getBasicConstraints() < 0) {
                throw CommandFailedException.refused(folder.ca() + ": its first certificate is not a CA's");
            }
            CertifiedKey issued = Issuer.of(Keytool.of(environment(), scratch.path()), authority)
                    .issue(wanted, Issuer.USUAL_DAYS, environment().io().now().get());
            folder.make(folder.nodes());
            change.stage(folder.key(node), FolderChange.PRIVATE, PemText.of(issued.key()));
            change.stage(folder.certificate(node), FolderChange.PUBLIC, PemText.of(issued.certificate()));
            change.commit();
            print("%s and %s: node %s, at %s, until %s"
                    .formatted(
                            folder.certificate(node),
                            folder.key(node),
                            node,
                            wanted.hostsText(),
                            issued.certificate().getNotAfter().toInstant()));
        }
    }

    /** Returns the node with the hosts of its certificate, else with its host in {@code hera.yml}. */
    private NodeHosts known(KeyFolder folder, NodeName node) throws IOException {
        Path before = folder.certificate(node);
        if (Files.exists(before)) {
            return new NodeHosts(
                    node, CertificateReport.hosts(PemFiles.certificates(before).get(0)));
        }
        Stream<NodeHosts> configured =
                ConfiguredNodes.read(environment().home().resolve("hera.yml"), this::complain).stream();
        return configured
                .filter(each -> each.node().equals(node))
                .findFirst()
                .orElseGet(() -> new NodeHosts(node, List.of()));
    }
}
