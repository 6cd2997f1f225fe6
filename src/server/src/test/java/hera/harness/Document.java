package hera.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of documentation as a list of blocks, which tests run or check.
 *
 * @param file the page, relative to the top of the repository
 * @param text the whole page
 * @param blocks its blocks in order; prose is none
 */
public record Document(Path file, String text, List<Block> blocks) {
    private static final Path PAGES = Path.of("src/docs");
    private static final Pattern FENCED_OR_INDENTED = Pattern.compile(
            "^```(\\w*)\\n(.*?)^```$\\n*|(?<=\\n\\n)((?: {4}[^\\n]*\\n)+)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern INLINE_CODE = Pattern.compile("`([^`\\n]+)`");

    public Document {
        blocks = List.copyOf(blocks);
    }

    /** A part of a page that is no prose. */
    public sealed interface Block {}

    /**
     * Java, properties or a piece of a POM, which a test of the library that it shows compiles or reads.
     *
     * @param text the lines of the block
     */
    public record Snippet(String text) implements Block {}

    /**
     * A block fenced as {@code sh}, which is run.
     *
     * @param text the lines of the block
     * @param output what the block right after it says that they print; null when there is none
     */
    public record Commands(String text, @Nullable Output output) implements Block {}

    /**
     * What commands print, fenced as {@code text} or {@code json}.
     *
     * @param json whether white space does not matter
     */
    public record Output(String text, boolean json) {}

    /** A configuration file, fenced as {@code yaml}. */
    public record Configuration(String text) implements Block {}

    /** A block fenced without a language. */
    public record Drawing(String text) implements Block {}

    /** An indented block: commands that are shown and not run. */
    public record Example(String text) implements Block {}

    /** All pages: those at the top of the repository, and those in {@code src/docs}. */
    public static List<Document> all() {
        return Stream.of(Path.of("."), PAGES)
                .flatMap(Document::pagesIn)
                .map(Document::read)
                .toList();
    }

    /** The page of that name in {@code src/docs}. */
    public static Document named(String name) {
        return read(PAGES.resolve(name));
    }

    /** The README. */
    public static Document readme() {
        return read(Path.of("README.md"));
    }

    /** The commands that are run, in order. */
    public List<Commands> commands() {
        return ofKind(Commands.class);
    }

    /** The configuration files shown, in order. */
    public List<String> configurations() {
        return ofKind(Configuration.class).stream().map(Configuration::text).toList();
    }

    /** Command lines that are shown and not run: the lines of indented blocks, and inline code. */
    public List<String> mentioned() {
        Stream<String> lines =
                ofKind(Example.class).stream().flatMap(example -> example.text().lines());
        Stream<String> inline = INLINE_CODE.matcher(prose()).results().map(code -> code.group(1));
        return Stream.concat(lines, inline).map(String::strip).toList();
    }

    /** The page without its blocks. */
    public String prose() {
        return FENCED_OR_INDENTED.matcher(text).replaceAll("");
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private static Stream<Path> pagesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(Path::normalize)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document read(Path file) {
        try {
            String text = Files.readString(file);
            return new Document(file, text, parse(file, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Block> parse(Path file, String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher found = FENCED_OR_INDENTED.matcher(text);
        int outputAt = -1;
        while (found.find()) {
            @Nullable String language = found.group(1);
            if (language == null) {
                blocks.add(new Example(found.group(3)));
            } else if (found.start() == outputAt && language.matches("json|text")) {
                Commands asked = (Commands) blocks.remove(blocks.size() - 1);
                blocks.add(new Commands(asked.text(), new Output(found.group(2), language.equals("json"))));
            } else {
                blocks.add(fenced(file, language, found.group(2)));
                outputAt = language.equals("sh") ? found.end() : -1;
            }
        }
        return blocks;
    }

    private static Block fenced(Path file, String language, String text) {
        return switch (language) {
            case "sh" -> new Commands(text, null);
            case "yaml" -> new Configuration(text);
            case "" -> new Drawing(text);
            case "java", "xml", "properties" -> new Snippet(text);
            default ->
                throw new AssertionError(
                        file + ": a block of " + language + " that is not what the block before it prints:\n" + text);
        };
    }

    private <B extends Block> List<B> ofKind(Class<B> kind) {
        return blocks.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
