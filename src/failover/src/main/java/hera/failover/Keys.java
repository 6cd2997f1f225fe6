package hera.failover;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The extraction of tasks' keys: an entry of a map, a component of a record, a getter of a bean, or the result of a
 * function.
 */
final class Keys {
    private Keys() {}

    static <T> String idOf(T task, Function<? super T, ? extends @Nullable Object> key) {
        if (task == null) {
            throw new IllegalArgumentException("the task is null");
        }
        Object value = key.apply(task);
        if (value == null) {
            throw new IllegalArgumentException("the task " + task + " has no key");
        }
        return NameChecks.checkId(value.toString());
    }

    /** Returns a function that reads the member of that name. */
    static Function<Object, @Nullable Object> member(String name) {
        return task -> task instanceof Map<?, ?> map ? map.get(name) : read(task, name);
    }

    private static @Nullable Object read(Object task, String name) {
        String capital = name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
        for (String method : List.of(name, "get" + capital, "is" + capital)) {
            try {
                Method getter = task.getClass().getMethod(method);
                getter.trySetAccessible();
                return getter.invoke(task);
            } catch (NoSuchMethodException e) {
                // Try the next spelling.
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalArgumentException("the key " + name + " of the task " + task + " cannot be read", e);
            }
        }
        throw new IllegalArgumentException("the task " + task + " has no member " + name);
    }
}
