package hera.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.PatternFuzz;
import hera.foundation.access.TokensFuzz;
import hera.foundation.tls.PemFuzz;
import hera.registry.resource.PathFuzz;
import hera.registry.settings.ConfigFuzz;
import hera.registry.wire.BatchLineFuzz;
import hera.registry.wire.DeltasFuzz;
import hera.registry.wire.DigestFuzz;
import hera.registry.wire.GapsFuzz;
import hera.registry.wire.InstanceFuzz;
import hera.registry.wire.QueryFuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The corpus of each target of fuzzing once more, and some thousand changes of it, always the same. */
class FuzzCorpusTest {
    private static final Path CORPUS = Path.of("src/server/src/test/fuzz");
    private static final int CHANGES = 3_000;

    enum Target {
        INSTANCE(InstanceFuzz::fuzzerTestOneInput),
        DELTAS(DeltasFuzz::fuzzerTestOneInput),
        DIGEST(DigestFuzz::fuzzerTestOneInput),
        GAPS(GapsFuzz::fuzzerTestOneInput),
        BATCH_LINE(BatchLineFuzz::fuzzerTestOneInput),
        QUERY(QueryFuzz::fuzzerTestOneInput),
        PATH(PathFuzz::fuzzerTestOneInput),
        PATTERN(PatternFuzz::fuzzerTestOneInput),
        TOKENS(TokensFuzz::fuzzerTestOneInput),
        CONFIG(ConfigFuzz::fuzzerTestOneInput),
        PEM(PemFuzz::fuzzerTestOneInput);

        @SuppressWarnings("ImmutableEnumChecker") // a static method
        private final Consumer<byte[]> target;

        Target(Consumer<byte[]> target) {
            this.target = target;
        }

        private List<byte[]> corpus() throws IOException {
            List<byte[]> corpus = new ArrayList<>();
            try (Stream<Path> files = Files.list(CORPUS.resolve(name().toLowerCase(Locale.ROOT)))) {
                for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                    corpus.add(Files.readAllBytes(file));
                }
            }
            return corpus;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfTheCorpusIsAFind(Target target) throws IOException {
        List<byte[]> corpus = target.corpus();
        assertThat(corpus).isNotEmpty();
        corpus.forEach(input -> run(target, input));
        SplittableRandom random = new SplittableRandom(18);
        for (int i = 0; i < CHANGES; i++) {
            byte[] input = corpus.get(random.nextInt(corpus.size()));
            run(target, Fuzzing.mutated(input, corpus, random));
        }
    }

    private static void run(Target target, byte[] input) {
        try {
            target.target.accept(input);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("a find: " + new String(input, StandardCharsets.ISO_8859_1), e);
        }
    }
}
