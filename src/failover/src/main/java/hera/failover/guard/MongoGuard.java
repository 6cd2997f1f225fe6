package hera.failover.guard;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import hera.failover.StaleTermException;
import hera.failover.Term;
import org.bson.conversions.Bson;

/**
 * A guard for documents in any MongoDB: each stores the greatest term that has written it, and a write with a smaller
 * one is refused.
 */
public final class MongoGuard {
    /** The field that holds the term. */
    public static final String FIELD = "heraTerm";

    private MongoGuard() {}

    /**
     * Updates one document, if no greater term has written it, and stores the term in it.
     *
     * @param collection the document's collection
     * @param filter selects the document
     * @param update the change
     * @param term the mastership
     * @param <T> the documents
     * @return the result; nothing matched if there is no such document
     * @throws StaleTermException if a greater term has written it
     */
    public static <T> UpdateResult updateOne(MongoCollection<T> collection, Bson filter, Bson update, Term term) {
        UpdateResult result =
                collection.updateOne(Filters.and(filter, filter(term)), Updates.combine(update, update(term)));
        if (result.getMatchedCount() == 0 && collection.find(filter).first() != null) {
            throw new StaleTermException("term " + term.number() + " of " + term.name() + " is over: a greater one has"
                    + " written the document");
        }
        return result;
    }

    /**
     * Returns the condition that no greater term has written a document.
     *
     * @param term the mastership
     * @return a part of a filter
     */
    public static Bson filter(Term term) {
        return Filters.or(Filters.exists(FIELD, false), Filters.lte(FIELD, term.number()));
    }

    /**
     * Returns the change that stores the term in a document.
     *
     * @param term the mastership
     * @return a part of an update
     */
    public static Bson update(Term term) {
        return Updates.set(FIELD, term.number());
    }
}
