package hera.foundation.forward.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The options in a message's Connection fields.
 *
 * @param close whether no other message follows on the connection
 * @param keepAlive whether another may follow, which an HTTP/1.0 message has to state
 * @param upgrade whether the Upgrade field applies
 * @param named the other names, in lower case: fields of these names are not passed on
 */
record ConnectionOptions(boolean close, boolean keepAlive, boolean upgrade, List<String> named) {
    private static final ConnectionOptions NONE = new ConnectionOptions(false, false, false, List.of());
    private static final ConnectionOptions KEEP_ALIVE = new ConnectionOptions(false, true, false, List.of());
    private static final ConnectionOptions CLOSE = new ConnectionOptions(true, false, false, List.of());

    static ConnectionOptions of(Fields fields) {
        int field = fields.find(FieldKind.CONNECTION, 0);
        if (field < 0) {
            return NONE;
        }
        if (fields.find(FieldKind.CONNECTION, field + 1) < 0) {
            byte[] bytes = fields.bytes();
            int from = fields.valueStart(field);
            int to = fields.valueEnd(field);
            if (Octets.spells(bytes, from, to, "keep-alive")) {
                return KEEP_ALIVE;
            }
            if (Octets.spells(bytes, from, to, "close")) {
                return CLOSE;
            }
        }
        return parsed(fields);
    }

    private static ConnectionOptions parsed(Fields fields) {
        boolean close = false;
        boolean keepAlive = false;
        boolean upgrade = false;
        List<String> named = new ArrayList<>();
        for (String option : listed(fields, FieldKind.CONNECTION)) {
            switch (option) {
                case "close" -> close = true;
                case "keep-alive" -> keepAlive = true;
                case "upgrade" -> upgrade = true;
                default -> named.add(option);
            }
        }
        return new ConnectionOptions(close, keepAlive, upgrade, named);
    }

    /** Returns the members of all lists in the fields of a kind, in lower case, empty ones left out. */
    static List<String> listed(Fields fields, FieldKind kind) {
        List<String> members = new ArrayList<>();
        for (int field = fields.find(kind, 0); field >= 0; field = fields.find(kind, field + 1)) {
            String value = fields.value(field);
            int from = 0;
            while (from <= value.length()) {
                int comma = value.indexOf(',', from);
                int to = comma < 0 ? value.length() : comma;
                String member = value.substring(from, to).strip().toLowerCase(Locale.ROOT);
                if (!member.isEmpty()) {
                    members.add(member);
                }
                from = to + 1;
            }
        }
        return members;
    }
}
