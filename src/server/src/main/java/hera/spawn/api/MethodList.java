package hera.spawn.api;

import java.util.List;

/** The API's own description, as text. */
final class MethodList {
    private static final List<String> GET =
            List.of("GET /nodes", "GET /nodes/HOST", "GET /nodes/HOST/PORT", "GET /nodes/HOST/PORT/dead[/ID]");
    private static final List<String> SET =
            List.of("PUT /nodes", "PUT /nodes/HOST/PORT[?from=now|SEQUENCE]", "POST /nodes/HOST/PORT/dead[/ID]/replay");
    private static final List<String> DELETE = List.of(
            "DELETE /nodes",
            "DELETE /nodes/HOST",
            "DELETE /nodes/HOST/PORT[?force=true]",
            "DELETE /nodes/HOST/PORT/dead[/ID]");
    private static final List<String> OTHERS =
            List.of("GET /status", "GET /writes[/ID]", "GET /list", "GET /list/nodes", "GET /info", "GET /metrics");

    private MethodList() {}

    /**
     * Returns the methods.
     *
     * @param path {@code list}, or below it {@code nodes}, and below that {@code get}, {@code set} or {@code delete}
     */
    static String of(List<String> path) {
        StringBuilder text = new StringBuilder();
        String kind = path.size() > 2 ? path.get(2) : "";
        if (kind.isEmpty() || kind.equals("get")) {
            GET.forEach(line -> text.append(line).append('\n'));
        }
        if (kind.isEmpty() || kind.equals("set")) {
            SET.forEach(line -> text.append(line).append('\n'));
        }
        if (kind.isEmpty() || kind.equals("delete")) {
            DELETE.forEach(line -> text.append(line).append('\n'));
        }
        if (path.size() < 2) {
            OTHERS.forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }
}
