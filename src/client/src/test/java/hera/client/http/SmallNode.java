package hera.client.http;

import hera.client.json.MalformedJsonException;
import hera.client.json.ObjectMembers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A node on a real socket that takes writes, and answers reads and {@code /_watch} at once or never. */
public final class SmallNode implements AutoCloseable {
    private final Map<String, Map<String, String>> services = new ConcurrentHashMap<>();
    private final RawNode raw;

    public SmallNode() throws IOException {
        this.raw = new RawNode(this::handle);
    }

    public int port() {
        return raw.port();
    }

    public void put(String service, String id, String json) {
        services.computeIfAbsent(service, name -> new ConcurrentSkipListMap<>()).put(id, json);
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }

    private boolean handle(String head, String body, OutputStream out) throws IOException {
        String[] line = head.substring(0, head.indexOf('\r')).split(" ", -1);
        String path = line[1].replaceFirst("\\?.*", "");
        if (path.equals("/_nodes")) {
            answer(out, "{\"n1\":{\"host\":\"127.0.0.1\",\"port\":" + port() + ",\"state\":\"alive\"}}");
        } else if (path.equals("/_watch")) {
            watch(body, out);
        } else if (path.equals("/")) {
            Map<String, Integer> counts = new TreeMap<>();
            services.forEach((service, list) -> counts.put('"' + service + '"', list.size()));
            answer(out, counts.toString().replace('=', ':'));
        } else {
            instance(line[0], path.substring(1), body, out);
        }
        return true;
    }

    private void instance(String method, String path, String body, OutputStream out) throws IOException {
        String service = path.replaceFirst("/.*", "");
        String id = URLDecoder.decode(path.replaceFirst("[^/]*/", ""), StandardCharsets.UTF_8);
        switch (method) {
            case "PUT" -> put(service, id, body);
            case "DELETE" -> services.getOrDefault(service, Map.of()).remove(id);
            default -> {
                answer(out, "{}");
                return;
            }
        }
        RawNode.write(out, RawNode.answer(204, "Hera-Timestamp: 7\r\n", ""));
    }

    private void watch(String body, OutputStream out) throws IOException {
        StringBuilder changed = new StringBuilder("{");
        byte[] text = body.getBytes(StandardCharsets.UTF_8);
        try {
            ObjectMembers.of(text, 0, text.length, (service, from, to) -> {
                StringBuilder list = new StringBuilder("{");
                services.getOrDefault(service, Map.of())
                        .forEach((id, json) ->
                                list.append(list.length() > 1 ? "," : "").append('"' + id + "\":" + json));
                String tag = "\"" + Integer.toHexString(list.toString().hashCode()) + "\"";
                if (!new String(text, from, to - from, StandardCharsets.UTF_8).contains(tag.replace("\"", ""))) {
                    changed.append(changed.length() > 1 ? "," : "")
                            .append("\"%s\":{\"etag\":\"%s\",\"instances\":%s}}"
                                    .formatted(service, tag.replace("\"", "\\\""), list));
                }
            });
        } catch (MalformedJsonException e) {
            throw new IOException(e);
        }
        if (changed.length() > 1) {
            answer(out, changed.append('}').toString());
        }
    }

    private static void answer(OutputStream out, String body) throws IOException {
        RawNode.write(out, RawNode.answer(200, "", body));
    }
}
