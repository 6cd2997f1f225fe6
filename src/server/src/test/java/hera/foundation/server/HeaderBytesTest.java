package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RawConnection;
import hera.harness.RawConnection.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeaderBytesTest {
    private HeraServer server;

    @BeforeAll
    void start() {
        server = HeraServer.start(
                new ServerSettings("headers", PortChoice.of(0), null, 1 << 20, 100, List.of()),
                List.of(),
                List.of(Fields.class));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void theMemberOfTomcatIsFound() {
        assertThat(HeaderBytes.isFound()).isTrue();
    }

    @Test
    void printableFieldsAreConvertedAndOthersAreLeftToTomcat() {
        Response response = new Response();
        for (String value : List.of("printable ~", "a\nb", "\177", "ü", "€", "?")) {
            response.getMimeHeaders().addValue("Field").setString(value);
        }
        List<ActionCode> seen = new ArrayList<>();
        HeaderBytes.convert(response, (code, parameter) -> seen.add(code));
        response.action(ActionCode.ACK, null);
        assertThat(response.getMimeHeaders().getName(0).getType()).isEqualTo(MessageBytes.T_STR);
        response.action(ActionCode.COMMIT, null);
        assertThat(seen).containsExactly(ActionCode.ACK, ActionCode.COMMIT);
        for (int i = 0; i < 6; i++) {
            assertThat(response.getMimeHeaders().getName(i).getType()).isEqualTo(MessageBytes.T_BYTES);
            assertThat(response.getMimeHeaders().getValue(i).getType())
                    .isEqualTo(i == 0 ? MessageBytes.T_BYTES : MessageBytes.T_STR);
        }
    }

    /** Tomcat keeps the array of a field for the next response, and writes a number into it if that is long enough. */
    @Test
    void bytesKeptForLaterResponsesAreNotWrittenTo() {
        for (int length : new int[] {1, 31, 32, 33, 100}) {
            String text = "x".repeat(length);
            for (int i = 0; i < 2; i++) {
                Response response = new Response();
                MessageBytes value = response.getMimeHeaders().addValue("Field");
                value.setString(text);
                HeaderBytes.convert(response, (code, parameter) -> {});
                response.action(ActionCode.COMMIT, null);
                assertThat(value).hasToString(text);
                value.recycle();
                value.setLong(1_234_567_890);
            }
        }
    }

    /** A body larger than the response's buffer commits the response while it is written. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 100_000})
    void fieldsArriveAsTheyWereSet(int length) throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            for (int i = 0; i < 2; i++) {
                connection.send("GET /fields?" + length + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Answer answer = connection.receive();
                assertThat(answer.headers())
                        .containsEntry("plain", "a ~ b")
                        .containsEntry("empty", "")
                        .containsEntry("split", "a  Injected: b")
                        .containsEntry("latin", "ü")
                        .containsEntry("question", "what?")
                        .containsEntry("content-type", "text/x")
                        .containsEntry("content-length", "" + length)
                        .doesNotContainKeys("euro", "injected");
                assertThat(answer.headers().get("date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} [0-9:]{8} GMT");
                assertThat(answer.body()).hasSize(length);
            }
        }
    }

    @Test
    void aDateThatWasSetIsTheOnlyOne() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("GET /fields?date HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.receive().headers()).containsEntry("date", "then");
        }
    }

    /** Responds with fields of all kinds, and as many bytes as the query says. */
    @Configuration(proxyBeanMethods = false)
    static class Fields {
        @Bean
        HandlerMapping fields() {
            HttpRequestHandler handler = (request, response) -> {
                String query = request.getQueryString();
                if (query.equals("date")) {
                    response.setHeader("Date", "then");
                    return;
                }
                byte[] body = new byte[Integer.parseInt(query)];
                response.setHeader("Plain", "a ~ b");
                response.setHeader("Empty", "");
                response.setHeader("Split", "a\r\nInjected: b");
                response.setHeader("Latin", "ü");
                response.setHeader("Question", "what?");
                response.setHeader("Euro", "€");
                response.setContentType("text/x");
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
            };
            SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
            mapping.setOrder(-1);
            mapping.setUrlMap(Collections.singletonMap("/fields", handler));
            return mapping;
        }
    }
}
