package hera.command.failover;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * Handlers of signals. The JVM has a class for it that the compiler warns of, so it is called by name; where it is missing,
 * signals do what they do by default.
 */
final class Signals {
    private Signals() {}

    /**
     * Calls the handler at each of the signals, but for those that are ignored, as {@code nohup} does. A program that
     * this process starts gets them as usual.
     *
     * @param names such as {@code TERM}
     * @param handler is given the name
     */
    static void handle(List<String> names, Consumer<String> handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, type);
            for (String name : names) {
                Object proxy = Proxy.newProxyInstance(
                        Signals.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                            return switch (method.getName()) {
                                case "handle" -> {
                                    handler.accept(name);
                                    yield null;
                                }
                                case "equals" -> self == arguments[0];
                                case "hashCode" -> System.identityHashCode(self);
                                default -> "handler of " + name;
                            };
                        });
                Object handled = signal.getConstructor(String.class).newInstance(name);
                Object before = handle.invoke(null, handled, proxy);
                if (before != null && before.equals(type.getField("SIG_IGN").get(null))) {
                    handle.invoke(null, handled, before);
                }
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Signals do what they do by default.
        }
    }

    /** Returns the status of a process that a signal ended. */
    static int status(String name) {
        return 128
                + switch (name) {
                    case "HUP" -> 1;
                    case "INT" -> 2;
                    default -> 15;
                };
    }
}
