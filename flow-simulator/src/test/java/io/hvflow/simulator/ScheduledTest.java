package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.spi.StreamSocket;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a simulation puts around flows and sockets leaves no method to the interface's own default. */
class ScheduledTest {
    /** Asked of the socket below, before anything is put around it; and one that comes down to another. */
    private static final List<String> NOT_PASSED_ON = List.of("scheduled", "writev[ByteBuffer[]]");

    @Test
    void everyMethodIsPassedOn() {
        assertPassesOn(ScheduledFlow.class, Flow.class);
        assertPassesOn(ScheduledSocket.class, StreamSocket.class);
    }

    private static void assertPassesOn(Class<?> wrapper, Class<?> type) {
        for (Method method : type.getMethods()) {
            String signature = method.getName()
                    + Arrays.stream(method.getParameterTypes())
                            .map(Class::getSimpleName)
                            .toList();
            boolean leftOut = NOT_PASSED_ON.contains(method.getName()) || NOT_PASSED_ON.contains(signature);
            if (!Modifier.isStatic(method.getModifiers()) && !leftOut) {
                assertThat(wrapper.getDeclaredMethods())
                        .as(signature)
                        .anyMatch(own -> own.getName().equals(method.getName())
                                && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
            }
        }
    }
}
