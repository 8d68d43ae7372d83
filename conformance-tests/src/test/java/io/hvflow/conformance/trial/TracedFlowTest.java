package io.hvflow.conformance.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the suite puts around flows and listeners leaves no method to the interface's own default. */
class TracedFlowTest {
    @Test
    void everyMethodIsPassedOn() {
        assertThat(notPassedOn(TracedFlow.class, Flow.class)).isEmpty();
        assertThat(notPassedOn(TracedListener.class, FlowListener.class)).isEmpty();
    }

    /** But for a writev of an array, which comes down to that of a list. */
    private static List<String> notPassedOn(Class<?> wrapper, Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isVarArgs())
                .filter(method -> Stream.of(wrapper.getDeclaredMethods()).noneMatch(own -> overrides(own, method)))
                .map(Method::toString)
                .toList();
    }

    private static boolean overrides(Method own, Method method) {
        return own.getName().equals(method.getName())
                && Arrays.equals(own.getParameterTypes(), method.getParameterTypes());
    }
}
