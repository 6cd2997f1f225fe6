package hera.spawn.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hera.foundation.forward.Reply;
import hera.foundation.forward.Taker;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.HeadWriter;
import hera.foundation.forward.message.RequestHead;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The receiver of one write: reads its body into memory up to 64 KiB, a larger one into a file as it arrives, and
 * passes the write to the core. Used on one event loop.
 */
final class WriteTaker implements Taker {
    private final SpawnRouter router;
    private final WriteWish wish;
    private final Reply reply;
    private final String id;
    private final byte[] head;
    private final AccessEntry entry;
    private final @Nullable MessageDigest digest;
    private @Nullable ByteBuf memory = Unpooled.buffer(256);
    private @Nullable BodySpool spool;
    private long length;
    private boolean handedOver;
    private boolean refused;

    WriteTaker(
            SpawnRouter router,
            RequestHead request,
            InetAddress client,
            WriteWish wish,
            Reply reply,
            AccessEntry entry) {
        this.entry = entry;
        entry.policy(wish.policy().word());
        this.router = router;
        this.wish = wish;
        this.reply = reply;
        this.id = router.around().ids().next();
        this.head = head(router.settings(), request, client);
        this.digest = wish.key() == null ? null : digest(request);
    }

    @Override
    public void piece(ByteBuf piece) {
        length += piece.readableBytes();
        if (refused || length > router.settings().maxBody()) {
            piece.release();
            refuse();
            return;
        }
        if (digest != null) {
            digest.update(piece.nioBuffer());
        }
        ByteBuf kept = memory;
        if (kept != null && length <= WriteBody.MOST_INLINE) {
            kept.writeBytes(piece);
            piece.release();
            return;
        }
        BodySpool to = spool;
        if (to == null) {
            to = new BodySpool(router.around().bodies(), id, router.around().spooling(), reply::resume);
            spool = to;
        }
        if (kept != null) {
            to.add(kept);
            memory = null;
        }
        to.add(piece);
    }

    @Override
    public boolean takesMore() {
        return refused || spool == null || spool.takesMore();
    }

    @Override
    public void whole() {
        if (refused) {
            return;
        }
        handedOver = true;
        BodySpool spooled = spool;
        ByteBuf kept = memory;
        if (spooled != null) {
            long bytes = length;
            spooled.finish(failure -> {
                if (failure == null) {
                    handOver(new WriteBody.Spooled(id, bytes));
                } else {
                    entry.status(503);
                    reply.answer(OwnAnswers.problem(503, "The body could not be stored: " + failure));
                }
            });
        } else if (kept != null) {
            handOver(new WriteBody.Inline(ByteBufUtil.getBytes(kept)));
        }
    }

    @Override
    public void over() {
        entry.over();
        if (memory != null) {
            memory.release();
            memory = null;
        }
        if (!handedOver && spool != null) {
            spool.discard();
        }
    }

    private void refuse() {
        if (!refused) {
            refused = true;
            router.counts().write("refused");
            entry.status(413);
            reply.answer(OwnAnswers.problem(
                    413,
                    "The body is larger than limits.body-bytes, %d."
                            .formatted(router.settings().maxBody())));
        }
    }

    private void handOver(WriteBody body) {
        String text = wish.key();
        IdempotencyKey key = text == null || digest == null
                ? null
                : new IdempotencyKey(text, HexFormat.of().formatHex(digest.digest()));
        SpawnRouter.Surroundings around = router.around();
        WriteDraft draft = new WriteDraft(id, head, body, around.clock().now().wallMillis(), key);
        WriteReply answer = new WriteReply(router, reply, draft, entry);
        around.core().execute(() -> router.replicator().accept(draft, wish.policy(), wish.timeout(), answer));
    }

    private static byte[] head(EdgeSettings settings, RequestHead request, InetAddress client) {
        ByteBuf head = Unpooled.buffer(512);
        HeadWriter.lasting(head, request, (fields, field) -> ForwardedFields.passes(settings, fields, field));
        ForwardedFields.add(settings, request, client, new FieldWriter(head));
        return ByteBufUtil.getBytes(head);
    }

    private static MessageDigest digest(RequestHead request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((request.method() + " " + request.target() + "\n").getBytes(ISO_8859_1));
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
