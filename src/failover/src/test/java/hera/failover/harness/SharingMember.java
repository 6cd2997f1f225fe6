package hera.failover.harness;

import hera.failover.Event;
import hera.failover.Failover;
import hera.failover.Intervals;
import hera.failover.Member;
import hera.failover.Unmanaged;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A process that is a candidate for names and shares them; to each line it answers how often it took one, and which it holds. */
public final class SharingMember {
    private SharingMember() {}

    /** Arguments: the store, the intervals, how many names. */
    public static void main(String[] arguments) throws IOException {
        AtomicLong taken = new AtomicLong();
        Failover failover = Failover.builder()
                .store(arguments[0])
                .intervals(Intervals.parse(arguments[1]))
                .share(true)
                .open();
        List<Unmanaged> members = IntStream.range(0, Integer.parseInt(arguments[2]))
                .mapToObj(number -> failover.unmanaged("n" + number))
                .toList();
        for (Unmanaged member : members) {
            member.on(Event.Master.class, event -> taken.incrementAndGet());
            member.run();
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String held =
                    members.stream().filter(Member::isMaster).map(Member::name).collect(Collectors.joining(","));
            System.out.println(taken.get() + " " + held);
        }
        System.exit(0);
    }
}
