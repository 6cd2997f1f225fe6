package hera.failover;

import static hera.failover.harness.Members.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every snippet of FAILOVER.md stands here or in {@link GuardTest} word for word, and runs. */
class FailoverDocsTest {
    private static final Path DOCS = Path.of("src/docs/FAILOVER.md");
    private static final Path TESTS = Path.of("src/failover/src/test/java/hera/failover");

    private final Set<Long> terms = new ConcurrentSkipListSet<>();
    private final Set<String> sent = new ConcurrentSkipListSet<>();
    private final Set<String> paid = new ConcurrentSkipListSet<>();

    @Test
    void everySnippetRuns() {
        Failover failover = Failover.builder().store(MemoryStore.create()).open();

        Failover onFile = Failover.open("jdbc:sqlite:failover.db");
        onFile.close();

        Unmanaged cluster = failover.unmanaged("reports");
        cluster.on(Event.Master.class, event -> terms.add(event.term().number()));
        cluster.run();

        Managed<String> mails =
                failover.managed("mails", mail -> mail, Worker.blocking((mail, term) -> sent.add(mail)));
        mails.run();
        mails.submitWork("to-ada");

        Managed<String> bills =
                failover.durable("bills", bill -> bill, Codec.text(), Worker.blocking((bill, term) -> paid.add(bill)));
        bills.run();
        bills.submitWork("4711");

        await().until(() -> !terms.isEmpty() && sent.contains("to-ada") && paid.contains("4711"));

        long greatest = 0;
        Term term = cluster.term().orElseThrow();
        boolean accepted = term.number() >= greatest;

        assertThat(accepted).isTrue();
        failover.close();
    }

    @Test
    void everySnippetStandsHere() throws IOException {
        String tests = withoutSpace(Files.readString(TESTS.resolve("FailoverDocsTest.java"))
                + Files.readString(TESTS.resolve("GuardTest.java")));
        List<String> snippets = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(snippets).hasSize(8);
        for (String snippet : snippets) {
            assertThat(tests).contains(withoutSpace(snippet));
        }
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }
}
