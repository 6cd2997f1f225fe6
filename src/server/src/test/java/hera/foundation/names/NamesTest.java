package hera.foundation.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {
    static List<Consumer<String>> kinds() {
        return List.of(NodeName::new, ServiceName::new, InstanceId::new);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nameHasOneTo255Bytes(Consumer<String> kind) {
        assertThatCode(() -> kind.accept("a")).doesNotThrowAnyException();
        assertThatCode(() -> kind.accept("a".repeat(255))).doesNotThrowAnyException();
        refuses(kind, "", "empty");
        refuses(kind, "a".repeat(256), "at most 255 bytes of UTF-8, not 256");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bytesAreCountedNotCharacters(Consumer<String> kind) {
        assertThatCode(() -> kind.accept("é".repeat(127) + "a")).doesNotThrowAnyException();
        refuses(kind, "é".repeat(128), "not 256");
        assertThatCode(() -> kind.accept("€".repeat(85))).doesNotThrowAnyException();
        refuses(kind, "€".repeat(85) + "a", "not 256");
        assertThatCode(() -> kind.accept("😀".repeat(63) + "abc")).doesNotThrowAnyException();
        refuses(kind, "😀".repeat(64), "not 256");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void halfACharacterIsRefused(Consumer<String> kind) {
        refuses(kind, "a\ud83d", "lone surrogate at 1");
        refuses(kind, "\ude00a", "lone surrogate at 0");
        refuses(kind, "\ude00\ud83d", "lone surrogate at 0");
        refuses(kind, "\ud83d\ud83d\ude00", "lone surrogate at 0");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void controlCharactersAreRefused(Consumer<String> kind) {
        for (char control : new char[] {0, '\t', '\n', '\r', 0x1f, 0x7f, 0x80, 0x9f}) {
            refuses(kind, "a" + control, "control characters (U+%04X at 1)".formatted((int) control));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anyOtherCharacterMayBeUsed(Consumer<String> kind) {
        for (String name : List.of(" ", "/", "%2F", "a b", "\u00a0", "_x", "**", "\uffff", "\"\\")) {
            assertThatCode(() -> kind.accept(name)).as(name).doesNotThrowAnyException();
        }
    }

    @Test
    void onlyANodeMayNotBeCalledStar() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeName("*")).withMessageContaining("*");
        assertThat(new ServiceName("*").value()).isEqualTo("*");
        assertThat(new InstanceId("*")).hasToString("*");
    }

    @Test
    void idIsItsBytes() {
        InstanceId id = new InstanceId("é😀");

        assertThat(id.utf8()).isEqualTo("é😀".getBytes(StandardCharsets.UTF_8));
        assertThat(id)
                .hasToString("é😀")
                .isEqualTo(InstanceId.ofChecked(id.utf8().clone()));
        assertThat(id.hashCode()).isEqualTo(new InstanceId("é😀").hashCode());
        assertThat(id).isNotEqualTo(new InstanceId("é")).isGreaterThan(new InstanceId("z"));
    }

    private static void refuses(Consumer<String> kind, String name, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> kind.accept(name)).withMessageContaining(why);
    }
}
