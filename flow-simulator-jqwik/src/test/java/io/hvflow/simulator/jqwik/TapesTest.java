package io.hvflow.simulator.jqwik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.SimulationError;
import io.hvflow.simulator.Tape;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Shrinkable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class TapesTest {
    @TempDir
    private Path directory;

    /** Runs a property of {@link LostUpdates} as jqwik does. */
    private Optional<Throwable> failure(String property) {
        AtomicReference<Optional<Throwable>> failure = new AtomicReference<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(LostUpdates.class, method(property)))
                                .configurationParameter(
                                        "jqwik.database",
                                        directory.resolve("database").toString())
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest()) {
                                    failure.set(result.getThrowable());
                                }
                            }
                        });
        return failure.get();
    }

    @Test
    void scriptAndScheduleBecomeSimpleTogether() {
        Throwable failure = failure("scriptOnTheTape").orElseThrow();

        assertThat(failure).isInstanceOf(SimulationError.class).hasMessageContaining("deposited [1, 1], got 1");
        assertThat(Tape.parse(token(failure)).values()).hasSizeLessThan(20);
    }

    @Test
    void theTokenOfTheMessageRepeatsAllOfIt() throws Exception {
        String token = token(failure("scriptOnTheTape").orElseThrow());

        assertThatThrownBy(() -> LostUpdates.exploration().replay(token))
                .hasMessageContaining("deposited [1, 1], got 1");
        assertThat(LostUpdates.exploration().run(Tape.parse(token)).hash())
                .isEqualTo(LostUpdates.exploration().run(Tape.parse(token)).hash());
    }

    @Test
    void thePropertyThatNamesATokenMakesItTheOnlyTape() throws Exception {
        String token = token(failure("scriptOnTheTape").orElseThrow());
        System.setProperty(Exploration.REPLAY, token);
        try {
            assertThat(failure("scriptOnTheTape").orElseThrow()).hasMessageContaining("deposited [1, 1], got 1");
            System.setProperty(Exploration.REPLAY, Tape.of().token());
            assertThat(failure("scriptOnTheTape")).isEmpty();
        } finally {
            System.clearProperty(Exploration.REPLAY);
        }
    }

    @Test
    void aScriptBesideTheTapeBecomesSimpleWithIt() {
        Throwable failure = failure("scriptBesideTheTape").orElseThrow();

        assertThat(failure).hasMessageContaining("deposited [1, 1], got 1");
        assertThat(Tape.parse(token(failure)).values()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aPropertyThatHoldsPasses() {
        assertThat(failure("nobodyComesBetweenOne")).isEmpty();
    }

    @Property(tries = 50)
    void whatATapeIsMadeIntoIsSimpler(@ForAll Tape tape) {
        ShrinkableTape shrinkable = new ShrinkableTape(tape);

        assertThat(shrinkable.shrink().limit(5000))
                .allSatisfy(simpler -> assertThat(simpler.distance()).isLessThan(shrinkable.distance()));
        assertThat(shrinkable.shrink().findFirst().map(Shrinkable::value))
                .isEqualTo(Optional.of(Tape.of()).filter(simplest -> !tape.equals(simplest)));
    }

    private static Method method(String property) {
        return Arrays.stream(LostUpdates.class.getDeclaredMethods())
                .filter(method -> method.getName().equals(property))
                .findFirst()
                .orElseThrow();
    }

    private static String token(Throwable failure) {
        Matcher token = Pattern.compile(Exploration.REPLAY + "=(\\S+)").matcher(failure.getMessage());
        assertThat(token.find()).as(failure.getMessage()).isTrue();
        return token.group(1);
    }
}
