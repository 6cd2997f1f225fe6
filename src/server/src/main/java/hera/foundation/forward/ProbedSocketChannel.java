package hera.foundation.forward;

import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A socket channel with a check, before it is used again, whether the other side has closed it. */
final class ProbedSocketChannel extends NioSocketChannel {
    /** Whether nothing is there to be read: no byte, no end of stream, no error. Costs a system call. */
    boolean isQuiet() {
        try {
            return isActive() && javaChannel().read(ByteBuffer.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
