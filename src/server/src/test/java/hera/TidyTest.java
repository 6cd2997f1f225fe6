package hera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules that a review would otherwise repeat, over the sources of all modules. */
class TidyTest {
    private static final int MOST_LINES = 400;
    private static final int MOST_FILES = 30;
    /** One simulator in one package; it does not grow any more. */
    private static final Path SIMULATION = Path.of("src/server/src/test/java/hera/registry/simulation");

    private static final int MOST_FILES_OF_THE_SIMULATION = 45;
    private static final int LONGEST_TEST_NAME = 55;

    private static final Pattern TEST =
            Pattern.compile("@(?:Test|ParameterizedTest|RepeatedTest)\\b[^;{]*?\\bvoid (\\w+)\\(");
    private static final Pattern EXCEPTION = Pattern.compile("class (\\w+)[^{]*extends \\w*Exception\\b");
    private static final Pattern VAGUE = Pattern.compile("\\w*(?:Impl|Utils?|Manager|Helper)");

    /** Names that gave way to the terms of the field; a class of such a name would bring back the old word. */
    private static final List<String> RETIRED = List.of(
            "Answers",
            "Crowd",
            "Ledger",
            "NodeApplication",
            "NodeConfiguration",
            "Passage",
            "Reach",
            "Return",
            "AttentiveHttpProtocol",
            "Census",
            "CommandFailed",
            "Contacts",
            "Feed",
            "Following",
            "Followed",
            "Gathering",
            "HeldReads",
            "HeldRegistrations",
            "HeldRequests",
            "InstancesController",
            "Intake",
            "InvalidSetting",
            "Journal",
            "MalformedInput",
            "NoTls",
            "NodeSettings",
            "Outgoing",
            "OwnWrites",
            "Patience",
            "Printable",
            "PullAnswer",
            "ReadsController",
            "RegistryFilter",
            "RequestRefused",
            "ReservedPaths",
            "Sightings",
            "Sink",
            "Spans",
            "Stamps",
            "StripedContent",
            "VanishedClients",
            "Waiter",
            "Watches");

    /** Common words that had other meanings here once; other systems may use them, the registry and its commands not. */
    private static final Set<String> RETIRED_IN_THE_REGISTRY = Set.of(
            "Answer",
            "Comparison",
            "Content",
            "Decoded",
            "DeltasReply",
            "DeltasRequest",
            "Form",
            "Hold",
            "Holding",
            "Life",
            "Page",
            "Pull",
            "Pulls",
            "Questions",
            "Received",
            "Rejected",
            "Rendering",
            "Rival",
            "Routes",
            "Shown",
            "Span",
            "Step",
            "Surroundings",
            "Survey",
            "Tags",
            "Target",
            "Watch",
            "Where");

    private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");

    /** Fields and methods of old, each with the word that took its place. */
    private static final Map<String, String> RETIRED_MEMBERS = Map.of(
            "LEAP_MILLIS", "RESTART_MARGIN_MILLIS",
            "gaveBack", "sentFormerState",
            "jumpAbove", "advancePast",
            "keptBack", "unpublished",
            "onSoonerExpiry", "onEarlierExpiry",
            "steadyUntil", "nextExpiryMillis",
            "takenBackTo", "recoveredTo",
            "thatDoNotWait", "withoutLongPolls",
            "withheld", "unpublishedRanges",
            "wroteAfter", "incarnationStart");

    /** One spelling for each word in code, comments and documents, and how the other one begins. */
    private static final Map<String, String> SPELLINGS = Map.of(
            "behaviour", "behavior",
            "cancelled", "canceled",
            "centre", "center",
            "initialize", "initialis",
            "neighbour", "neighbor",
            "normalize", "normalis",
            "recognise", "recogniz",
            "serialize", "serialis",
            "timeout", "time-out");

    /** Public because a framework makes them by their names. */
    private static final Set<String> MADE_BY_NAME =
            Set.of("Hera", "LogConfigurator", "DebugLog", "DisconnectAwareProtocol", "ProblemValve");

    /** Public because a public method returns it; other packages use it without naming it. */
    private static final Set<String> RETURNED = Set.of("Colours", "LogLevel", "ReplicaStats");

    private record Source(Path path, String text) {
        String type() {
            return path.getFileName().toString().replace(".java", "");
        }

        boolean isPackageInfo() {
            return type().equals("package-info");
        }
    }

    private static List<Source> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<Source> sources = files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> path.toString().matches("src/[\\w-]+/src/.*"))
                    .map(TidyTest::read)
                    .toList();
            assertThat(sources).as("sources below src").hasSizeGreaterThan(100);
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Source read(Path path) {
        try {
            return new Source(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesAreShort() {
        assertThat(sources().stream()
                        .filter(source -> source.text().lines().count() > MOST_LINES)
                        .map(Source::type))
                .isEmpty();
    }

    @Test
    void packagesAreSmall() {
        Map<Path, Long> files = sources().stream()
                .filter(source -> !source.isPackageInfo())
                .collect(Collectors.groupingBy(source -> source.path().getParent(), Collectors.counting()));
        files.values().removeIf(count -> count <= MOST_FILES);
        files.computeIfPresent(SIMULATION, (folder, count) -> count <= MOST_FILES_OF_THE_SIMULATION ? null : count);
        assertThat(files).isEmpty();
    }

    @Test
    void everyMainPackageSaysWhatItIsFor() {
        assertThat(sources().stream()
                        .map(source -> source.path().getParent())
                        .filter(folder -> folder.toString().contains("/src/main/java/hera"))
                        .distinct()
                        .filter(folder -> !Files.exists(folder.resolve("package-info.java"))))
                .isEmpty();
    }

    @Test
    void typesHaveUniqueNamesInTheirModule() {
        assertThat(namesakes(source -> source.path().getName(1) + ": " + source.type()))
                .isEmpty();
    }

    /** Over all modules: a reader who searches for a name finds one class. Tests of a library may mirror the program's. */
    @Test
    void typesOfMainSourcesHaveUniqueNames() {
        assertThat(namesakes(source -> source.path().toString().contains("/src/main/")
                        ? source.type()
                        : source.path().toString()))
                .isEmpty();
    }

    private static Map<String, List<Path>> namesakes(Function<Source, String> name) {
        Map<String, List<Path>> paths = new TreeMap<>();
        sources().stream()
                .filter(source -> !source.isPackageInfo())
                .forEach(source -> paths.computeIfAbsent(name.apply(source), key -> new ArrayList<>())
                        .add(source.path()));
        paths.values().removeIf(found -> found.size() == 1);
        return paths;
    }

    @Test
    void exceptionsEndInException() {
        assertThat(sources().stream()
                        .flatMap(source -> EXCEPTION.matcher(source.text()).results())
                        .map(match -> match.group(1))
                        .filter(name -> !name.endsWith("Exception")))
                .isEmpty();
    }

    @Test
    void namesAreNeitherVagueNorRetired() {
        assertThat(sources().stream()
                        .map(Source::type)
                        .filter(name -> VAGUE.matcher(name).matches() || RETIRED.contains(name)))
                .isEmpty();
    }

    @Test
    void retiredTypesStayOutOfTheRegistry() {
        assertThat(sources().stream()
                        .filter(source ->
                                source.path().toString().matches("src/server/src/main/java/hera/(registry|command)/.*"))
                        .flatMap(source -> TYPE.matcher(source.text()).results())
                        .map(match -> match.group(1))
                        .filter(RETIRED_IN_THE_REGISTRY::contains))
                .isEmpty();
    }

    @Test
    void retiredMembersHaveTheirNewNames() {
        assertThat(findings(
                        sources(),
                        RETIRED_MEMBERS.entrySet().stream()
                                .collect(Collectors.toMap(
                                        member -> "\\b" + member.getKey() + "\\b",
                                        member -> member.getKey() + " is called " + member.getValue()))))
                .isEmpty();
    }

    @Test
    void eachWordHasOneSpelling() throws IOException {
        List<Source> texts = new ArrayList<>(sources());
        try (Stream<Path> documents = Files.walk(Path.of("src/docs"))) {
            documents
                    .filter(path -> path.toString().endsWith(".md"))
                    .map(TidyTest::read)
                    .forEach(texts::add);
        }
        texts.add(read(Path.of("README.md")));
        assertThat(findings(
                        texts,
                        SPELLINGS.entrySet().stream()
                                .collect(Collectors.toMap(
                                        word -> "(?i)\\b" + word.getValue(), word -> "is spelt " + word.getKey()))))
                .isEmpty();
    }

    /** @param faults from a pattern to what is wrong with its matches */
    private static List<String> findings(List<Source> texts, Map<String, String> faults) {
        List<String> found = new ArrayList<>();
        faults.forEach((regex, fault) -> {
            Pattern pattern = Pattern.compile(regex);
            texts.stream()
                    .filter(source -> !source.type().equals("TidyTest"))
                    .filter(source -> pattern.matcher(source.text()).find())
                    .forEach(source -> found.add(source.path() + ": " + regex + " " + fault));
        });
        return found;
    }

    @Test
    void testNamesAreShortClaims() {
        List<String> found = new ArrayList<>();
        for (Source source : sources()) {
            Matcher test = TEST.matcher(source.text());
            while (test.find()) {
                if (test.group(1).length() > LONGEST_TEST_NAME) {
                    found.add(source.type() + "." + test.group(1));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void publicTypesAreUsedOutsideTheirPackage() {
        List<Source> sources = sources();
        List<String> unused = new ArrayList<>();
        for (Source source : sources) {
            boolean isPublic = source.path().toString().startsWith("src/server/src/main/")
                    && source.text().contains("\npublic ")
                    && !MADE_BY_NAME.contains(source.type())
                    && !RETURNED.contains(source.type());
            if (isPublic && sources.stream().noneMatch(other -> uses(other, source))) {
                unused.add(source.type());
            }
        }
        assertThat(unused).isEmpty();
    }

    private static boolean uses(Source other, Source source) {
        boolean elsewhere = !other.path().getFileName().equals(source.path().getFileName())
                && !packageOf(other).equals(packageOf(source));
        return elsewhere
                && Pattern.compile("\\b" + source.type() + "\\b")
                        .matcher(other.text())
                        .find();
    }

    private static String packageOf(Source source) {
        return source.path().toString().replaceFirst("^.*/java/", "").replaceFirst("/[^/]*$", "");
    }
}
