package hera.cloud;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;

/**
 * The LoadBalancer's cache without the lists of this registry, which are in memory and current anyway: a copy could only
 * be older, and a cache that is emptied at a change can be filled again by a read from before it. Lists of other
 * registries are cached as ever.
 */
final class UncachedLists implements LoadBalancerCacheManager {
    private final LoadBalancerCacheManager caches;
    private final WatchedServices services;
    private final Map<String, Cache> wrapped = new ConcurrentHashMap<>();

    UncachedLists(LoadBalancerCacheManager caches, WatchedServices services) {
        this.caches = caches;
        this.services = services;
    }

    @Override
    public @Nullable Cache getCache(String name) {
        Cache cache = caches.getCache(name);
        return cache == null ? null : wrapped.computeIfAbsent(name, key -> new Wrapped(cache));
    }

    @Override
    public Collection<String> getCacheNames() {
        return caches.getCacheNames();
    }

    private final class Wrapped implements Cache {
        private final Cache cache;

        Wrapped(Cache cache) {
            this.cache = cache;
        }

        private boolean isOurs(@Nullable Object value) {
            return value instanceof List<?> list && list.stream().anyMatch(HeraServiceInstance.class::isInstance);
        }

        @Override
        public String getName() {
            return cache.getName();
        }

        @Override
        public Object getNativeCache() {
            return cache.getNativeCache();
        }

        @Override
        public @Nullable ValueWrapper get(Object key) {
            return services.hasInstances(key) ? null : cache.get(key);
        }

        @Override
        public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
            return services.hasInstances(key) ? null : cache.get(key, type);
        }

        @Override
        public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
            if (!services.hasInstances(key)) {
                return cache.get(key, valueLoader);
            }
            try {
                return valueLoader.call();
            } catch (Exception e) {
                throw new ValueRetrievalException(key, valueLoader, e);
            }
        }

        @Override
        public void put(Object key, @Nullable Object value) {
            if (!isOurs(value)) {
                cache.put(key, value);
            }
        }

        @Override
        public void evict(Object key) {
            cache.evict(key);
        }

        @Override
        public void clear() {
            cache.clear();
        }
    }
}
