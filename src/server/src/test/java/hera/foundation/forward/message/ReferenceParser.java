package hera.foundation.forward.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict parser of one whole request, written from the grammar of RFC 9110 and 9112 with expressions over text, and
 * sharing nothing with the readers under test.
 */
public final class ReferenceParser {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern LINE = Pattern.compile("(" + TOKEN + ") ([\\x21\\x22\\x24-\\x7e]+) HTTP/1\\.([0-9])");
    private static final Pattern FIELD =
            Pattern.compile("(" + TOKEN + "):[ \\t]*((?:[\\x21-\\x7e\\x80-\\xff][\\x20-\\x7e\\x80-\\xff\\t]*)?)");
    private static final Pattern HOST = Pattern.compile(
            "(?:\\[(?=[^\\]]*:)[0-9A-Fa-f:.]+\\]|(?:[-._~!$&'()*+,;=0-9A-Za-z]|%[0-9A-Fa-f]{2})+)(?::([0-9]{0,5}))?");
    private static final Pattern URI = Pattern.compile("(?i)https?://([^/?]+)(?:[/?].*)?");
    private static final Pattern CHUNK =
            Pattern.compile("([0-9A-Fa-f]{1,15})(?:;[\\x20-\\x7e\\x80-\\xff\\t]{0,1023})?");

    private final String text;
    private int at;

    private ReferenceParser(String text) {
        this.text = text;
    }

    /** A whole request: bytes taken and content. */
    public record Request(int consumed, String body) {}

    /** Not a request, or not a whole one. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException() {
            super(null, null, false, false);
        }
    }

    /** Returns the request at the start of the text, ISO 8859-1; null if there is no whole and well-formed one. */
    public static @Nullable Request parse(String text) {
        try {
            return new ReferenceParser(text).request();
        } catch (RefusedException e) {
            return null;
        }
    }

    private Request request() {
        if (text.startsWith("\r\n")) {
            at = 2;
        }
        Matcher line = LINE.matcher(line());
        check(line.matches() && line.group(1).length() <= 32 && !line.group(1).equals("CONNECT"));
        List<String[]> fields = fields();
        boolean old = line.group(3).equals("0");
        checkHost(fields, target(line.group(1), line.group(2)), old);
        check(named(fields, "expect").stream().allMatch(value -> value.equalsIgnoreCase("100-continue")));
        List<String> codings = named(fields, "transfer-encoding");
        List<String> lengths = named(fields, "content-length");
        if (!codings.isEmpty()) {
            check(!old
                    && lengths.isEmpty()
                    && codings.size() == 1
                    && codings.get(0).equalsIgnoreCase("chunked"));
            String body = chunks();
            return new Request(at, body);
        }
        check(lengths.stream().allMatch(value -> value.matches("[0-9]{1,18}")));
        check(lengths.stream().mapToLong(Long::parseLong).distinct().count() <= 1);
        long length = lengths.isEmpty() ? 0 : Long.parseLong(lengths.get(0));
        check(text.length() - at >= length);
        at += (int) length;
        return new Request(at, text.substring(at - (int) length, at));
    }

    /** Returns the target's host, empty if it names none. */
    private static String target(String method, String target) {
        if (target.startsWith("/")) {
            return "";
        }
        if (target.equals("*")) {
            check(method.equals("OPTIONS"));
            return "";
        }
        Matcher uri = URI.matcher(target);
        check(uri.matches());
        return uri.group(1);
    }

    private static void checkHost(List<String[]> fields, String targets, boolean old) {
        List<String> hosts = named(fields, "host");
        if (hosts.isEmpty()) {
            check(old);
            return;
        }
        check(hosts.size() == 1);
        Matcher host = HOST.matcher(hosts.get(0));
        check(host.matches());
        String port = host.group(1);
        check(port == null || port.isEmpty() || Integer.parseInt(port) <= 65_535);
        check(targets.isEmpty() || targets.equalsIgnoreCase(hosts.get(0)));
    }

    private List<String[]> fields() {
        List<String[]> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            Matcher field = FIELD.matcher(line);
            check(field.matches());
            fields.add(new String[] {
                field.group(1).toLowerCase(Locale.ROOT), field.group(2).replaceAll("[ \\t]+$", "")
            });
        }
        return fields;
    }

    private String chunks() {
        StringBuilder body = new StringBuilder();
        while (true) {
            Matcher size = CHUNK.matcher(line());
            check(size.matches());
            long length = Long.parseLong(size.group(1), 16);
            if (length == 0) {
                fields();
                return body.toString();
            }
            check(text.length() - at >= length + 2);
            body.append(text, at, at + (int) length);
            at += (int) length;
            check(text.startsWith("\r\n", at));
            at += 2;
        }
    }

    private String line() {
        int end = text.indexOf('\r', at);
        check(end >= 0 && text.startsWith("\r\n", end));
        String line = text.substring(at, end);
        at = end + 2;
        return line;
    }

    private static List<String> named(List<String[]> fields, String name) {
        return fields.stream()
                .filter(field -> field[0].equals(name))
                .map(field -> field[1])
                .toList();
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new RefusedException();
        }
    }
}
