package hera.registry.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import hera.foundation.json.MalformedInputException;
import hera.foundation.names.ServiceName;
import hera.registry.wire.InstanceFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FilteredCacheTest {
    private static final ServiceName WEB = new ServiceName("web");

    private final FilteredCache cache = new FilteredCache();
    private final AtomicInteger renderings = new AtomicInteger();

    @Test
    void equalReadersShareOneRendering() throws Exception {
        get("a:1", 1);
        assertThat(get("a:1", 1)).isEqualTo("1 a:1");
        assertThat(renderings).hasValue(1);
        assertThat(get("a:1", 2)).isEqualTo("2 a:1");
        assertThat(get("a:2", 2)).isEqualTo("2 a:2");
        assertThat(renderings).hasValue(3);
    }

    @Test
    void equalReadersAtOnceShareOneRendering() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(8);
        CountDownLatch asked = new CountDownLatch(8);
        try {
            List<Callable<CachedResponse>> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                reads.add(() -> {
                    asked.countDown();
                    return cache.get(filter("a:1"), 1, () -> render(asked));
                });
            }
            for (Future<CachedResponse> read : readers.invokeAll(reads)) {
                assertThat(read.get().body()).containsExactly(7);
            }
        } finally {
            readers.shutdownNow();
        }
        assertThat(renderings).hasValue(1);
    }

    @Test
    void numberOfResponsesIsBounded() throws Exception {
        for (int i = 0; i < 3 * FilteredCache.MOST_RESPONSES; i++) {
            get("a:" + i, 1);
        }
        assertThat(cache.size()).isEqualTo(FilteredCache.MOST_RESPONSES);
    }

    @Test
    void bytesOfResponsesAreBounded() throws Exception {
        byte[] third = new byte[FilteredCache.MOST_BYTES / 3];
        for (int i = 0; i < 5; i++) {
            cache.get(filter("a:" + i), 1, () -> response(third));
        }
        assertThat(cache.size()).isEqualTo(3);
        byte[] larger = new byte[FilteredCache.MOST_BYTES + 1];
        assertThat(cache.get(filter("b:1"), 1, () -> response(larger)).body()).isSameAs(larger);
        assertThat(cache.size()).isEqualTo(3);
    }

    @Test
    void failureIsTriedAgainByTheNextReader() throws Exception {
        Representation filter = filter("a:1");
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.get(filter, 1, () -> {
                    throw new IllegalStateException();
                }));
        assertThat(get("a:1", 1)).isEqualTo("1 a:1");
    }

    private CachedResponse render(CountDownLatch asked) {
        renderings.incrementAndGet();
        try {
            asked.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return response(new byte[] {7});
    }

    private String get(String where, long version) throws MalformedInputException {
        CachedResponse got = cache.get(filter(where), version, () -> {
            renderings.incrementAndGet();
            return response((version + " " + where).getBytes(StandardCharsets.UTF_8));
        });
        return new String(got.body(), StandardCharsets.UTF_8);
    }

    private static CachedResponse response(byte[] body) {
        return new CachedResponse(200, "\"tag\"", body);
    }

    private static Representation filter(String where) throws MalformedInputException {
        return new Representation(new RegistryPath.OfService(WEB), false, InstanceFilter.parse(List.of(where)));
    }
}
