package hera.spawn.delivery;

import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.HeadWriter;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.queue.DeliveryResult;
import hera.spawn.queue.Parcel;
import hera.spawn.queue.QueueLeases;
import hera.spawn.store.SpoolFolder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to deliver a write to a node. Used on one event loop; reports its result once. */
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);
    private static final int PIECE = 65_536;

    private final NodeRow node;
    private final Parcel parcel;
    private final DeliverySettings settings;
    private final SpoolFolder bodies;
    private final QueueLeases leases;
    private final Path answers;
    private final Consumer<DeliveryResult> done;

    private @Nullable NodeLine line;
    private @Nullable FileChannel file;
    private long left;
    private boolean over;
    private int status;
    private long retryAfterMillis = DeliveryResult.NO_RETRY_AFTER;
    private long answerBytes;
    private @Nullable SpooledAnswer answer;

    Delivery(
            NodeRow node,
            Parcel parcel,
            DeliverySettings settings,
            SpoolFolder bodies,
            QueueLeases leases,
            Path answers,
            Consumer<DeliveryResult> done) {
        this.node = node;
        this.parcel = parcel;
        this.settings = settings;
        this.bodies = bodies;
        this.leases = leases;
        this.answers = answers;
        this.done = done;
    }

    NodeRow node() {
        return node;
    }

    /** Sends the request on an open connection. */
    void start(NodeLine open) {
        if (over) {
            return;
        }
        if (!leases.holds(node.id(), parcel.term())) {
            end(new DeliveryResult.Withheld());
            return;
        }
        line = open;
        open.begin(this);
        WriteDraft draft = parcel.write().draft();
        try {
            write(open.context(), head(open.context(), draft));
            if (draft.body() instanceof WriteBody.Inline inline) {
                if (inline.bytes().length > 0) {
                    write(open.context(), open.context().alloc().buffer().writeBytes(inline.bytes()));
                }
            } else if (draft.body() instanceof WriteBody.Spooled spooled) {
                file = bodies.open(spooled.name());
                left = spooled.length();
            }
            open.context().flush();
            writeMore();
        } catch (IOException e) {
            log.error("event=body-not-read write={} reason={}", draft.id(), e.getMessage());
            open.close();
            broke(false, "its body cannot be read: " + e.getMessage());
        }
    }

    /** Writes as much of a spooled body as the connection takes. */
    void writeMore() {
        NodeLine to = line;
        FileChannel from = file;
        if (over || to == null || from == null) {
            return;
        }
        try {
            while (left > 0 && to.context().channel().isWritable()) {
                int length = (int) Math.min(PIECE, left);
                ByteBuf piece = to.context().alloc().buffer(length);
                while (piece.readableBytes() < length) {
                    if (piece.writeBytes(from, length - piece.readableBytes()) < 0) {
                        piece.release();
                        throw new IOException("the file is too short");
                    }
                }
                left -= length;
                write(to.context(), piece);
                to.context().flush();
            }
        } catch (IOException e) {
            to.close();
            broke(false, "its body cannot be read: " + e.getMessage());
        }
    }

    /** Returns whether the whole request has been handed to the connection. */
    boolean isSent() {
        return left == 0;
    }

    void head(AnswerHead head) {
        status = head.status();
        retryAfterMillis = RetryAfter.millis(head.fields().first("retry-after"));
        boolean keeps = parcel.wanted() || status >= 400;
        if (keeps) {
            ByteBuf fields = line().context().alloc().buffer();
            HeadWriter.lasting(fields, head, (all, field) -> !all.nameStartsWith(field, "spawn-"));
            answer = new SpooledAnswer(status, ByteBufUtil.getBytes(fields), answers);
            fields.release();
        }
    }

    void piece(ByteBuf piece) throws IOException {
        answerBytes += piece.readableBytes();
        if (answerBytes > settings.mostAnswer()) {
            throw new IOException("it is longer than %d bytes".formatted(settings.mostAnswer()));
        }
        if (answer != null) {
            answer.add(piece);
        }
    }

    void answered() {
        SpooledAnswer taken = answer;
        answer = null;
        end(new DeliveryResult.Answered(status, retryAfterMillis, taken));
    }

    void broke(boolean stale, String reason) {
        end(stale ? new DeliveryResult.Stale() : new DeliveryResult.Broken(reason));
    }

    void unreached(String reason) {
        end(new DeliveryResult.Unreached(reason));
    }

    void timedOut() {
        NodeLine used = line;
        if (over) {
            return;
        }
        if (used == null) {
            end(new DeliveryResult.Unreached("no connection in time"));
        } else {
            used.close();
            end(new DeliveryResult.TimedOut());
        }
    }

    private NodeLine line() {
        if (line == null) {
            throw new IllegalStateException("Nothing was sent");
        }
        return line;
    }

    private ByteBuf head(ChannelHandlerContext to, WriteDraft draft) {
        ByteBuf head = to.alloc().buffer(draft.head().length + 256).writeBytes(draft.head());
        FieldWriter fields = new FieldWriter(head);
        if (!settings.preserveHost()) {
            fields.add("Host", node.address().toString());
        }
        fields.add("Content-Length", Long.toString(draft.body().length()));
        fields.add("Spawn-Write-Id", draft.id());
        fields.add("Spawn-Sequence", Long.toString(parcel.write().sequence()));
        fields.add("Spawn-Attempt", Integer.toString(parcel.attempt()));
        if (parcel.term() > 0) {
            fields.add("Spawn-Term", Long.toString(parcel.term()));
        }
        if (parcel.replay()) {
            fields.add("Spawn-Replay", "true");
        }
        if (draft.key() == null && settings.addKey()) {
            fields.add("Idempotency-Key", "\"" + draft.id() + "\"");
        }
        return head.writeByte('\r').writeByte('\n');
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails shows in the connection's end
    private static void write(ChannelHandlerContext to, ByteBuf bytes) {
        to.write(bytes);
    }

    private void end(DeliveryResult result) {
        if (over) {
            return;
        }
        over = true;
        if (answer != null) {
            answer.release();
            answer = null;
        }
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                log.warn("event=body-not-closed reason={}", e.getMessage());
            }
            file = null;
        }
        done.accept(result);
    }
}
