package hera;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links, paths and names of files on every page of the documentation: what they name is there. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern PATH = Pattern.compile("(?<![\\w/.-])(?:src|\\.ci)/[\\w./-]*[\\w-]");
    private static final Pattern FILE_NAME = Pattern.compile("`([\\w-]+\\.(?:md|yml|xml))`");

    /** Files that are in no repository, because {@code hera secure} makes them. */
    private static final Set<String> MADE_BY_COMMANDS = Set.of("tokens.yml");

    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final List<Document> PAGES = Document.all();

    @Test
    void everyLinkLeadsToAFile() {
        List<String> broken = PAGES.stream()
                .flatMap(page -> links(page)
                        .filter(link -> !Files.exists(link.target()))
                        .map(link -> page + ": " + link.target()))
                .toList();
        assertThat(broken).isEmpty();
    }

    @Test
    void everyLinkIntoAPageLeadsToAHeading() {
        List<String> broken = PAGES.stream()
                .flatMap(page -> links(page)
                        .filter(link -> link.heading().isPresent())
                        .filter(link ->
                                !headings(link.target()).contains(link.heading().get()))
                        .map(link -> page + ": " + link.target() + "#"
                                + link.heading().get()))
                .toList();
        assertThat(broken).isEmpty();
    }

    @Test
    void linksAreFound() {
        assertThat(links(Document.readme())).hasSizeGreaterThan(20);
        assertThat(links(Document.named("SETTINGS.md")))
                .anyMatch(link -> link.heading().isPresent());
    }

    @Test
    void everyPathNamedExists() {
        List<String> missing = PAGES.stream()
                .flatMap(page -> PATH.matcher(page.text())
                        .results()
                        .filter(path -> !Files.exists(Path.of(path.group())))
                        .map(path -> page + ": " + path.group()))
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void everyFileNamedExists() {
        List<String> missing = PAGES.stream()
                .flatMap(page -> FILE_NAME
                        .matcher(page.text())
                        .results()
                        .map(name -> name.group(1))
                        .filter(name -> !MADE_BY_COMMANDS.contains(name))
                        .filter(name -> Stream.of("", "src/docs", "src/docs/monitoring")
                                .noneMatch(folder -> Files.exists(Path.of(folder, name))))
                        .map(name -> page + ": " + name))
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void everyPageIsLinkedFromTheReadme() {
        assertThat(links(Document.readme()).map(Link::target))
                .containsAll(PAGES.stream()
                        .map(Document::file)
                        .filter(file -> !file.equals(Path.of("README.md")))
                        .toList());
    }

    @Test
    void everyPictureIsShown() throws IOException {
        try (Stream<Path> pictures = Files.list(Path.of("src/docs/screenshots"))) {
            assertThat(PAGES.stream().flatMap(LinksTest::links).map(Link::target))
                    .containsAll(pictures.toList());
        }
    }

    /** A link to something in the repository; the target is relative to its top. */
    private record Link(Path target, Optional<String> heading) {}

    private static Stream<Link> links(Document page) {
        return LINK.matcher(page.prose())
                .results()
                .filter(link -> !link.group(1).matches("[a-z]+:.*"))
                .map(link -> new Link(
                        link.group(1).isEmpty()
                                ? page.file()
                                : page.file().resolveSibling(link.group(1)).normalize(),
                        Optional.ofNullable(link.group(2))));
    }

    /** The names that GitHub gives to the headings of a page. */
    private static List<String> headings(Path page) {
        try {
            return HEADING.matcher(Files.readString(page))
                    .results()
                    .map(heading -> heading.group(1)
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\w\\s-]", "")
                            .replace(' ', '-'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
