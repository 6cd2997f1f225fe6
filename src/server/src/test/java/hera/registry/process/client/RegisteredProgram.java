package hera.registry.process.client;

import hera.client.HeraClient;
import hera.client.Instance;
import hera.client.Lease;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A program that registers itself for 2 s at a time until it is ended from outside. Argument: the port of a node. */
final class RegisteredProgram {
    private RegisteredProgram() {}

    public static void main(String[] args) throws InterruptedException {
        HeraClient hera = HeraClient.builder().node("127.0.0.1:" + args[0]).build();
        hera.register("web", Instance.of("127.0.0.1", 9000).id("program"), Lease.ttl(Duration.ofSeconds(2)));
        new CountDownLatch(1).await();
    }
}
