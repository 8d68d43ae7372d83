package io.hvflow.jmh;

import org.openjdk.jmh.annotations.Fork;

/** The benchmarks on platform threads. */
@Fork(
        value = 5,
        jvmArgsPrepend = {Benchmarks.NATIVE_ACCESS, Benchmarks.JMH_UNSAFE, "-D" + Benchmarks.FORKED + "=true"})
public class PlatformThreads extends Benchmarks {
    /** JMH makes it. */
    public PlatformThreads() {
        super(ThreadKind.PLATFORM);
    }
}
