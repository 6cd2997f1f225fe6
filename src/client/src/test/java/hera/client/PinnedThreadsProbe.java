package hera.client;

import hera.client.http.SmallNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * A program on JDK 21 or later that uses a client from a hundred virtual threads, and prints where the JVM saw one of
 * them block its carrier. One that is known to do so, because it waits within a class initializer, is the control.
 *
 * <p>Argument: where to keep what was recorded.
 */
final class PinnedThreadsProbe {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int THREADS = 100;

    private PinnedThreadsProbe() {}

    /** Waits while it is made. */
    private static final class Control {
        static final long WAITED = waited();

        private static long waited() {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            return 50;
        }
    }

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        try (Recording recording = new Recording()) {
            recording
                    .enable("jdk.VirtualThreadPinned")
                    .withThreshold(Duration.ZERO)
                    .withStackTrace();
            useClient(Thread::new); // loading and initializing classes is no part of it
            recording.start();
            List<Boolean> stood = useClient(PinnedThreadsProbe::virtual);
            Thread control = virtual(() -> stood.add(Control.WAITED < 0));
            control.start();
            control.join();
            recording.stop();
            recording.dump(file);
            stood.removeIf(good -> !good);
            report(RecordingFile.readAllEvents(file), stood.size());
        }
    }

    private static void report(List<RecordedEvent> events, int used) {
        List<String> stacks = events.stream()
                .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                .map(event -> String.valueOf(event.getStackTrace()))
                .toList();
        System.out.println("the control was noticed: "
                + stacks.stream().anyMatch(stack -> stack.contains(Control.class.getSimpleName())));
        System.out.println("used by " + used + " threads, pinned: "
                + stacks.stream()
                        .filter(stack -> !stack.contains(Control.class.getSimpleName()))
                        .toList());
    }

    private static List<Boolean> useClient(Function<Runnable, Thread> threadOf) throws Exception {
        List<Boolean> stood = new CopyOnWriteArrayList<>();
        try (SmallNode node = new SmallNode();
                HeraClient hera =
                        HeraClient.builder().node("127.0.0.1:" + node.port()).build()) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String id = "i" + i;
                threads.add(threadOf.apply(() -> stood.add(use(hera, id))));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return stood;
    }

    private static boolean use(HeraClient hera, String id) {
        Discovery web = hera.discover("web");
        Registration me = hera.register("web", Instance.of("h", 9000).id(id));
        boolean good = me.await(LONG) && web.await(LONG);
        me.status(Status.DRAINING);
        good &= me.await(LONG) && hera.services().size() == 1;
        web.pick();
        web.onChange(change -> {}).close();
        me.close();
        return good;
    }

    /** By reflection, because JDK 17 has none. */
    private static Thread virtual(Runnable work) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (Thread) Class.forName("java.lang.Thread$Builder")
                    .getMethod("unstarted", Runnable.class)
                    .invoke(builder, work);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
