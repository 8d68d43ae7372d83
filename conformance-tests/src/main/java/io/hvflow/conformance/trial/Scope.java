package io.hvflow.conformance.trial;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What a trial has opened and started since it was last cleaned up. */
final class Scope {
    private final Stage stage;
    private final List<Flow> flows = new CopyOnWriteArrayList<>();
    private final List<FlowListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Task<?>> tasks = new CopyOnWriteArrayList<>();
    private final AtomicLong pairs = new AtomicLong();
    private final AtomicLong connected = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();

    Scope(Stage stage) {
        this.stage = stage;
    }

    String nextPair() {
        return number(pairs);
    }

    String nextConnected() {
        return number(connected);
    }

    String nextAccepted() {
        return number(accepted);
    }

    private static String number(AtomicLong counter) {
        long number = counter.incrementAndGet();
        return number == 1 ? "" : " " + number;
    }

    void add(Flow flow) {
        flows.add(flow);
    }

    void add(FlowListener listener) {
        listeners.add(listener);
    }

    void add(Task<?> task) {
        tasks.add(task);
    }

    void checkTasks() {
        tasks.forEach(Task::checkSoFar);
    }

    void checkErrors() {
        tasks.forEach(Task::checkError);
    }

    /** Returns what would not end: a sentence for each task. */
    List<String> cleanUp(Duration patience) throws InterruptedException {
        release(patience);
        tasks.forEach(Task::interrupt);
        long deadline = stage.nanoTime() + patience.toNanos();
        List<String> left = new ArrayList<>();
        for (Task<?> task : tasks) {
            if (!task.ended(deadline - stage.nanoTime())) {
                left.add(task.name() + " did not end, though its flows were aborted and it was interrupted");
            }
        }
        flows.clear();
        listeners.clear();
        tasks.clear();
        pairs.set(0);
        connected.set(0);
        accepted.set(0);
        return left;
    }

    /** Aborts the flows and closes the listeners; waits so long for it. */
    void release(Duration patience) throws InterruptedException {
        // An abort or a close may itself be what is broken: they get a thread that nobody waits for. It is a
        // platform thread, since a flow that keeps its carrier leaves none for a virtual one.
        stage.start(ThreadKind.PLATFORM, "release", this::release).ended(patience.toNanos());
    }

    private void release() {
        for (Flow flow : flows) {
            try {
                flow.abort();
            } catch (RuntimeException e) {
                // The verdict is made already, and the other flows must go too; abort is checked by a rule of its own.
            }
        }
        for (FlowListener listener : listeners) {
            try {
                listener.close();
            } catch (IOException e) {
                // The verdict is made already; closing a listener is checked by rules of its own.
            }
        }
    }
}
