package hera.command.failover;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The wall clock of processes that a test starts, which it may set while they run; their monotonic clock goes on as it is. */
final class ShiftedClock {
    private final Path library;
    private final Path shift;

    private ShiftedClock(Path library, Path shift) {
        this.library = library;
        this.shift = shift;
    }

    /** Makes a clock that is right, as {@link #ifPossible} does; where there can be none, the test is skipped. */
    static ShiftedClock in(Path folder, String name) {
        Optional<ShiftedClock> clock = ifPossible(folder, name);
        assumeTrue(clock.isPresent(), "no Linux, or no cc: clocks that step are not tested on processes");
        return clock.orElseThrow();
    }

    /** Makes a clock that is right, with its files in a folder, where there are Linux and a compiler of C. */
    static Optional<ShiftedClock> ifPossible(Path folder, String name) {
        if (!System.getProperty("os.name").equals("Linux") || compiler().isEmpty()) {
            return Optional.empty();
        }
        Path library = folder.resolve("shifted_clock.so");
        try {
            if (!Files.exists(library)) {
                compile(library);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ShiftedClock clock = new ShiftedClock(library, folder.resolve(name + ".shift"));
        clock.set(0);
        return Optional.of(clock);
    }

    private static Optional<Path> compiler() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder).resolve("cc"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void compile(Path library) throws IOException {
        Path source = library.resolveSibling("shifted_clock.c");
        try (InputStream text = ShiftedClock.class.getResourceAsStream("shifted_clock.c")) {
            Files.copy(Objects.requireNonNull(text), source);
        }
        Process compiler = new ProcessBuilder(
                        "cc", "-O", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                .inheritIO()
                .start();
        if (compiler.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("shifted_clock.c does not compile");
        }
    }

    /** Sets how many seconds it is ahead, from now on. */
    void set(long seconds) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(seconds).flip();
        try (var file = Files.newByteChannel(shift, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the environment of a process that goes by it. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "HERA_CLOCK_SHIFT", shift.toString());
    }
}
