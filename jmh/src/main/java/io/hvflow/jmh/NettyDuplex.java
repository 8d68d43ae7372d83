package io.hvflow.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A channel of Netty used from threads that block, as code that is not written for its event loops has to: what arrives
 * waits in a bounded queue, and a writer waits while the channel is not writable.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // failures come to exceptionCaught, and end of the channel to channelInactive
final class NettyDuplex extends ChannelInboundHandlerAdapter implements Duplex {
    private static final int LARGEST_WRITE = 65536;

    private final Runnable closed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Deque<ByteBuf> queue = new ArrayDeque<>(); // guarded by lock, as is all below
    private int queued;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Channel channel;

    /** With what is to be done once the channel is closed. */
    NettyDuplex(Runnable closed) {
        this.closed = closed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        locked(() -> channel = context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        locked(() -> {
            queue.add(bytes);
            queued += bytes.readableBytes();
            if (queued > BUFFER) {
                context.channel().config().setAutoRead(false);
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        locked(() -> ended = true);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        locked(() -> {});
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        locked(() -> failure = cause);
        context.close();
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (failure != null) {
                    throw new IOException(failure);
                }
                if (ended) {
                    return -1;
                }
                await();
            }
            return take(queue.element(), dst);
        } finally {
            lock.unlock();
        }
    }

    private int take(ByteBuf bytes, ByteBuffer dst) {
        int n = Math.min(bytes.readableBytes(), dst.remaining());
        int limit = dst.limit();
        bytes.readBytes(dst.limit(dst.position() + n));
        dst.limit(limit);
        if (!bytes.isReadable()) {
            queue.remove().release();
        }
        queued -= n;
        if (queued <= BUFFER / 2 && !channel().config().isAutoRead()) {
            channel().config().setAutoRead(true);
        }
        return n;
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        while (src.hasRemaining()) {
            Channel open = writable();
            int n = Math.min(LARGEST_WRITE, src.remaining());
            ByteBuf bytes = open.alloc().directBuffer(n);
            bytes.writeBytes(src.slice(src.position(), n));
            src.position(src.position() + n);
            open.writeAndFlush(bytes, open.voidPromise());
        }
    }

    private Channel writable() throws IOException {
        Channel open = channel();
        if (open.isWritable()) {
            return open;
        }
        lock.lock();
        try {
            while (!open.isWritable()) {
                if (ended || failure != null) {
                    throw new IOException("the channel is closed", failure);
                }
                await();
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the callers' loops
    private void await() throws InterruptedIOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private Channel channel() {
        lock.lock();
        try {
            if (channel == null) {
                throw new IllegalStateException("not connected");
            }
            return channel;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        // Or else closing would drop what is still on its way to the event loop.
        channel().writeAndFlush(Unpooled.EMPTY_BUFFER).awaitUninterruptibly();
        abort();
    }

    @Override
    public void abort() {
        channel().close().awaitUninterruptibly();
        closed.run();
    }
}
