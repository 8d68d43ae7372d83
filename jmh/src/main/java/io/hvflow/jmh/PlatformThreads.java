package io.hvflow.jmh;

import org.openjdk.jmh.annotations.Fork;

/** The benchmarks on platform threads. */
@Fork(value = 5, jvmArgsPrepend = "--enable-native-access=ALL-UNNAMED")
public class PlatformThreads extends Benchmarks {
    /** JMH makes it. */
    public PlatformThreads() {
        super(ThreadKind.PLATFORM);
    }
}
