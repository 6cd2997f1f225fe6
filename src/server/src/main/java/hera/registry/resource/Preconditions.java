package hera.registry.resource;

import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.WriteCondition;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The preconditions of a write (RFC 9110, 13.1): headers that make a write conditional. They are judged against this
 * node's replica, which may still lack a write that another node has taken.
 */
public final class Preconditions implements WriteCondition {
    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final String IF_UNMODIFIED_SINCE = "If-Unmodified-Since";
    private static final String CONTENT_RANGE = "Content-Range";
    private static final List<String> ANY = List.of("*");

    private final EntityTags tags;
    private final @Nullable List<String> match;
    private final @Nullable List<String> noneMatch;

    private Preconditions(EntityTags tags, @Nullable List<String> match, @Nullable List<String> noneMatch) {
        this.tags = tags;
        this.match = match;
        this.noneMatch = noneMatch;
    }

    /**
     * Returns the condition that the request states, {@link WriteCondition#NONE} for most.
     *
     * @throws MalformedInputException BAD_HEADER for malformed tags, and for a partial write
     * @throws RequestRefusedException 412 for a date: no instance has one
     */
    public static WriteCondition of(HttpServletRequest request, EntityTags tags)
            throws MalformedInputException, RequestRefusedException {
        checkPart(request);
        if (request.getHeader(IF_UNMODIFIED_SINCE) != null) {
            throw new RequestRefusedException(
                    412, "precondition", "If-Unmodified-Since never holds: instances have no date; send If-Match");
        }
        boolean conditional = request.getHeader(IF_MATCH) != null || request.getHeader(IF_NONE_MATCH) != null;
        return conditional
                ? new Preconditions(tags, list(request, IF_MATCH), list(request, IF_NONE_MATCH))
                : WriteCondition.NONE;
    }

    /**
     * Refuses preconditions on a request that cannot be conditional: a batch.
     *
     * @throws MalformedInputException BAD_HEADER
     */
    public static void checkNone(HttpServletRequest request) throws MalformedInputException {
        checkPart(request);
        for (String header : List.of(IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE)) {
            if (request.getHeader(header) != null) {
                throw malformed(
                        header + " has no meaning for a batch: write the instance alone to state a precondition");
            }
        }
    }

    private static void checkPart(HttpServletRequest request) throws MalformedInputException {
        if (request.getHeader(CONTENT_RANGE) != null) {
            throw malformed("Content-Range: an instance is written whole, never in part");
        }
    }

    @Override
    public boolean isMetBy(@Nullable InstanceContent current) {
        return (match == null || (current != null && names(match, current, false)))
                && (noneMatch == null || current == null || !names(noneMatch, current, true));
    }

    private boolean names(List<String> listed, InstanceContent current, boolean weakly) {
        return listed.equals(ANY) || tags.nameInstance(listed, current.json(), weakly);
    }

    /** The tags in all lines of a header; null without the header. */
    private static @Nullable List<String> list(HttpServletRequest request, String header)
            throws MalformedInputException {
        String lines = String.join(",", Collections.list(request.getHeaders(header)));
        if (request.getHeader(header) == null) {
            return null;
        }
        List<String> listed = new ArrayList<>();
        int at = separated(lines, 0);
        while (at < lines.length()) {
            int open = lines.startsWith("W/", at) ? at + 2 : at;
            int close = lines.startsWith("\"", open) ? lines.indexOf('"', open + 1) : -1;
            int next = separated(lines, close + 1);
            boolean separate =
                    next > close + 1 && lines.substring(close + 1, next).contains(",");
            if (close < 0 || (next < lines.length() && !separate)) {
                break;
            }
            listed.add(lines.substring(at, close + 1));
            at = next;
        }
        if (lines.strip().equals("*")) {
            return ANY;
        }
        if (at < lines.length() || listed.isEmpty()) {
            throw malformed(header + " must be * or entity tags in quotes, as an ETag has them");
        }
        return listed;
    }

    private static int separated(String lines, int from) {
        int at = from;
        while (at < lines.length() && ", \t".indexOf(lines.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static MalformedInputException malformed(String why) {
        return new MalformedInputException(Reason.BAD_HEADER, why);
    }
}
