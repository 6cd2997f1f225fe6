package hera.failover.core;

import hera.failover.store.Holding;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.Sight;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of looks: at the sessions every 100 ms, or when the store rings; at the names every MASTER, and at once
 * when a session released a name, died or vanished, or when the row of a name is in doubt.
 */
final class Looks {
    /** A name that is only watched. */
    private static final class Watched {
        @Nullable
        NameRecord row;

        @Nullable
        NameRecord shown;

        boolean shownToRule;
        boolean wasShown;
    }

    private final Session session;
    private final Masterships masterships;
    private final Sharing sharing;
    private final Map<String, Watched> watched = new LinkedHashMap<>();
    private boolean rings;
    private boolean rung;
    private boolean namesDue;
    private boolean hurried;
    private long sentAt = Long.MIN_VALUE;
    private long namesAt = Long.MIN_VALUE;
    private long failedAt;
    private long namesSeenAt = Long.MIN_VALUE;

    Looks(Session session, Masterships masterships, Sharing sharing) {
        this.session = session;
        this.masterships = masterships;
        this.sharing = sharing;
    }

    void watch(String name) {
        watched.put(name, new Watched());
        namesDue = true;
    }

    void unwatch(String name) {
        watched.remove(name);
    }

    void unwatchAll() {
        watched.clear();
    }

    /** Records whether the bell works, and that it rang. */
    void rang(boolean itRings, boolean itRang) {
        rings = itRings;
        rung |= itRang;
    }

    /** Makes the next look come at once, also while the store fails. */
    void hurry() {
        hurried = true;
    }

    /** Sends a look if one is due. */
    void plan() {
        Set<String> names = names();
        if (names.isEmpty() || !session.mail.isFree(Lane.LOOK)) {
            return;
        }
        boolean doubted =
                namesDue || session.names.values().stream().anyMatch(name -> names.contains(name.name) && !name.known);
        long at = dueAt(doubted);
        if (session.now < at) {
            session.wake(at);
            return;
        }
        boolean all = doubted || session.now >= after(namesAt, session.timing.master());
        if (all) {
            namesDue = false;
            namesAt = session.now;
        }
        rung = false;
        hurried = false;
        sentAt = session.now;
        session.send(new Request.Look(all ? names : Set.of()), Math.max(1, session.timing.validity() / 2));
    }

    private long dueAt(boolean doubted) {
        if (hurried) {
            return session.now;
        }
        if (session.isFailing(Lane.LOOK)) {
            return failedAt + session.timing.error();
        }
        if (doubted) {
            return session.now;
        }
        long at = after(namesAt, session.timing.master());
        if (waits()) {
            at = Math.min(at, after(sentAt, rings ? Timing.QUIET_LOOK : Timing.LOOK));
        }
        return rung ? Math.min(at, after(sentAt, Timing.RING_PAUSE)) : at;
    }

    /** Whether another session holds a wanted name. */
    private boolean waits() {
        return !watched.isEmpty() || session.names.values().stream().anyMatch(name -> !name.isMaster());
    }

    private static long after(long time, long pause) {
        return time == Long.MIN_VALUE ? time : time + pause;
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>(watched.keySet());
        session.ghosts.values().removeIf(until -> session.now >= until);
        names.addAll(session.ghosts.keySet());
        for (Candidacy name : session.names.values()) {
            if (name.role != Role.INIT || session.now >= name.initUntil) {
                names.add(name.name);
            }
        }
        return names;
    }

    void failed() {
        failedAt = session.now;
    }

    /** Handles the result of a look. */
    void answered(Mail.Pending asked, Sight sight) {
        Set<String> names = ((Request.Look) asked.request()).names();
        namesDue |= session.seen.update(sight.sessions(), session.awake);
        if (!names.isEmpty()) {
            // After a long time without looks, an absence may have been interrupted.
            boolean gap = session.now - session.timing.lease() / 2 > namesSeenAt;
            namesSeenAt = session.now;
            if (gap) {
                session.seen.forgetMissing();
            }
            for (Candidacy name : session.names.values()) {
                if (names.contains(name.name) && asked.sentAt() >= name.doubtedAt) {
                    take(name, sight, gap);
                }
            }
            session.ghosts.keySet().forEach(name -> layGhost(sight.names().get(name)));
            watched.forEach((name, watch) ->
                    watch.row = names.contains(name) ? sight.names().get(name) : watch.row);
            session.seen.updateHolders(holders(), session.awake);
            session.names.values().stream()
                    .filter(name -> names.contains(name.name))
                    .forEach(this::judge);
        }
        watched.forEach(this::show);
    }

    /** Schedules the release of a closed name that the store still assigns to this session. */
    private void layGhost(@Nullable NameRecord row) {
        if (row != null && session.id.equals(row.holder())) {
            session.strays.add(new Holding(row.name(), row.term()));
        }
    }

    private Set<SessionId> holders() {
        Set<SessionId> holders = new HashSet<>();
        for (Candidacy name : session.names.values()) {
            SessionId holder = name.holder();
            if (holder != null) {
                holders.add(holder);
            }
        }
        return holders;
    }

    private void take(Candidacy name, Sight sight, boolean gap) {
        NameRecord row = sight.names().get(name.name);
        String damage = sight.damaged().get(name.name);
        if (damage != null && !damage.equals(name.damage)) {
            session.act(new Action.Alarm(name.name, damage));
        }
        name.damage = damage;
        if (row == null && (gap || !name.missing)) {
            name.missingSince = session.awake;
        }
        name.missing = row == null;
        name.known = true;
        name.row = row;
        if (row == null) {
            name.sync = 0;
            return;
        }
        if (row.term() >= name.greatestTerm()) {
            name.remembered = row;
        }
        if (row.term() > name.outTerm) {
            name.outUntil = Math.min(name.outUntil, session.now);
        }
        hear(name, row);
    }

    /** Replaces the identifier by one with a greater number, unless that is this session's own, read back. */
    private void hear(Candidacy name, NameRecord row) {
        if (row.identifier() == null || row.sync() <= name.sync) {
            return;
        }
        boolean own = name.ready && row.term() == name.term;
        name.sync = row.sync();
        if (own && !row.identifier().equals(name.identifier)) {
            return;
        }
        name.identifier = row.identifier();
        name.dirty = false;
        session.act(new Action.Heard(name.name, row.identifier()));
    }

    private void judge(Candidacy name) {
        if (name.isMaster() && name.known && name.damage == null) {
            masterships.seen(name);
            if (name.isMaster() && sharing.isDueToAnother(name)) {
                masterships.drain(name);
            }
        }
        boolean rules = rules(name.row);
        if (!Objects.equals(name.row, name.shown) || rules != name.shownToRule) {
            name.shown = name.row;
            name.shownToRule = rules;
            session.act(new Action.Shown(name.name, name.row, rules));
        }
    }

    private void show(String name, Watched watch) {
        boolean rules = rules(watch.row);
        if (!watch.wasShown || !Objects.equals(watch.row, watch.shown) || rules != watch.shownToRule) {
            watch.wasShown = true;
            watch.shown = watch.row;
            watch.shownToRule = rules;
            session.act(new Action.Shown(name, watch.row, rules));
        }
    }

    private boolean rules(@Nullable NameRecord row) {
        return row != null && session.seen.lives(row.holder(), session.awake);
    }
}
