package hera.registry.access;

import hera.foundation.access.AccessControl;
import hera.foundation.access.ExposedFiles;
import hera.foundation.access.PeerToken;
import hera.foundation.access.SecuritySettings;
import hera.foundation.guard.CredentialScan;
import hera.foundation.guard.Denials;
import hera.foundation.guard.Guard;
import hera.foundation.time.Clock;
import hera.foundation.time.ThreadTimer;
import hera.registry.settings.RegistrySettings;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of a secured node alone. They need {@link AccessControl}, {@link PublicFiles},
 * {@link ClientConfiguration} and what every node has. */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {
    /** A timer of its own: a file can be slow to read. */
    @Bean(defaultCandidate = false)
    ThreadTimer accessTimer() {
        return new ThreadTimer("hera-access");
    }

    @Bean
    HeldResponses heldResponses(AccessControl control) {
        return new HeldResponses(control);
    }

    @Bean
    Guard guard(AccessControl control, Denials denials, RegistrySettings settings, Clock clock) {
        return new Guard(control, denials, settings.limits().maxDenied(), clock);
    }

    @Bean
    AccessGuard accessGuard(Guard guard, PublicFiles files, HeldResponses held) {
        return new AccessGuard(guard, files.names(), held);
    }

    @Bean
    CredentialScan credentialScan(
            AccessControl control,
            HeldResponses held,
            Denials denials,
            Clock clock,
            @Qualifier("accessTimer") ThreadTimer timer,
            SecurityMeters meters,
            RegistrySettings settings,
            ObjectProvider<PeerToken> peerToken) {
        SecuritySettings security = Objects.requireNonNull(settings.security());
        return new CredentialScan(
                        control.tokens(),
                        peerToken.getIfAvailable(),
                        ExposedFiles.of(security),
                        held,
                        denials,
                        clock,
                        timer,
                        meters)
                .start();
    }
}
