package hera.cloud;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application to be processed ahead of time: it reads a service, prints what it has got, and ends. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class AheadOfTimeApplication {
    /** Runs it; public, as Java 17 wants a main method to be. */
    public static void main(String[] args) {
        try (ConfigurableApplicationContext context = SpringApplication.run(AheadOfTimeApplication.class, args)) {
            HeraRegistration registration = context.getBean(HeraRegistration.class);
            int instances = context.getBean(HeraDiscoveryClient.class)
                    .getInstances("db")
                    .size();
            System.out.printf(
                    "instances: %d service: %s metadata: %s%n",
                    instances, registration.getServiceId(), registration.getMetadata());
        }
    }
}
