package hera.foundation.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawPeer.Message;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers and bodies that a hop forwards unchanged, and those that end at it. */
class ForwardTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void requestGoesOnByteForByte() throws IOException {
        String head = sentOn("POST /a%2Fb/../c//d?x=%zz&y=a|b HTTP/1.1\r\nHost: Example.ORG:81\r\nX-Twice: 1\r\n"
                + "x-twice:  2 \r\nCookie: a=\u00e4\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(head)
                .isEqualTo("POST /a%2Fb/../c//d?x=%zz&y=a|b HTTP/1.1\r\nHost: Example.ORG:81\r\nX-Twice: 1\r\n"
                        + "x-twice: 2\r\nCookie: a=\u00e4\r\nContent-Length: 3\r\nX-Added: request\r\n\r\nabc");
    }

    @Test
    void answerGoesBackAsItIs() throws IOException {
        try (RawBackend backend = RawBackend.answering(request ->
                        "HTTP/1.1 299 Fine, thanks\r\nSet-Cookie: a=1\r\nX-Secret-1: no\r\nSet-Cookie: b=2\r\n"
                                + "Content-Length: 3\r\n\r\nabc");
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            Message answer = client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").message();
            assertThat(answer.head())
                    .isEqualTo(RawPeer.head(
                            "HTTP/1.1 299 Fine, thanks",
                            "Set-Cookie: a=1",
                            "Set-Cookie: b=2",
                            "Content-Length: 3",
                            "X-Added: answer"));
            assertThat(answer.body()).isEqualTo("abc");
            assertThat(proxy.ends).containsExactly(End.ANSWERED);
        }
    }

    @Test
    void hopByHopFieldsEndHere() throws IOException {
        String head = sentOn(RawPeer.head(
                "GET / HTTP/1.1",
                "Host: h",
                "Connection: keep-alive, X-Mine, host",
                "X-Mine: 1",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "TE: gzip, trailers",
                "X-Other: 1",
                "X-Secret-A: 1",
                "Upgrade: websocket"));
        assertThat(head)
                .isEqualTo(RawPeer.head(
                        "GET / HTTP/1.1",
                        "Host: h",
                        "X-Other: 1",
                        "TE: trailers",
                        "Connection: TE",
                        "X-Added: request"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "h2c, websocket", "H2C"})
    void http2IsNoWantedUpgrade(String protocol) throws IOException {
        String head = sentOn("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: " + protocol
                + "\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
        assertThat(head).isEqualTo("GET / HTTP/1.1\r\nHost: h\r\nX-Added: request\r\n\r\n");
    }

    @Test
    void absoluteTargetGoesOnAsItIs() throws IOException {
        assertThat(sentOn("GET http://h:80/a?b HTTP/1.1\r\nHost: h:80\r\n\r\n"))
                .startsWith("GET http://h:80/a?b HTTP/1.1\r\nHost: h:80\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a?b /base/a?b",
                "http://h http://h/base",
                "http://h/x http://h/base/x",
                "http://h?q http://h/base?q"
            })
    void pathPrefixIsPutBefore(String targets) throws IOException {
        int blank = targets.indexOf(' ');
        try (RawBackend backend = RawBackend.answering(request -> answerWith(request));
                Proxy proxy = new Proxy(new Target(backend.address(), "b", "/base"));
                RawPeer client = proxy.client()) {
            client.send("GET " + targets.substring(0, blank) + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.message().body()).startsWith("GET " + targets.substring(blank + 1) + " HTTP/1.1\r\n");
        }
    }

    @Test
    void asteriskHasNoPathToPrefix() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> answerWith(request));
                Proxy proxy = new Proxy(new Target(backend.address(), "b", "/base"));
                RawPeer client = proxy.client()) {
            client.send("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.message().body()).startsWith("OPTIONS * HTTP/1.1\r\n");
        }
    }

    @Test
    void headKeepsItsLengthWithoutABody() throws IOException {
        try (RawBackend backend = RawBackend.answering(request ->
                        request.startsWith("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" : OK);
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            assertThat(client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").head()).contains("Content-Length: 1000\r\n");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .message()
                            .body())
                    .isEqualTo("ok");
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content\r\n", "304 Not Modified\r\nContent-Length: 7\r\nETag: \"a\"\r\n"})
    void answersWithoutBodyKeepTheConnection(String answer) throws IOException {
        try (RawBackend backend = RawBackend.answering(
                        request -> request.startsWith("GET /none") ? "HTTP/1.1 " + answer + "\r\n" : OK);
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            assertThat(client.send("GET /none HTTP/1.1\r\nHost: h\r\n\r\n").head())
                    .isEqualTo("HTTP/1.1 " + answer + "X-Added: answer\r\n\r\n");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .message()
                            .body())
                    .isEqualTo("ok");
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void answerWithoutLengthBecomesChunked() throws IOException {
        try (RawBackend backend = new RawBackend(client -> {
                    client.head();
                    client.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
                });
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                Message answer =
                        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").message();
                assertThat(answer.head())
                        .contains("Transfer-Encoding: chunked\r\n")
                        .doesNotContain("close");
                assertThat(answer.body()).isEqualTo("until the end|");
            }
        }
    }

    @Test
    void oldClientGetsNoChunks() throws IOException {
        try (RawBackend backend =
                        RawBackend.answering(request -> RawPeer.head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked")
                                + RawPeer.head("3", "abc", "2;x=y", "de", "0", "Trailer-A: 1"));
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.rest()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\nX-Added: answer\r\n\r\nabcde");
        }
    }

    @Test
    void oldClientWithoutHostGetsTheTargets() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> answerWith(request));
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            Message answer = client.send("GET / HTTP/1.0\r\n\r\n").message();
            assertThat(answer.body())
                    .startsWith("GET / HTTP/1.1\r\nHost: " + backend.target().authority() + "\r\n");
            assertThat(answer.head()).contains("Connection: close\r\n");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void oldClientMayKeepItsConnection() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                Message answer = client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                        .message();
                assertThat(answer.head()).contains("Connection: keep-alive\r\n");
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> answerWith(request));
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("POST /").append(i).append(" HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n");
                requests.append(1000 + i);
            }
            client.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                String body = client.message().body();
                assertThat(body).startsWith("POST /" + i + " ").endsWith("\r\n\r\n" + (1000 + i));
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void clientThatClosesIsClosed() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).contains("Connection: close\r\n").endsWith("\r\n\r\nok");
        }
    }

    @Test
    void targetThatClosesIsNotUsedAgain() throws IOException {
        try (RawBackend backend = new RawBackend(client -> {
                    client.head();
                    client.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                    client.head();
                });
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            for (int i = 1; i <= 3; i++) {
                Message answer =
                        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").message();
                assertThat(answer.head()).doesNotContain("Connection");
                assertThat(backend.connections()).isEqualTo(i);
            }
        }
    }

    @Test
    void emptyLineBeforeARequestIsSkipped() throws IOException {
        assertThat(sentOn("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")).startsWith("GET / HTTP/1.1\r\n");
    }

    @Test
    void drainingSaysClose() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client();
                RawPeer newcomer = proxy.client();
                RawPeer idle = proxy.client()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .message()
                            .head())
                    .doesNotContain("close");
            idle.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").message();
            proxy.listener().drain();
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.rest()).contains("Connection: close\r\n");
            assertThat(proxy.listener().connections()).isPositive();
            proxy.listener().closeIdle();
            assertThat(idle.rest()).isEmpty();
            newcomer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(newcomer.rest()).startsWith("HTTP/1.1 200 ").contains("Connection: close\r\n");
        }
    }

    @Test
    void whatIsOpenIsCounted() throws IOException {
        try (RawBackend backend = new RawBackend(client -> {
                    client.head();
                    client.head();
                });
                Proxy proxy = new Proxy(backend.target())) {
            RawPeer client = proxy.client().send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() ->
                    proxy.listener().exchanges() == 1 && proxy.listener().connections() == 1);
            client.close();
            await().until(() ->
                    proxy.listener().exchanges() == 0 && proxy.listener().connections() == 0);
            assertThat(proxy.ends).containsExactly(End.ABANDONED);
        }
    }

    /** Returns the request as the target saw it. */
    private static String sentOn(String request) throws IOException {
        try (RawBackend backend = RawBackend.answering(seen -> answerWith(seen));
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            return client.send(request).message().body();
        }
    }

    private static String answerWith(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
