package hera.failover;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests of the queues without a test framework, and stops at the first that fails: what
 * {@code src/failover/src/test/mutants/run} lets the bugs go through that are planted in a queue.
 */
final class QueueRun {
    private static final List<Class<?>> TESTS = List.of(MemoryTasksTest.class, ManagedTest.class, DurableTest.class);

    private QueueRun() {}

    /** Exits with 1 after a failure, which it prints on one line: class, method, failure. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        for (Class<?> type : TESTS) {
            for (Method test : annotated(type, Test.class)) {
                run(type, test);
            }
        }
        System.exit(0);
    }

    private static void run(Class<?> type, Method test) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object instance = constructor.newInstance();
        try {
            call(instance, annotated(type, BeforeEach.class));
            call(instance, List.of(test));
            call(instance, annotated(type, AfterEach.class));
        } catch (InvocationTargetException e) {
            String failure = String.valueOf(e.getTargetException()).replace('\n', ' ');
            System.out.printf("%s\t%s\t%s%n", type.getSimpleName(), test.getName(), failure);
            System.exit(1);
        }
    }

    private static void call(Object instance, List<Method> methods) throws ReflectiveOperationException {
        for (Method method : methods) {
            method.setAccessible(true);
            method.invoke(instance);
        }
    }

    /** Returns the methods of a class and of those above it that bear an annotation, by name. */
    private static List<Method> annotated(Class<?> type, Class<? extends Annotation> annotation) {
        Deque<Class<?>> types = new ArrayDeque<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            types.addFirst(each);
        }
        return types.stream()
                .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(annotation))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }
}
