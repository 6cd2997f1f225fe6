package hera.foundation.forward.message;

/** A filter of the fields of a message that are passed on. */
@FunctionalInterface
public interface FieldFilter {
    boolean passes(Fields fields, int field);
}
