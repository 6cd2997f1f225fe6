package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Configuration;

/** A test of an application, on a machine without a node. */
@SpringBootTest(
        classes = TestWithoutNodeTest.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"hera.client.nodes=127.0.0.1:1", "hera.client.first-read=0"})
@ExtendWith(OutputCaptureExtension.class)
class TestWithoutNodeTest {
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void contextIsThereWithoutAStackTrace(CapturedOutput output, @Autowired List<DiscoveryClient> clients) {
        assertThat(clients).hasAtLeastOneElementOfType(HeraDiscoveryClient.class);
        assertThat(clients.get(0).getInstances("db")).isEmpty();
        assertThat(output).doesNotContain("Exception", "\tat ");
    }
}
