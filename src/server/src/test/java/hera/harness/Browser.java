package hera.harness;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A real Chromium without a window, spoken to by its DevTools protocol: two methods of it are all that a test needs. */
public final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0");

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String devTools;

    private Browser(Process process, int port) {
        this.process = process;
        this.devTools = "127.0.0.1:" + port;
    }

    /** Where a Chromium is installed, if there is one on the path. */
    public static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(directory -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts a browser with its profile in a directory of the test's; where none is installed, skips the test.
     *
     * @param untested what is not tested then
     */
    public static Browser orSkip(Path directory, String untested, String... more) throws IOException {
        Optional<Path> program = installed();
        assumeTrue(program.isPresent(), "no Chromium on the path: " + untested);
        return start(program.orElseThrow(), Files.createDirectory(directory.resolve("profile")), more);
    }

    /** Starts a browser; its profile is an empty directory of its own. */
    public static Browser start(Path program, Path profile, String... more) {
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(FLAGS);
        line.addAll(List.of(more));
        line.add("--user-data-dir=" + profile);
        line.add("about:blank");
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(profile.resolve("output.txt").toFile())
                    .start();
            Path port = profile.resolve("DevToolsActivePort");
            await("browser").atMost(PATIENCE).until(() -> Files.exists(port) && Files.size(port) > 0);
            return new Browser(
                    process, Integer.parseInt(Files.readAllLines(port).get(0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a page in a tab of its own. */
    public Page open(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + devTools + "/json/new?about:blank"))
                .method("PUT", HttpRequest.BodyPublishers.noBody())
                .build();
        String tab = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
        Answers answers = new Answers();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(
                        URI.create(
                                JSON.readTree(tab).get("webSocketDebuggerUrl").asString()),
                        answers)
                .join();
        Page page = new Page(socket, answers);
        page.call("Page.enable", Map.of());
        page.call("Page.navigate", Map.of("url", url));
        return page;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** A tab. */
    public static final class Page implements AutoCloseable {
        private final AtomicInteger calls = new AtomicInteger();
        private final WebSocket socket;
        private final Answers answers;

        private Page(WebSocket socket, Answers answers) {
            this.socket = socket;
            this.answers = answers;
        }

        /** The value of an expression in the page; a promise is waited for. */
        public JsonNode evaluate(String expression) {
            JsonNode answer = call(
                    "Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
            if (answer.has("exceptionDetails")) {
                throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
            }
            return answer.path("result").path("value");
        }

        /** Whether an expression holds in the page. */
        public boolean holds(String expression) {
            return evaluate("Boolean(" + expression + ")").asBoolean();
        }

        /** Whether some element that the selector finds is visible and has the text in it. */
        public boolean shows(String selector, String text) {
            return holds("[...document.querySelectorAll('" + selector + "')].some(e => e.checkVisibility()"
                    + " && e.textContent.includes(" + JSON.writeValueAsString(text) + "))");
        }

        /** Waits until that is so. */
        public void until(String selector, String text) {
            await(selector + " " + text).atMost(PATIENCE).until(() -> shows(selector, text));
        }

        /** The text of the first element that the selector finds. */
        public String text(String selector) {
            return evaluate("document.querySelector('" + selector + "').textContent")
                    .asString();
        }

        /** Waits until a console asks for a token. */
        public void awaitQuestion() {
            await("question").atMost(PATIENCE).until(() -> holds("document.querySelector('#sign-in[open]')"));
        }

        /** Gives a console that asks for a token this one. */
        public void signIn(String token) {
            awaitQuestion();
            evaluate("document.querySelector('#sign-in-token').value = " + JSON.writeValueAsString(token));
            evaluate("document.querySelector('#sign-in-enter').click()");
        }

        private JsonNode call(String method, Map<String, Object> parameters) {
            int id = calls.incrementAndGet();
            CompletableFuture<JsonNode> answer = answers.to(id);
            ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
            message.set("params", JSON.valueToTree(parameters));
            socket.sendText(message.toString(), true).join();
            return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            call("Page.close", Map.of());
            socket.abort();
        }
    }

    /** What comes back from a tab; events are not looked at. */
    private static final class Answers implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonNode>> awaited = new ConcurrentHashMap<>();
        private final StringBuilder received = new StringBuilder();

        CompletableFuture<JsonNode> to(int call) {
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            awaited.put(call, answer);
            return answer;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            received.append(data);
            if (last) {
                JsonNode message = JSON.readTree(received.toString());
                received.setLength(0);
                CompletableFuture<JsonNode> answer =
                        awaited.remove(message.path("id").asInt(0));
                if (answer != null) {
                    answer.complete(message.path("result"));
                }
            }
            return WebSocket.Listener.super.onText(from, data, last);
        }
    }
}
