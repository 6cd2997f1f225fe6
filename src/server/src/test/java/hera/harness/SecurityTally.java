package hera.harness;

import hera.foundation.access.Denial;
import hera.foundation.guard.SecurityCounts;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The record of what a door counts. */
public final class SecurityTally implements SecurityCounts {
    /** The reasons of denials, in order. */
    public final List<Denial> denied = new CopyOnWriteArrayList<>();

    /** The reloads of files, in order: whether they came into force. */
    public final List<Boolean> reloads = new CopyOnWriteArrayList<>();

    @Override
    public void denied(Denial reason) {
        denied.add(reason);
    }

    @Override
    public void reloaded(boolean inForce) {
        reloads.add(inForce);
    }
}
