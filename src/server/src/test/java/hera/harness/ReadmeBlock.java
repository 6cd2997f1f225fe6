package hera.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fenced block of shell commands.
 *
 * @param commands the lines of the block
 * @param shown what the block right after it says that they print; null when there is none
 * @param shownIsJson whether that is JSON, in which white space does not matter
 */
public record ReadmeBlock(String commands, @Nullable String shown, boolean shownIsJson) {
    private static final Pattern FENCE =
            Pattern.compile("^```(\\w*)\\n(.*?)^```$(\\n*)", Pattern.MULTILINE | Pattern.DOTALL);

    /** The configuration files shown in a file, in order. */
    public static List<String> configurations(Path markdown) throws IOException {
        return FENCE.matcher(Files.readString(markdown))
                .results()
                .filter(fence -> fence.group(1).equals("yaml"))
                .map(fence -> fence.group(2))
                .toList();
    }

    /**
     * All commands of a file, in order. Refuses blocks that are neither commands nor what a command prints nor a
     * configuration file.
     */
    public static List<ReadmeBlock> of(Path markdown) throws IOException {
        List<ReadmeBlock> blocks = new ArrayList<>();
        Matcher fence = FENCE.matcher(Files.readString(markdown));
        int answerAt = -1;
        while (fence.find()) {
            if (fence.group(1).equals("sh")) {
                blocks.add(new ReadmeBlock(fence.group(2), null, false));
                answerAt = fence.end();
            } else if (fence.start() == answerAt && fence.group(1).matches("json|text")) {
                ReadmeBlock asked = blocks.remove(blocks.size() - 1);
                blocks.add(new ReadmeBlock(
                        asked.commands(), fence.group(2), fence.group(1).equals("json")));
            } else if (!fence.group(1).equals("yaml")) {
                throw new AssertionError("neither commands nor what they print: " + fence.group());
            }
        }
        return blocks;
    }
}
