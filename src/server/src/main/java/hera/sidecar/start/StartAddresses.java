package hera.sidecar.start;

import hera.foundation.forward.Target;
import hera.foundation.http.HostPort;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.SettingsException;
import hera.sidecar.discovery.MemberSource;
import hera.sidecar.discovery.RegistryClients;
import hera.sidecar.discovery.TokenFile;
import hera.sidecar.settings.BackendUrl;
import hera.sidecar.settings.ListenAddress;
import hera.sidecar.settings.RegistryService;
import hera.sidecar.settings.SidecarSettings;
import hera.sidecar.settings.SidecarSettings.MemberSources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that a sidecar looks up before it starts.
 *
 * @param backend the address of its backend
 * @param members the addresses at which other members are looked for first
 */
public record StartAddresses(Target backend, List<HostPort> members) {
    private static final String TOKEN_FILE = "discovery.hera.token-file";
    private static final Logger log = LoggerFactory.getLogger(StartAddresses.class);

    public StartAddresses {
        members = List.copyOf(members);
    }

    /**
     * Looks names up and reads files.
     *
     * @throws InvalidSettingException for a backend that is unknown or this sidecar itself, and for a file that holds no
     *     addresses
     */
    static StartAddresses of(SidecarSettings settings) {
        Set<HostPort> members = new LinkedHashSet<>();
        for (MemberSource source : sources(settings)) {
            members.addAll(read(source));
        }
        members.remove(settings.ring().address());
        return new StartAddresses(backend(settings), List.copyOf(members));
    }

    /** Returns all sources that the settings name. */
    static List<MemberSource> sources(SidecarSettings settings) {
        List<MemberSource> sources = repeated(settings);
        RegistryService hera = settings.sources().hera();
        if (hera != null) {
            sources.add(MemberSource.hera(clients(settings.sources(), hera), hera.service()));
        }
        return sources;
    }

    /** Returns the sources that must be read again and again; a registry announces changes by itself. */
    public static List<MemberSource> repeated(SidecarSettings settings) {
        List<MemberSource> sources = new ArrayList<>();
        String file = settings.sources().jsonFile();
        String host = settings.sources().dnsHost();
        Integer port = settings.sources().dnsPort();
        if (file != null) {
            sources.add(MemberSource.jsonFile(Path.of(file)));
        }
        if (host != null && port != null) {
            sources.add(MemberSource.dns(host, port));
        }
        return sources;
    }

    /**
     * Returns the maker of clients of the registry, whose files are read now.
     *
     * @throws InvalidSettingException for a file that is missing or has not what it must
     */
    public static RegistryClients clients(MemberSources sources, RegistryService registry) {
        TokenFile token = sources.heraTokenFile() == null ? null : token(sources.heraTokenFile());
        boolean onlyThese =
                token != null && !registry.tls(); // others may be on other hosts, where plain HTTP can be read
        try {
            Path authorities = sources.heraCa() == null ? null : Path.of(sources.heraCa());
            return RegistryClients.of(registry.urls(), authorities, token, onlyThese);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("discovery.hera.ca", String.valueOf(e.getMessage()));
        }
    }

    private static TokenFile token(String file) {
        try {
            return TokenFile.read(Path.of(file));
        } catch (SettingsException | InvalidPathException e) {
            throw new InvalidSettingException(TOKEN_FILE, String.valueOf(e.getMessage()));
        }
    }

    /** Reads a source. A file that is missing at the start was named wrongly; a name may have no address yet. */
    private static Set<HostPort> read(MemberSource source) {
        try {
            return source.read();
        } catch (IOException e) {
            if (source.isThereFromTheStart()) {
                throw new InvalidSettingException("discovery.json.file", String.valueOf(e.getMessage()));
            }
            log.warn("event=source-failed source=\"{}\": {}", source, e.getMessage());
            return Set.of();
        }
    }

    private static Target backend(SidecarSettings settings) {
        BackendUrl backend = settings.backend();
        InetAddress address;
        try {
            address = InetAddress.getByName(backend.address().host());
        } catch (UnknownHostException e) {
            throw new InvalidSettingException(
                    "backend.url", "no address of " + backend.address().host() + " is known");
        }
        for (ListenAddress own : List.of(settings.http(), settings.ringpop(), settings.debug())) {
            if (own.port() == backend.address().port() && isOwn(own, address)) {
                throw new InvalidSettingException(
                        "backend.url", "%s is this sidecar itself, which listens at %s".formatted(backend, own));
            }
        }
        return new Target(
                new InetSocketAddress(address, backend.address().port()),
                backend.address().toString(),
                backend.path());
    }

    private static boolean isOwn(ListenAddress own, InetAddress address) {
        try {
            InetAddress listening = own.resolve().getAddress();
            return listening.isAnyLocalAddress()
                    ? address.isAnyLocalAddress()
                            || address.isLoopbackAddress()
                            || NetworkInterface.getByInetAddress(address) != null
                    : listening.equals(address);
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }
}
