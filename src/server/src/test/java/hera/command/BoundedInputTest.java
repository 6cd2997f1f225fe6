package hera.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.harness.CannedNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** No answer is so long that a command runs out of memory. */
class BoundedInputTest {
    private static final NodeArgument ANY = NodeArgument.parse("localhost:1");
    private static final Credentials NONE = new Credentials(null, "", null, false, true);

    @Test
    void usualBoundIs256MiB() {
        assertThat(new HttpNode(ANY, NONE).mostBytes()).isEqualTo(256 * 1024 * 1024);
    }

    @Test
    void asMuchAsIsAllowedIsRead() throws IOException {
        try (HttpNode.BoundedInput input = input(10, 10)) {
            assertThat(input.readAllBytes()).hasSize(10);
        }
    }

    @Test
    void aByteMoreIsRefusedHoweverItIsRead() throws IOException {
        try (HttpNode.BoundedInput atOnce = input(11, 10);
                HttpNode.BoundedInput oneByOne = input(11, 1)) {
            assertRefused(atOnce::readAllBytes);
            assertThat(oneByOne.read()).isZero();
            assertRefused(oneByOne::read);
        }
    }

    @Test
    void eachEventCountsByItself() throws IOException {
        try (HttpNode.BoundedInput input = input(20, 10)) {
            assertThat(input.readNBytes(10)).hasSize(10);
            input.restart();
            assertThat(input.readNBytes(10)).hasSize(10);
            assertThat(input.read()).isEqualTo(-1);
        }
    }

    @Test
    void answerThatIsTooLongIsExitCodeOneAndNamesTheNode() throws IOException {
        try (CannedNode node = new CannedNode()) {
            node.on("/", 200, "x".repeat(100));
            HttpNode bounded = new HttpNode(NodeArgument.parse(node.address()), NONE, 99);
            assertThatExceptionOfType(CommandFailedException.class)
                    .isThrownBy(() -> bounded.get("/"))
                    .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.REFUSED))
                    .withMessage(node.address() + " sends more than the 99 bytes that a command reads");
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(read)
                .withMessageContaining("localhost:1 sends more");
    }

    private static HttpNode.BoundedInput input(int bytes, int most) {
        return new HttpNode(ANY, NONE, most).bounded(new ByteArrayInputStream(new byte[bytes]));
    }
}
