package hera.failover.core;

import hera.failover.store.Candidate;
import hera.failover.store.Holding;
import hera.failover.store.SessionId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The shared state of the core's parts: the session itself, its names, the other sessions, the pending requests. */
final class Session {
    final Timing timing;
    final Profile profile;
    final Supplier<SessionId> identities;
    final Mail mail = new Mail();
    final Observations seen = new Observations();
    final Map<String, Candidacy> names = new LinkedHashMap<>();
    /** Closed names that a late take may yet assign to this session, with the time until which they are looked at. */
    final Map<String, Long> ghosts = new LinkedHashMap<>();

    /** Those of them that the store has assigned to this session. */
    final List<Holding> strays = new ArrayList<>();

    private final List<Action> out = new ArrayList<>();

    /** The time of the present input, and the time at which a timer is needed next. */
    long now;

    /** The present time on the clock that never runs ahead, by which the silence of others is measured. */
    long awake;

    long wakeAt;

    SessionId id;
    boolean joined;
    boolean closing;

    /** The end of the masterships' validity; meaningful while the epoch is open. */
    long validUntil = Long.MIN_VALUE;

    int epoch;
    boolean epochOpen;

    /** The first of the present row of failures, and the lanes on which the store fails; null while it answers. */
    @Nullable
    Throwable failure;

    private final Set<Lane> failing = EnumSet.noneOf(Lane.class);

    Session(Timing timing, Profile profile, Supplier<SessionId> identities) {
        this.timing = timing;
        this.profile = profile;
        this.identities = identities;
        this.id = identities.get();
    }

    Candidate self() {
        return new Candidate(id, profile.member(), timing.leaseMillis(), profile.priority(), held());
    }

    OptionalInt held() {
        return profile.share() ? OptionalInt.of(masterships()) : OptionalInt.empty();
    }

    int masterships() {
        int masterships = 0;
        for (Candidacy name : names.values()) {
            masterships += name.isMaster() ? 1 : 0;
        }
        return masterships;
    }

    boolean isValid() {
        return joined && epochOpen && now < validUntil;
    }

    boolean isMaster() {
        return names.values().stream().anyMatch(Candidacy::isMaster);
    }

    void act(Action action) {
        out.add(action);
    }

    /**
     * Sends a request; its limit ends within the remaining validity, or is the longest one if no validity depends on
     * it.
     */
    void send(Request request, long limit) {
        long left = isValid() ? Math.min(limit, validUntil - now) : Math.max(limit, timing.error());
        out.add(mail.send(request, now, left));
    }

    /** Ensures a timer at that time or before. */
    void wake(long at) {
        wakeAt = Math.min(wakeAt, at);
    }

    void become(Candidacy name, Role role) {
        Role before = name.role;
        if (before == role) {
            return;
        }
        name.role = role;
        if (role == Role.SLAVE) {
            name.slaveSince = now;
        }
        act(new Action.Changed(name.name, before, role));
    }

    /** Records that the store failed on that lane; its steps are tried again with the looks. */
    void failed(Lane lane, Throwable cause) {
        failing.add(lane == Lane.BEAT ? Lane.BEAT : Lane.LOOK);
        if (failure == null) {
            failure = cause;
        }
        for (Candidacy name : names.values()) {
            if (name.isMaster()) {
                tellFailed(name, failure);
            }
        }
    }

    /** Records that the store answered on that lane. */
    void answered(Lane lane) {
        failing.remove(lane);
        if (!failing.isEmpty()) {
            return;
        }
        failure = null;
        for (Candidacy name : names.values()) {
            if (name.isMaster()) {
                tellConnected(name);
            }
        }
    }

    boolean isFailing(Lane lane) {
        return failing.contains(lane);
    }

    void tellFailed(Candidacy name, Throwable cause) {
        if (!name.told) {
            name.told = true;
            act(new Action.Failed(name.name, cause));
        }
    }

    void tellConnected(Candidacy name) {
        if (name.told || !name.connected) {
            name.told = false;
            name.connected = true;
            act(new Action.Connected(name.name));
        }
    }

    List<Action> actions() {
        List<Action> actions = List.copyOf(out);
        out.clear();
        return actions;
    }
}
