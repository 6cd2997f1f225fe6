package hera.failover.core;

import hera.failover.store.Candidate;
import hera.failover.store.Holding;
import hera.failover.store.Identifier;
import hera.failover.store.SessionId;
import hera.failover.store.Store;
import hera.failover.store.Take;
import hera.failover.store.Wish;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** A step at the store, as a value. */
public sealed interface Request {
    /**
     * Returns the lane on which it is sent.
     *
     * @return the lane
     */
    default Lane lane() {
        return Lane.STEP;
    }

    /**
     * Takes the step.
     *
     * @param store where
     * @param limit the longest time that it may take
     * @return yes or no
     * @throws Exception if the outcome is unknown
     */
    Answer runOn(Store store, Duration limit) throws Exception;

    /**
     * See {@link Store#join}.
     *
     * @param self the session
     */
    record Join(Candidate self) implements Request {
        @Override
        public Lane lane() {
            return Lane.BEAT;
        }

        @Override
        public Answer runOn(Store store, Duration limit) throws Exception {
            return new Answer.Done(store.join(self, limit));
        }
    }

    /**
     * See {@link Store#beat}.
     *
     * @param session the session
     * @param held how many names it holds, if it shares
     */
    record Beat(SessionId session, OptionalInt held) implements Request {
        @Override
        public Lane lane() {
            return Lane.BEAT;
        }

        @Override
        public Answer runOn(Store store, Duration limit) throws Exception {
            return new Answer.Done(store.beat(session, held, limit));
        }
    }

    /**
     * See {@link Store#look}.
     *
     * @param names the names to be read
     */
    record Look(Set<String> names) implements Request {
        @Override
        public Lane lane() {
            return Lane.LOOK;
        }

        @Override
        public Answer runOn(Store store, Duration limit) throws Exception {
            return new Answer.Seen(store.look(names, limit));
        }
    }

    /**
     * See {@link Store#declareDead}.
     *
     * @param session the silent session
     * @param beat its last beat
     */
    record DeclareDead(SessionId session, long beat) implements Request {
        @Override
        public Answer runOn(Store store, Duration limit) throws Exception {
            return new Answer.Done(store.declareDead(session, beat, limit));
        }
    }

    /**
     * See {@link Store#take}.
     *
     * @param self the session
     * @param takes the names
     */
    record TakeNames(Candidate self, List<Take> takes) implements Request {
        @Override
        public Answer runOn(Store store, Duration limit) throws Exception {
            return new Answer.Names(store.take(self, takes, limit));
        }
    }

    /**
     * See {@link Store#release}.
     *
     * @param session the session
     * @param holdings the names with their terms
     * @param held how many it holds afterwards, if it shares
     */
    record Release(SessionId session, List<Holding> holdings, OptionalInt held) implements Request {
        @Override
        public Answer runOn(Store store, Duration limit) throws Exception {
            return new Answer.Names(store.release(session, holdings, held, limit));
        }
    }

    /**
     * See {@link Store#synchronize}.
     *
     * @param session the session
     * @param identifiers what is to be written
     */
    record Synchronize(SessionId session, List<Identifier> identifiers) implements Request {
        @Override
        public Answer runOn(Store store, Duration limit) throws Exception {
            return new Answer.Names(store.synchronize(session, identifiers, limit));
        }
    }

    /**
     * See {@link Store#ask}.
     *
     * @param wish what is asked for
     */
    record Ask(Wish wish) implements Request {
        @Override
        public Answer runOn(Store store, Duration limit) throws Exception {
            return new Answer.Done(store.ask(wish, limit));
        }
    }

    /**
     * See {@link Store#delete}.
     *
     * @param session the session
     * @param own whether it is the caller's
     */
    record Delete(SessionId session, boolean own) implements Request {
        @Override
        public Answer runOn(Store store, Duration limit) throws Exception {
            return new Answer.Done(store.delete(session, own, limit));
        }
    }
}
