package io.hvflow.jmh;

import org.openjdk.jmh.annotations.Fork;

/** The benchmarks on virtual threads. */
@Fork(
        value = 5,
        jvmArgsPrepend = {
            Benchmarks.NATIVE_ACCESS,
            Benchmarks.JMH_UNSAFE,
            "-D" + Benchmarks.FORKED + "=true",
            "-Djmh.executor=VIRTUAL"
        })
public class VirtualThreads extends Benchmarks {
    /** JMH makes it. */
    public VirtualThreads() {
        super(ThreadKind.VIRTUAL);
    }
}
