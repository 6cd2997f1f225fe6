package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.StubNode;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.cloud.client.discovery.event.InstancePreRegisteredEvent;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;

/** A web application's registration, from its start to its end, at a node in memory. */
class RegistrationLifeTest {
    private final StubNode node = new StubNode();

    @AfterEach
    void closeNode() {
        node.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private SpringApplicationBuilder application(String... more) {
        List<String> properties = new ArrayList<>(List.of(
                node.property(),
                "server.port=0",
                "spring.application.name=web",
                "spring.main.web-application-type=servlet"));
        properties.addAll(List.of(more));
        return Applications.of(Application.class, properties);
    }

    private void awaitStatus(String status) {
        await().untilAsserted(() -> assertThat(node.only("web")).containsEntry("status", status));
    }

    @Test
    void applicationRegistersAndIsGoneAfterItsEnd() {
        try (ConfigurableApplicationContext context =
                application("hera.client.registration.metadata.zone=eu").run()) {
            awaitStatus("up");
            assertThat(node.list("web")).containsOnlyKeys("127.0.0.1:" + Applications.port(context));
            assertThat(node.only("web"))
                    .containsEntry("port", Applications.port(context))
                    .containsEntry("host", "127.0.0.1")
                    .containsEntry("zone", "eu")
                    .doesNotContainKey("secure");
        }
        assertThat(node.list("web")).isEmpty();
    }

    @Test
    void instanceIsStartingUntilTrafficIsAccepted() {
        List<Object> seen = new ArrayList<>();
        ApplicationListener<InstanceRegisteredEvent<?>> listener = event -> {
            awaitStatus("starting");
            seen.add(node.only("web").get("status"));
        };
        try (ConfigurableApplicationContext context =
                application().listeners(listener).run()) {
            awaitStatus("up");
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
            awaitStatus("draining");
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            awaitStatus("up");
        }
        assertThat(seen).containsExactly("starting");
    }

    @Test
    void deregistrationComesBeforeTheWebServersShutdown() {
        List<Object> known = new ArrayList<>();
        try (ConfigurableApplicationContext context = application("hera.client.registration.shutdown-wait=10ms")
                .initializers(created -> created.getBeanFactory()
                        .registerSingleton(
                                "probe",
                                new Probe(() -> known.add(node.list("web").size()))))
                .run()) {
            awaitStatus("up");
            assertThat(context.getBean(Probe.class).isRunning()).isTrue();
        }
        assertThat(known).containsExactly(0);
    }

    /** Stops just before the web server begins its graceful shutdown. */
    private static final class Probe implements SmartLifecycle {
        private final Runnable atStop;
        private boolean running;

        Probe(Runnable atStop) {
            this.atStop = atStop;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            atStop.run();
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
        }
    }

    @Test
    void applicationServesThroughThePauseAfterDeregistration() throws Exception {
        ConfigurableApplicationContext context =
                application("hera.client.registration.shutdown-wait=2s").run();
        awaitStatus("up");
        int port = Applications.port(context);
        Thread closer = new Thread(context::close);
        closer.start();
        await().untilAsserted(() -> assertThat(node.list("web")).isEmpty());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(socket.isConnected()).isTrue();
            assertThat(closer.isAlive()).isTrue();
        }
        closer.join();
    }

    @Test
    void contextThatIsStoppedAndStartedRegistersAgain() {
        try (ConfigurableApplicationContext context = application().run()) {
            awaitStatus("up");
            context.stop();
            assertThat(node.list("web")).isEmpty();
            context.start();
            awaitStatus("up");
            assertThat(node.only("web")).containsEntry("port", Applications.port(context));
        }
    }

    @Test
    void managementPortIsMetadataOfTheOneInstance() {
        try (ConfigurableApplicationContext context =
                application("management.server.port=0").run()) {
            awaitStatus("up");
            int management = context.getEnvironment().getProperty("local.management.port", Integer.class, 0);
            assertThat(management).isPositive();
            await().untilAsserted(() -> assertThat(node.only("web")).containsEntry("management.port", management));
            assertThat(node.only("web")).containsEntry("port", Applications.port(context));
        }
        assertThat(node.requests()).noneMatch(request -> request.contains("management"));
    }

    @Test
    void childWithTheWebServerIsTheInstance() {
        SpringApplicationBuilder parent = application("spring.main.web-application-type=none");
        try (ConfigurableApplicationContext above = parent.run()) {
            try (ConfigurableApplicationContext child =
                    application().parent(above).run()) {
                awaitStatus("up");
                assertThat(node.only("web")).containsEntry("port", Applications.port(child));
            }
            assertThat(node.list("web")).isEmpty();
        }
    }

    @Test
    void lazyApplicationRegistersAllTheSame() {
        try (ConfigurableApplicationContext context =
                application("spring.main.lazy-initialization=true").run()) {
            awaitStatus("up");
            assertThat(context.isActive()).isTrue();
        }
        assertThat(node.list("web")).isEmpty();
    }

    @Test
    void applicationWithoutWebServerRegistersOnlyWithAPort() {
        try (ConfigurableApplicationContext context =
                application("spring.main.web-application-type=none").run()) {
            assertThat(context.getBean(HeraServiceRegistry.class)
                            .<String>getStatus(context.getBean(HeraRegistration.class)))
                    .isEqualTo("UNKNOWN");
        }
        assertThat(node.requests()).noneMatch(request -> request.startsWith("PUT"));
        try (ConfigurableApplicationContext context = application(
                        "spring.main.web-application-type=none", "hera.client.registration.port=7001")
                .run()) {
            awaitStatus("up");
            assertThat(node.only("web")).containsEntry("port", 7001);
            assertThat(context.isActive()).isTrue();
        }
        assertThat(node.list("web")).isEmpty();
    }

    @Test
    void listenersBeforeTheRegistrationMayAddMetadata() {
        ApplicationListener<InstancePreRegisteredEvent> listener = event -> {
            if (event.getRegistration() instanceof HeraRegistration own) {
                own.getMetadata().put("build", "17");
            }
        };
        try (ConfigurableApplicationContext context =
                application().listeners(listener).run()) {
            awaitStatus("up");
            assertThat(node.only("web")).containsEntry("build", "17");
            assertThat(context.getBean(HeraRegistration.class).getMetadata()).isEqualTo(Map.of("build", "17"));
        }
    }

    @Test
    void propertiesSayWhoTheInstanceIs() {
        try (ConfigurableApplicationContext context = application(
                        "hera.client.registration.service=shop",
                        "hera.client.registration.id=shop-1",
                        "hera.client.registration.host=shop.example",
                        "hera.client.registration.port=443",
                        "hera.client.registration.secure=true")
                .run()) {
            await().untilAsserted(() -> assertThat(node.only("shop")).containsEntry("status", "up"));
            assertThat(node.list("shop")).containsOnlyKeys("shop-1");
            assertThat(node.only("shop"))
                    .containsEntry("host", "shop.example")
                    .containsEntry("port", 443)
                    .containsEntry("secure", true);
            HeraRegistration registration = context.getBean(HeraRegistration.class);
            assertThat(registration.getUri()).hasToString("https://shop.example:443");
        }
    }

    @Test
    void statusThatIsSetStaysUntilItIsUpAgain() {
        try (ConfigurableApplicationContext context = application().run()) {
            awaitStatus("up");
            HeraServiceRegistry registry = context.getBean(HeraServiceRegistry.class);
            HeraRegistration registration = context.getBean(HeraRegistration.class);
            registry.setStatus(registration, "OUT_OF_SERVICE");
            awaitStatus("draining");
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            assertThat(registry.<String>getStatus(registration)).isEqualTo("OUT_OF_SERVICE");
            registry.setStatus(registration, "down");
            awaitStatus("down");
            registry.setStatus(registration, "UP");
            awaitStatus("up");
        }
    }

    @Test
    void registrationIsTakenUpWhenTheNodeComesLate() {
        node.down();
        try (ConfigurableApplicationContext context = application().run()) {
            assertThat(context.isActive()).isTrue();
            node.up();
            awaitStatus("up");
        }
    }

    @Test
    void eventsOfOtherKindsAreNotListenedTo() {
        try (ConfigurableApplicationContext context = application().run()) {
            HeraAutoServiceRegistration registration = context.getBean(HeraAutoServiceRegistration.class);
            assertThat(registration.supportsEventType(ApplicationEvent.class)).isFalse();
            assertThat(registration.isPauseable()).isFalse();
        }
    }
}
