package io.hvflow.hvsock;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.Flows;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A program for a JVM with one carrier: 1,000 virtual threads block in a read, and one more flow moves bytes between virtual
 * threads all the same; then all close, and nothing is left.
 */
public final class OneCarrier {
    private static final int BLOCKED = 1000;

    private OneCarrier() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("hvflow");
        String address = "unix://" + directory.resolve("s");
        OpenDescriptors before = OpenDescriptors.now();
        long threadsBefore = 0;
        AtomicInteger ended = new AtomicInteger();
        List<Flow> flows = new ArrayList<>();
        List<Thread> readers = new ArrayList<>();
        try (FlowListener listener = Flows.listen(address)) {
            // The carrier and the JDK's own threads are there from now on.
            Thread.ofVirtual().start(() -> LockSupport.parkNanos(1)).join();
            threadsBefore = kernelThreads();
            for (int i = 0; i < BLOCKED; i++) {
                Flow near = Flows.connect(address);
                flows.add(near);
                flows.add(listener.accept());
                readers.add(ThreadKind.VIRTUAL.start(() -> readToTheEnd(near, ended)));
            }
            readers.forEach(Eventually::blocked);
            Flow near = Flows.connect(address);
            Flow far = listener.accept();
            Thread echo = ThreadKind.VIRTUAL.start(() -> echo(far));
            Thread asking = ThreadKind.VIRTUAL.start(() -> ask(near, ended));
            asking.join();
            System.out.println(
                    "moved while " + readers.stream().filter(Thread::isAlive).count() + " were blocked");
            near.close();
            far.close();
            echo.join();
            for (int i = 1; i < flows.size(); i += 2) {
                flows.get(i).shutdownWrite();
            }
            for (Thread reader : readers) {
                reader.join();
            }
            for (int i = 0; i < flows.size(); i += 2) {
                Flow other = flows.get(i + 1);
                Thread closing = ThreadKind.VIRTUAL.start(() -> close(other));
                flows.get(i).close();
                closing.join();
            }
        }
        before.awaitNoneAdded();
        long threads = threadsBefore;
        Eventually.holds(() -> kernelThreads() <= threads, () -> kernelThreads() + " threads, were " + threads);
        Files.delete(directory);
        System.out.println("ended in good order: " + ended);
    }

    private static void readToTheEnd(Flow flow, AtomicInteger ended) {
        try {
            if (flow.read(ByteBuffer.allocate(1)) < 0) {
                ended.incrementAndGet();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void echo(Flow flow) {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        try {
            while (flow.read(bytes.clear()) >= 0) {
                flow.write(bytes.flip());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void ask(Flow flow, AtomicInteger ended) {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        try {
            for (int i = 0; i < 1000; i++) {
                flow.write(bytes.clear());
                if (!flow.readInto(bytes.clear())) {
                    throw new AssertionError("the echo ended");
                }
            }
            flow.shutdownWrite();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        ended.incrementAndGet();
    }

    private static void close(Flow flow) {
        try {
            flow.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long kernelThreads() {
        String[] tasks = new File("/proc/self/task").list();
        return tasks == null ? -1 : tasks.length;
    }
}
