package hera.command.failover;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * Handlers of signals. The JVM's class for it is internal, so it is called by reflection; where it is missing, signals
 * keep their default effect.
 */
final class Signals {
    private Signals() {}

    /**
     * Installs the handler for each signal, except those that were ignored at the start, as {@code nohup} does.
     * Programs started by this process have the default handlers.
     *
     * @param names such as {@code TERM}
     * @param handler receives the signal's name
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
            // Signals keep their default effect.
        }
    }

    /** Returns the exit status of a process that a signal ended. */
    static int status(String name) {
        return 128
                + switch (name) {
                    case "HUP" -> 1;
                    case "INT" -> 2;
                    default -> 15;
                };
    }
}
