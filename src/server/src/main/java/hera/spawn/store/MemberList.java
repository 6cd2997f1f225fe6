package hera.spawn.store;

import hera.spawn.log.NodeRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The members of a write as its row has them: the ids of nodes, the primary first, with commas between. */
final class MemberList {
    private MemberList() {}

    /** Returns the members of what is logged in this transaction. */
    static List<Long> now(Connection db) throws SQLException {
        return NodeRow.primaryFirst(
                Queries.nodes(db).stream().filter(NodeRow::isMember).toList());
    }

    static String text(List<Long> members) {
        return members.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Reads members; none of a row that does not say which. */
    static List<Long> read(@Nullable String text) {
        return text == null || text.isEmpty()
                ? List.of()
                : Stream.of(text.split(",")).map(Long::valueOf).toList();
    }
}
