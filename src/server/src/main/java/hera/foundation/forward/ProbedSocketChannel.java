package hera.foundation.forward;

import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A socket that can be asked, before it is used again, whether the other side has closed it meanwhile. */
final class ProbedSocketChannel extends NioSocketChannel {
    /** Whether nothing has come since the last read: no byte, no end, no error. Costs a system call. */
    boolean isQuiet() {
        try {
            return isActive() && javaChannel().read(ByteBuffer.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
