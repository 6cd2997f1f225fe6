package hera.command;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What this process was started in. */
public final class Terminal {
    private Terminal() {}

    public static CommandIo surroundings() {
        return new CommandIo(
                System.in,
                utf8(FileDescriptor.out, false),
                utf8(FileDescriptor.err, true),
                isTerminal(System.console()),
                System::getenv,
                Terminal::pause);
    }

    /** UTF-8 whatever the locale: what others wrote must reach a pipe as it is. */
    private static PrintStream utf8(FileDescriptor descriptor, boolean autoFlush) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)), autoFlush, StandardCharsets.UTF_8);
    }

    /** Since JDK 22 there is a console even where there is no terminal; it can say so. */
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

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
