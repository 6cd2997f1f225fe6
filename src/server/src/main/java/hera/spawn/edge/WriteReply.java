package hera.spawn.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hera.foundation.forward.BodySource;
import hera.foundation.forward.Reply;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.queue.ClientReply;
import hera.spawn.queue.WriteAnswer;
import hera.spawn.queue.WriteReport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reply to the client of a write, in HTTP. */
final class WriteReply implements ClientReply {
    private static final int PIECE = 65_536;

    private final SpawnRouter router;
    private final Reply reply;
    private final WriteDraft draft;
    private final AccessEntry entry;

    WriteReply(SpawnRouter router, Reply reply, WriteDraft draft, AccessEntry entry) {
        this.router = router;
        this.reply = reply;
        this.draft = draft;
        this.entry = entry;
    }

    @Override
    public void pass(LoggedWrite write, String node, NodeOutcome outcome, WriteAnswer answer, boolean repeat) {
        stored(write, "passed", answer.status());
        entry.write(write.draft().id(), outcome.attempts());
        entry.node(node);
        List<Field> fields = passed(write, node, answer.fields(), repeat);
        if (answer.length() <= PIECE) {
            reply.answer(new LocalAnswer(answer.status(), fields, answer.start(PIECE)));
            answer.release();
        } else {
            reply.answer(LocalAnswer.head(answer.status(), fields, answer.length()), new Pieces(answer));
        }
    }

    @Override
    public void pass(LoggedWrite write, StoredAnswer answer) {
        stored(write, "passed", answer.status());
        entry.node(answer.node());
        reply.answer(
                new LocalAnswer(answer.status(), passed(write, answer.node(), answer.fields(), true), answer.body()));
    }

    @Override
    public void accepted(WriteReport report, boolean repeat) {
        stored(report.write(), "accepted", 202);
        reply.answer(json(202, report, repeat, ReportJson.accepted(report)));
    }

    @Override
    public void report(WriteReport report) {
        stored(report.write(), "reported", 200);
        reply.answer(json(200, report, true, ReportJson.of(report)));
    }

    @Override
    public void impossible(WriteReport report) {
        stored(report.write(), "impossible", 502);
        reply.answer(problem(502, report, "The answer policy can no longer hold: nodes parked or dropped the write."));
    }

    @Override
    public void timedOut(WriteReport report) {
        stored(report.write(), "timed-out", 504);
        reply.answer(problem(
                504,
                report,
                "Stored, and it will still be delivered; not enough nodes answered in time. Do not repeat"
                        + " it without an Idempotency-Key."));
    }

    @Override
    public void unknown(String id, String reason) {
        router.counts().write("unknown");
        entry.status(500);
        entry.write(id, 0);
        reply.answer(OwnAnswers.problem(
                500,
                "The store broke while it was committing, so it is unknown whether the write is stored: " + reason,
                new Field("Spawn-Write-Id", id)));
    }

    @Override
    public void refused(Refusal refusal) {
        discard();
        router.counts().write("refused");
        entry.status(refusal.status());
        reply.answer(OwnAnswers.problem(refusal.status(), refusal.detail()));
    }

    /**
     * Records the status and the id of a stored write, and deletes the body of a repeat: the log has that of the first
     * request.
     */
    private void stored(LoggedWrite write, String how, int status) {
        entry.status(status);
        entry.write(write.draft().id(), 0);
        if (!write.draft().id().equals(draft.id())) {
            discard();
        }
        router.counts().write(how);
    }

    private void discard() {
        if (draft.body() instanceof WriteBody.Spooled spooled) {
            router.around().spooling().execute(() -> router.around().bodies().delete(spooled.name()));
        }
    }

    private List<Field> passed(LoggedWrite write, String node, byte[] raw, boolean repeat) {
        List<Field> fields = new ArrayList<>();
        for (String line : new String(raw, ISO_8859_1).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.add(new Field(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        fields.add(new Field("Spawn-Node", router.settings().shown(node)));
        fields.addAll(own(write, repeat));
        return fields;
    }

    private static List<Field> own(LoggedWrite write, boolean repeat) {
        Field id = new Field("Spawn-Write-Id", write.draft().id());
        return repeat ? List.of(id, new Field("Spawn-Repeat", "true")) : List.of(id);
    }

    private static LocalAnswer json(int status, WriteReport report, boolean repeat, byte[] body) {
        List<Field> fields = new ArrayList<>(own(report.write(), repeat));
        fields.add(new Field("Content-Type", "application/json"));
        return new LocalAnswer(status, fields, body);
    }

    private static LocalAnswer problem(int status, WriteReport report, String detail) {
        List<Field> fields = new ArrayList<>(own(report.write(), false));
        fields.add(new Field("Content-Type", "application/problem+json"));
        return new LocalAnswer(status, fields, ReportJson.problem(status, detail, report));
    }

    /** A large answer, read off its file as the client takes it. */
    private static final class Pieces implements BodySource {
        private final WriteAnswer answer;
        private long at;

        private Pieces(WriteAnswer answer) {
            this.answer = answer;
        }

        @Override
        public @Nullable ByteBuf next(ByteBufAllocator allocator) throws IOException {
            int length = (int) Math.min(PIECE, answer.length() - at);
            if (length == 0) {
                return null;
            }
            byte[] piece = new byte[length];
            answer.read(at, piece);
            at += length;
            return allocator.buffer(length).writeBytes(piece);
        }

        @Override
        public void close() {
            answer.release();
        }
    }
}
