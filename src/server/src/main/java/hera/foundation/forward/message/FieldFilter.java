package hera.foundation.forward.message;

/** Says which fields of a message go on. */
@FunctionalInterface
public interface FieldFilter {
    boolean passes(Fields fields, int field);
}
