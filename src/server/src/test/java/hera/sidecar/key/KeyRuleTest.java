package hera.sidecar.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.forward.message.HeadReader;
import hera.foundation.forward.message.MalformedMessageException;
import hera.foundation.forward.message.RequestHead;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRuleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ip | / | A: b | 9.9.9.9",
                "header:X-User | / | X-USER:  alice  | alice",
                "header:X-User | / | A: b | 9.9.9.9",
                "header:X-User | / | X-User: | 9.9.9.9",
                "header:X-User,header:Y | / | Y: second | second",
                "cookie:id | / | Cookie: a=1; id=2; id=3 | 2",
                "cookie:id | / | Cookie: ID=1 | 9.9.9.9",
                "cookie:id,query:id | /?id=q | Cookie: id= | q",
                "query:u | /p?x=1&u=a+b%20c&u=d | A: b | a b c",
                "query:u | /p?u=%4 | A: b | %4",
                "query:u | /p?u=%zz%41 | A: b | %zzA",
                "query:u | /p?u | A: b | 9.9.9.9",
                "query:a b | /p?a+b=1 | A: b | 1",
                "path:1 | /a/b?c/d | A: b | a",
                "path:2 | /a/b+%2F | A: b | b+/",
                "path:3 | /a/b | A: b | 9.9.9.9",
                "path:2 | http://h/a/b | A: b | b",
                "path:1,ip,query:u | /?u=1 | A: b | 9.9.9.9"
            })
    void firstPlaceThatHasAKeyGivesIt(String rule, String target, String field, String key) {
        assertThat(new String(KeyRule.parse(rule).key(request(target, field), "9.9.9.9"), UTF_8))
                .isEqualTo(key);
    }

    @Test
    void headersValueIsItsBytes() {
        byte[] key = KeyRule.parse("header:x").key(request("/", "X: \u00c3\u00b6"), "9.9.9.9");
        assertThat(new String(key, UTF_8)).isEqualTo("\u00f6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "header:", "path:0", "path:a", "path:101", "header:a,,ip", "cookie"})
    void wrongRuleIsNamed(String rule) {
        assertThatThrownBy(() -> KeyRule.parse(rule)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | 10.0.0.1 | X-Forwarded-For: 1.1.1.1 | 10.0.0.1",
                "private | 10.0.0.1 | X-Forwarded-For: 1.1.1.1 | 1.1.1.1",
                "private | 8.8.8.8 | X-Forwarded-For: 1.1.1.1 | 8.8.8.8",
                "private | 10.0.0.1 | X-Forwarded-For: 6.6.6.6, 1.1.1.1, 10.0.0.2 | 1.1.1.1",
                "private | 10.0.0.1 | X-Forwarded-For: 10.0.0.3, 192.168.1.1 | 10.0.0.3",
                "private | 10.0.0.1 | X-Forwarded-For: 1.1.1.1, unknown, 10.0.0.2 | 10.0.0.2",
                "private | 10.0.0.1 | X-Forwarded-For: unknown | 10.0.0.1",
                "private | 10.0.0.1 | X-Forwarded-For: 1.1.1.1:1234 | 1.1.1.1",
                "private | 10.0.0.1 | X-Forwarded-For: [2001:DB8:0:0::1]:80 | 2001:db8::1",
                "private | 10.0.0.1 | X-Forwarded-For: ::ffff:1.2.3.4 | 1.2.3.4",
                "private | 10.0.0.1 | X-Real-IP: 7.7.7.7 | 7.7.7.7",
                "private | 10.0.0.1 | A: b | 10.0.0.1",
                "1 | 8.8.8.8 | X-Forwarded-For: 6.6.6.6, 1.1.1.1 | 1.1.1.1",
                "2 | 8.8.8.8 | X-Forwarded-For: 6.6.6.6, 1.1.1.1 | 6.6.6.6",
                "5 | 8.8.8.8 | X-Forwarded-For: 6.6.6.6, 1.1.1.1 | 6.6.6.6",
                "2 | 8.8.8.8 | A: b | 8.8.8.8",
                "0 | 8.8.8.8 | X-Forwarded-For: 1.1.1.1 | 8.8.8.8",
                "8.8.0.0/16, 9.9.9.9 | 8.8.8.8 | X-Forwarded-For: 1.1.1.1, 9.9.9.9 | 1.1.1.1",
                "2001:db8::/33 | 2001:db8:7fff::1 | X-Forwarded-For: 1.1.1.1 | 1.1.1.1",
                "2001:db8::/33 | 2001:db8:8000::1 | X-Forwarded-For: 1.1.1.1 | 2001:db8:8000::1"
            })
    void clientIsWhomTheTrustedName(String trusted, String peer, String field, String client)
            throws UnknownHostException {
        assertThat(TrustedProxies.parse(trusted)
                        .client(InetAddress.getByName(peer), request("/", field).fields()))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "some", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "a.example", "101", "::1/129", "-1"})
    void wrongTrustIsNamed(String trusted) {
        assertThatThrownBy(() -> TrustedProxies.parse(trusted)).isInstanceOf(IllegalArgumentException.class);
    }

    private static RequestHead request(String target, String field) {
        HeadReader reader = HeadReader.ofRequests(4096);
        String head = "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n";
        try {
            assertThat(reader.read(Unpooled.wrappedBuffer(head.getBytes(ISO_8859_1))))
                    .isTrue();
            return RequestHead.of(reader);
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
