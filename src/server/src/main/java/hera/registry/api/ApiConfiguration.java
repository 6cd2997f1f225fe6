package hera.registry.api;

import hera.foundation.guard.Denials;
import hera.foundation.server.DeadConnections;
import hera.foundation.server.HeapGuard;
import hera.foundation.server.ListeningPort;
import hera.foundation.time.Clock;
import hera.foundation.time.ThreadTimer;
import hera.registry.access.AccessGuard;
import hera.registry.access.ClientGuard;
import hera.registry.access.ClientShares;
import hera.registry.replica.Replica;
import hera.registry.resource.EntityTags;
import hera.registry.resource.IncompleteNotice;
import hera.registry.resource.ResponseCache;
import hera.registry.settings.RegistrySettings;
import hera.registry.watch.ConnectionLeases;
import hera.registry.watch.LongReads;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * The beans of the registry's HTTP API. They need a {@link Replica}, an {@link InstanceReader}, {@link EntityTags}, {@link
 * RegistrySettings} and what every server has.
 */
@Configuration(proxyBeanMethods = false)
public class ApiConfiguration {
    /** A timer apart from the one of gossip: to answer ten thousand waiting requests takes a while. */
    @Bean(defaultCandidate = false)
    ThreadTimer watchTimer() {
        return new ThreadTimer("hera-watch");
    }

    @Bean
    RegistryMetrics registryMetrics(MeterRegistry meters, Replica replica) {
        return new RegistryMetrics(meters, replica);
    }

    @Bean
    ResponseCache responseCache(Replica replica, EntityTags tags, HeapGuard heap, RegistryMetrics metrics) {
        ResponseCache responses = new ResponseCache(replica, tags, heap::hasRoomFor);
        heap.isRelievedBy(responses::giveUpAll);
        metrics.count(responses);
        return responses;
    }

    /** Closed by {@link WaitingRequests}, before the server stops. */
    @Bean(destroyMethod = "")
    LongReads longReads(
            Replica replica,
            ResponseCache responses,
            EntityTags tags,
            Clock clock,
            @Qualifier("watchTimer") ThreadTimer timer,
            RegistrySettings settings,
            IncompleteNotice notice,
            Denials denials,
            MeterRegistry meters) {
        int most = settings.limits().maxHeldRequests();
        return LongReads.of(
                replica, responses, tags, clock, timer, most, shares(most, settings, denials), notice, meters);
    }

    private static ClientShares shares(int all, RegistrySettings settings, Denials denials) {
        return ClientShares.of(settings.clients().heldOf(all, settings.security() != null), denials);
    }

    /** A timer for nothing but renewals: one that comes late lets what is held expire. */
    @Bean(defaultCandidate = false)
    ThreadTimer leaseTimer() {
        return new ThreadTimer("hera-lease");
    }

    /** Closed by {@link WaitingRequests}, before the server stops. */
    @Bean(destroyMethod = "")
    ConnectionLeases connectionLeases(
            Replica replica,
            RegistrySettings settings,
            Clock clock,
            @Qualifier("leaseTimer") ThreadTimer timer,
            ListeningPort port,
            Denials denials,
            RegistryMetrics metrics) {
        int most = settings.limits().maxHeldRegistrations();
        ConnectionLeases leases = new ConnectionLeases(
                replica, most, shares(most, settings, denials), clock, timer, new DeadConnections(port));
        metrics.show(leases);
        return leases;
    }

    @Bean
    WaitingRequests waitingRequests(LongReads longReads, ConnectionLeases leases) {
        return new WaitingRequests(longReads, leases);
    }

    @Bean
    NewInstances newInstances(Replica replica, Clock clock, HeapGuard heap) {
        return new NewInstances(replica, clock, heap);
    }

    @Bean
    WriteHandler writes(
            Replica replica,
            InstanceReader reader,
            EntityTags tags,
            Clock clock,
            RegistryMetrics metrics,
            ConnectionLeases leases,
            NewInstances newInstances) {
        return new WriteHandler(replica, reader, tags, clock, metrics, leases, newInstances);
    }

    @Bean
    ReadHandler reads(
            ResponseCache responses,
            LongReads longReads,
            Clock clock,
            RegistryMetrics metrics,
            RegistrySettings settings) {
        boolean hasPage = settings.security() == null || settings.security().console();
        return new ReadHandler(responses, longReads, clock, metrics, settings.maxWait(), hasPage);
    }

    @Bean
    FilterRegistrationBean<RegistryRouter> registryRouter(
            WriteHandler writes,
            ReadHandler reads,
            IncompleteNotice notice,
            RegistryMetrics metrics,
            RegistrySettings settings,
            WireNames names,
            Clock clock,
            ObjectProvider<AccessGuard> access,
            ClientGuard clients,
            Denials denials) {
        RegistryRouter router = new RegistryRouter(
                access.getIfAvailable(),
                clients,
                denials,
                new EnvironmentGuard(settings.environment(), clock),
                BrowserGuard.of(settings.security() == null ? settings.bind() : null), // a proxy passes on any Host
                writes,
                reads,
                notice,
                metrics,
                names);
        FilterRegistrationBean<RegistryRouter> registration = new FilterRegistrationBean<>(router);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    BatchController batches(
            Replica replica,
            InstanceReader reader,
            WireNames names,
            RegistrySettings settings,
            NewInstances newInstances,
            Clock clock,
            RegistryMetrics metrics) {
        return new BatchController(replica, reader, names, settings.limits(), newInstances, clock, metrics);
    }

    @Bean
    WatchController watches(
            LongReads longReads,
            WireNames names,
            RegistrySettings settings,
            RegistryMetrics metrics,
            ObjectProvider<AccessGuard> access) {
        return new WatchController(access.getIfAvailable(), longReads, names, settings.maxWait(), metrics);
    }

    @Bean
    PrometheusController prometheusTargets(
            Replica replica, ResponseCache responses, EntityTags tags, Clock clock, RegistryMetrics metrics) {
        return new PrometheusController(replica, responses.room(), tags, clock, metrics);
    }

    @Bean
    CredentialController credential() {
        return new CredentialController();
    }

    @Bean
    OpenApiController openApi() {
        return new OpenApiController();
    }
}
