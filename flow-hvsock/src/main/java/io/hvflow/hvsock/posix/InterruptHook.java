package io.hvflow.hvsock.posix;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * Has a task run when the thread that blocks between {@link #blocking} and {@link #unblocked} is interrupted. The JDK tells this
 * to selectors and to channels, and closes the channels; so this calls itself a selector, and is one in nothing else.
 * The task may also run a moment after {@link #unblocked}.
 */
final class InterruptHook extends AbstractSelector {
    private final Runnable task;

    InterruptHook(Runnable task) {
        super(SelectorProvider.provider());
        this.task = task;
    }

    void blocking() {
        begin();
    }

    void unblocked() {
        end();
    }

    @Override
    public Selector wakeup() {
        task.run();
        return this;
    }

    @Override
    protected void implCloseSelector() {
        // Holds nothing.
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
        throw notASelector();
    }

    @Override
    public Set<SelectionKey> keys() {
        throw notASelector();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        throw notASelector();
    }

    @Override
    public int selectNow() {
        throw notASelector();
    }

    @Override
    public int select(long timeout) {
        throw notASelector();
    }

    @Override
    public int select() {
        throw notASelector();
    }

    private static UnsupportedOperationException notASelector() {
        return new UnsupportedOperationException("selects nothing, only learns of interrupts");
    }
}
