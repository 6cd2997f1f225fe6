package hera.foundation.access;

import hera.foundation.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The lines of a tokens file. They are cut without knowing YAML, so whoever joins them anew reads the result to be sure.
 *
 * @param head the lines before the first entry
 * @param chunks the lines of each entry, comments above it first
 * @param tail the lines behind the last entry
 */
record TokensText(List<String> head, List<List<String>> chunks, List<String> tail) {
    /** The text of a new file. */
    static final TokensText NONE = new TokensText(
            List.of("# The tokens that are valid, by their SHA-256. Change them by: hera secure", "tokens:"),
            List.of(),
            List.of());

    /** @param starts the line, from 1, at which each entry starts */
    static TokensText of(String text, List<Integer> starts) {
        List<String> lines = text.lines().toList();
        if (starts.isEmpty()) {
            return NONE;
        }
        List<Integer> bounds = new ArrayList<>();
        for (int start : starts) {
            int from = start - 1;
            while (from > 0 && isComment(lines.get(from - 1))) {
                from--;
            }
            bounds.add(from);
        }
        int end = lines.size();
        while (end >= starts.get(starts.size() - 1) + 1
                && (isComment(lines.get(end - 1)) || lines.get(end - 1).isBlank())) {
            end--;
        }
        bounds.add(end);
        List<List<String>> chunks = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            chunks.add(lines.subList(bounds.get(i), Math.max(bounds.get(i), bounds.get(i + 1))));
        }
        return new TokensText(lines.subList(0, bounds.get(0)), chunks, lines.subList(end, lines.size()));
    }

    /**
     * Returns the text with other entries.
     *
     * @param known the entries that the chunks are the lines of
     */
    String with(List<TokensFile.Entry> known, List<TokensFile.Entry> wanted) {
        List<String> lines = new ArrayList<>(head);
        for (TokensFile.Entry entry : wanted) {
            int same = known.indexOf(entry);
            if (same >= 0) {
                lines.addAll(chunks.get(same));
            } else {
                lines.addAll(comments(known, entry));
                lines.addAll(written(entry));
            }
        }
        lines.addAll(tail);
        if (wanted.isEmpty()) {
            lines.replaceAll(line -> line.equals("tokens:") ? "tokens: []" : line);
        }
        return String.join("\n", lines) + "\n";
    }

    /** Returns the comments above the entry of the same token. */
    private List<String> comments(List<TokensFile.Entry> known, TokensFile.Entry changed) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).sha256().equals(changed.sha256())) {
                return chunks.get(i).stream().takeWhile(TokensText::isComment).toList();
            }
        }
        return List.of();
    }

    private List<String> written(TokensFile.Entry entry) {
        List<String> lines = new ArrayList<>(List.of(
                "- name: " + quoted(entry.name()),
                "  sha256: " + quoted(entry.sha256()),
                entry.scopes().stream().map(TokensText::quoted).collect(Collectors.joining(", ", "  scopes: [", "]"))));
        if (entry.expires() != null) {
            lines.add("  expires: " + entry.expires());
        }
        String indentation = indentation();
        lines.replaceAll(line -> indentation + line);
        return lines;
    }

    /** Returns the blanks before each entry's dash. */
    private String indentation() {
        return chunks.stream()
                .flatMap(List::stream)
                .filter(line -> line.strip().startsWith("-"))
                .map(line -> line.substring(0, line.indexOf('-')))
                .findFirst()
                .orElse("  ");
    }

    /** Returns a JSON string, which YAML reads as the same text, whatever it looks like. */
    private static String quoted(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }

    private static boolean isComment(String line) {
        return line.strip().startsWith("#");
    }
}
