package hera.command;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The terminal, streams and variables that this process was started with. */
public final class Terminal {
    private Terminal() {}

    public static CommandIo surroundings() {
        return new CommandIo(
                System.in,
                utf8(FileDescriptor.out, false),
                utf8(FileDescriptor.err, true),
                isTerminal(System.console()),
                System::getenv,
                Terminal::pause,
                Instant::now);
    }

    /** Returns a stream in UTF-8 whatever the locale, so that data of nodes reaches a pipe unchanged. */
    private static PrintStream utf8(FileDescriptor descriptor, boolean autoFlush) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)), autoFlush, StandardCharsets.UTF_8);
    }

    /**
     * Returns whether the console is a terminal: since JDK 22 one exists without a terminal, too, and {@code
     * isTerminal} tells.
     */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Returns bytes that nobody can guess, for secrets. */
    public static byte[] chance(int count) {
        byte[] bytes = new byte[count];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
