package hera.cloud;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.context.annotation.Bean;

/** The LoadBalancer's cache, whoever made it, without the lists of this registry. */
@AutoConfiguration(after = HeraClientAutoConfiguration.class)
@ConditionalOnBean(WatchedServices.class)
public final class HeraLoadBalancerAutoConfiguration {
    /** Made by Spring. */
    HeraLoadBalancerAutoConfiguration() {}

    @Bean
    static BeanPostProcessor heraUncachedLists(ObjectProvider<WatchedServices> services) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof LoadBalancerCacheManager caches
                        ? new UncachedLists(caches, services.getObject())
                        : bean;
            }
        };
    }
}
