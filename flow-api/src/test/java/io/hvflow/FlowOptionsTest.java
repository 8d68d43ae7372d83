package io.hvflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowOptionsTest {
    private static final Duration NANO = Duration.ofNanos(1);
    private static final List<String> OF_OBJECT = List.of("hashCode", "toString");

    @ParameterizedTest
    @EnumSource
    void B5_sizesAtTheirBoundsAreTaken(Size size) {
        assertThat(size.get.applyAsInt(size.set(1))).isOne();
        assertThat(size.get.applyAsInt(size.set(FlowOptions.MAX_SIZE))).isEqualTo(FlowOptions.MAX_SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void B5_sizesOutOfBoundsAreRefusedWithValueAndBound(Size size) {
        for (int value : new int[] {Integer.MIN_VALUE, -1, 0, FlowOptions.MAX_SIZE + 1, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> size.set(value))
                    .withMessage(size + " is " + value + ", must be from 1 to 1073741824");
        }
    }

    @ParameterizedTest
    @EnumSource
    void B5_timeoutsAtTheirBoundsAreTaken(Timeout timeout) {
        assertThat(timeout.get.apply(timeout.set(NANO))).isEqualTo(NANO);
        assertThat(timeout.get.apply(timeout.set(FlowOptions.FOREVER))).isEqualTo(FlowOptions.FOREVER);
    }

    @ParameterizedTest
    @EnumSource
    void B5_negativeTimeoutsAreRefusedWithValueAndBound(Timeout timeout) {
        for (Duration value : List.of(NANO.negated(), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> timeout.set(value))
                    .withMessageStartingWith(timeout + " is " + value + ", must be ");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "closeTimeout")
    void B5_timeoutsOfZeroAreRefusedWithValueAndBound(Timeout timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timeout.set(Duration.ZERO))
                .withMessage(timeout + " is PT0S, must be more than zero (FlowOptions.FOREVER for no bound)");
    }

    @Test
    void B5_closeTimeoutMayBeZeroButNotLess() {
        assertThat(FlowOptions.DEFAULTS.closeTimeout(Duration.ZERO).closeTimeout())
                .isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowOptions.DEFAULTS.closeTimeout(NANO.negated()))
                .withMessage("closeTimeout is PT-0.000000001S, must be zero or more");
    }

    @ParameterizedTest
    @EnumSource
    void missingTimeoutsAreNamed(Timeout timeout) {
        assertThatNullPointerException().isThrownBy(() -> timeout.set(null)).withMessage(timeout.toString());
    }

    @Test
    void defaultsAreAsDocumented() {
        FlowOptions defaults = FlowOptions.DEFAULTS;
        assertThat(defaults.messageSize()).isEmpty();
        assertThat(defaults.bufferSize()).isEqualTo(262144);
        assertThat(defaults.windowSize()).isEmpty();
        assertThat(defaults.backlog()).isEqualTo(128);
        assertThat(defaults.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(defaults.readTimeout()).isEqualTo(FlowOptions.FOREVER);
        assertThat(defaults.writeTimeout()).isEqualTo(FlowOptions.FOREVER);
        assertThat(defaults.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(defaults.framing()).isFalse();
        assertThat(defaults.executor()).isEmpty();
        assertThat(defaults.transports()).isEmpty();
        assertThat(FlowOptions.DEFAULT_MESSAGE_SIZE).isEqualTo(65536);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8192, FlowOptions.MAX_SIZE})
    void theCallersMessageSizeGoesBeforeTheBackends(int size) {
        assertThat(FlowOptions.DEFAULTS.messageSizeOr(size)).isEqualTo(size);
        assertThat(FlowOptions.DEFAULTS.messageSize(4096).messageSizeOr(size)).isEqualTo(4096);
    }

    @Test
    void eachChangeChangesNothingElse() throws ReflectiveOperationException {
        for (Size size : Size.values()) {
            assertThat(changed(size.set(1234))).containsExactly(size.toString());
        }
        for (Timeout timeout : Timeout.values()) {
            assertThat(changed(timeout.set(NANO))).containsExactly(timeout.toString());
        }
        assertThat(changed(FlowOptions.DEFAULTS.framing(true))).containsExactly("framing");
        assertThat(changed(FlowOptions.DEFAULTS.executor(Runnable::run))).containsExactly("executor");
        assertThat(changed(FlowOptions.DEFAULTS.transport(new Loops(1)))).containsExactly("transports");
    }

    private record Loops(int number) implements TransportOptions {}

    private record Colour(String name) implements TransportOptions {}

    @Test
    void eachTransportHasItsOwnOptionsAndTheLatestCount() {
        FlowOptions options = FlowOptions.DEFAULTS
                .transport(new Loops(1))
                .transport(new Colour("red"))
                .transport(new Loops(2));

        assertThat(options.transport(Loops.class)).contains(new Loops(2));
        assertThat(options.transport(Colour.class)).contains(new Colour("red"));
        assertThat(FlowOptions.DEFAULTS.transport(Loops.class)).isEmpty();
        assertThat(options.bufferSize(1).framing(true).transports()).isEqualTo(options.transports());
        assertThat(options)
                .isEqualTo(FlowOptions.DEFAULTS.transport(new Loops(2)).transport(new Colour("red")));
    }

    @Test
    void equalValuesAreEqualOptions() {
        FlowOptions one = FlowOptions.DEFAULTS.bufferSize(7).framing(true);

        assertThat(one)
                .isEqualTo(FlowOptions.DEFAULTS.framing(true).bufferSize(7))
                .isNotEqualTo(one.bufferSize(8));
        assertThat(one).hasSameHashCodeAs(FlowOptions.DEFAULTS.framing(true).bufferSize(7));
        assertThat(one)
                .asString()
                .startsWith("FlowOptions[")
                .contains("bufferSize=7, ")
                .contains("framing=true");
    }

    private static List<String> changed(FlowOptions options) throws ReflectiveOperationException {
        List<String> names = new ArrayList<>();
        for (Method method : FlowOptions.class.getMethods()) {
            boolean accessor = method.getParameterCount() == 0 && method.getDeclaringClass() == FlowOptions.class;
            if (accessor
                    && !OF_OBJECT.contains(method.getName())
                    && !method.invoke(FlowOptions.DEFAULTS).equals(method.invoke(options))) {
                names.add(method.getName());
            }
        }
        return names;
    }

    @FunctionalInterface
    interface SizeSetter {
        FlowOptions set(FlowOptions options, int value);
    }

    enum Size {
        messageSize(FlowOptions::messageSize, options -> options.messageSize().getAsInt()),
        bufferSize(FlowOptions::bufferSize, FlowOptions::bufferSize),
        windowSize(FlowOptions::windowSize, options -> options.windowSize().getAsInt()),
        backlog(FlowOptions::backlog, FlowOptions::backlog);

        private final SizeSetter set;
        final ToIntFunction<FlowOptions> get;

        Size(SizeSetter set, ToIntFunction<FlowOptions> get) {
            this.set = set;
            this.get = get;
        }

        FlowOptions set(int value) {
            return set.set(FlowOptions.DEFAULTS, value);
        }
    }

    @FunctionalInterface
    interface TimeoutSetter {
        FlowOptions set(FlowOptions options, Duration value);
    }

    enum Timeout {
        connectTimeout(FlowOptions::connectTimeout, FlowOptions::connectTimeout),
        readTimeout(FlowOptions::readTimeout, FlowOptions::readTimeout),
        writeTimeout(FlowOptions::writeTimeout, FlowOptions::writeTimeout),
        closeTimeout(FlowOptions::closeTimeout, FlowOptions::closeTimeout);

        private final TimeoutSetter set;
        final Function<FlowOptions, Duration> get;

        Timeout(TimeoutSetter set, Function<FlowOptions, Duration> get) {
            this.set = set;
            this.get = get;
        }

        FlowOptions set(Duration value) {
            return set.set(FlowOptions.DEFAULTS, value);
        }
    }
}
