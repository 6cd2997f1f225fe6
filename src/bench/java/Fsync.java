import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Appends 4 KiB to a file and syncs it, again and again, and prints the median in milliseconds.
 *
 * <p>Arguments: file, seconds.
 */
public final class Fsync {
    private static final int BYTES = 4096;

    private Fsync() {}

    public static void main(String[] args) throws IOException {
        List<Long> nanos = new ArrayList<>();
        long end = System.nanoTime() + (long) (Double.parseDouble(args[1]) * 1e9);
        try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.DELETE_ON_CLOSE)) {
            for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
                file.write(ByteBuffer.allocate(BYTES));
                file.force(false);
                nanos.add(System.nanoTime() - start);
            }
        }
        Collections.sort(nanos);
        System.out.printf("%.4f%n", nanos.get(nanos.size() / 2) / 1e6);
    }
}
