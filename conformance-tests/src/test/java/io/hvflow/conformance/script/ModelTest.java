package io.hvflow.conformance.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.Capability;
import io.hvflow.conformance.script.Model.Answer;
import io.hvflow.conformance.script.Model.End;
import io.hvflow.conformance.script.Model.Kind;
import io.hvflow.conformance.script.Model.Operation;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelTest {
    private final Model model = new Model(100, EnumSet.allOf(Capability.class));

    private static Operation near(Kind kind, int size) {
        return new Operation(true, kind, size);
    }

    private static Operation far(Kind kind, int size) {
        return new Operation(false, kind, size);
    }

    private void done(Operation operation) {
        boolean writes = operation.kind() == Kind.WRITE;
        model.happened(operation, new Answer(End.DONE, writes ? operation.size() : 0));
    }

    private void refuses(Operation operation, End end, int bytes) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> model.happened(operation, new Answer(end, bytes)));
    }

    @Test
    void whatMightBlockIsNotAsked() {
        assertThat(model.allowed(far(Kind.READ, 0))).isEmpty();
        assertThat(model.allowed(near(Kind.WRITE, 100))).containsExactly(End.DONE);
        assertThat(model.allowed(near(Kind.WRITE, 101))).isEmpty();

        done(near(Kind.WRITE, 60));

        assertThat(model.allowed(near(Kind.WRITE, 41))).isEmpty();
        assertThat(model.allowed(far(Kind.READ, 0))).containsExactly(End.DONE);
        assertThat(model.allowed(far(Kind.READ_INTO, 60))).containsExactly(End.DONE);
        assertThat(model.allowed(far(Kind.READ_INTO, 61))).isEmpty();
        assertThat(model.allowed(near(Kind.READ, 0))).isEmpty();
    }

    @Test
    void aReadBringsWhatWasWrittenAndNoMore() {
        done(near(Kind.WRITE, 60));

        refuses(far(Kind.READ, 0), End.DONE, 0);
        refuses(far(Kind.READ, 0), End.DONE, 61);
        refuses(far(Kind.READ_DST, 10), End.DONE, 11);
        refuses(far(Kind.READ_INTO, 10), End.DONE, 9);
        refuses(far(Kind.READ, 0), End.END_OF_STREAM, 0);
        model.happened(far(Kind.READ_INTO, 10), new Answer(End.DONE, 10));
        model.happened(far(Kind.READ, 0), new Answer(End.DONE, 50));

        assertThat(model.allowed(far(Kind.READ, 0))).isEmpty();
    }

    @Test
    void theEndComesAfterAllBytesAndIsFinal() {
        done(near(Kind.WRITE, 5));
        done(near(Kind.SHUTDOWN_WRITE, 0));

        assertThat(model.allowed(near(Kind.WRITE, 1))).containsExactly(End.CLOSED);
        refuses(far(Kind.READ, 0), End.END_OF_STREAM, 0);
        refuses(far(Kind.READ_INTO, 6), End.END_OF_STREAM, 4);
        model.happened(far(Kind.READ_INTO, 6), new Answer(End.END_OF_STREAM, 5));

        assertThat(model.allowed(far(Kind.READ, 0))).containsExactly(End.END_OF_STREAM);
    }

    @Test
    void halfCloseIsNotAskedOfATransportWithoutIt() {
        Model without = new Model(100, Set.of());

        assertThat(without.allowed(near(Kind.SHUTDOWN_WRITE, 0))).isEmpty();
    }

    @Test
    void afterShutdownReadThereIsOnlyTheEndAndThePeerLearnsOfItEventually() {
        done(near(Kind.WRITE, 5));
        done(far(Kind.SHUTDOWN_READ, 0));

        assertThat(model.allowed(far(Kind.READ, 0))).containsExactly(End.END_OF_STREAM);
        assertThat(model.allowed(near(Kind.WRITE, 1))).containsExactlyInAnyOrder(End.DONE, End.CLOSED);

        model.happened(near(Kind.WRITE, 1), new Answer(End.CLOSED, 0));

        refuses(near(Kind.WRITE, 1), End.DONE, 1);
    }

    @Test
    void aClosedEndDoesNothingAndThePeerReadsAllThatWasAccepted() {
        done(near(Kind.WRITE, 5));
        done(near(Kind.CLOSE, 0));

        assertThat(model.allowed(near(Kind.READ, 0))).containsExactly(End.CLOSED);
        assertThat(model.allowed(near(Kind.WRITE, 1))).containsExactly(End.CLOSED);
        assertThat(model.allowed(near(Kind.CLOSE, 0))).containsExactly(End.DONE);
        refuses(far(Kind.READ, 0), End.END_OF_STREAM, 0);
        model.happened(far(Kind.READ, 0), new Answer(End.DONE, 5));

        assertThat(model.allowed(far(Kind.READ, 0))).containsExactly(End.END_OF_STREAM);
    }

    @Test
    void whatACloseSaysIsLostNeverComes() {
        done(near(Kind.WRITE, 50));
        model.happened(near(Kind.CLOSE, 0), new Answer(End.TIMED_OUT, 30));

        refuses(far(Kind.READ, 0), End.DONE, 21);
        model.happened(far(Kind.READ, 0), new Answer(End.DONE, 20));
    }

    @Test
    void aBrokenStreamIsAnErrorWhereTheTransportCanTell() {
        Model without = new Model(100, EnumSet.of(Capability.HALF_CLOSE));
        for (Model either : new Model[] {model, without}) {
            either.happened(near(Kind.WRITE, 5), new Answer(End.DONE, 5));
            either.happened(near(Kind.ABORT, 0), new Answer(End.DONE, 0));
        }

        assertThat(model.allowed(far(Kind.READ, 0))).containsExactlyInAnyOrder(End.DONE, End.RESET);
        assertThat(without.allowed(far(Kind.READ, 0)))
                .containsExactlyInAnyOrder(End.DONE, End.RESET, End.END_OF_STREAM);
        model.happened(far(Kind.READ, 0), new Answer(End.RESET, 0));
        assertThat(model.allowed(far(Kind.READ, 0))).containsExactly(End.RESET);
    }

    @Test
    void anEndBeforeABreakMayHaveArrivedButThenWithAllItsBytes() {
        done(near(Kind.WRITE, 5));
        done(near(Kind.SHUTDOWN_WRITE, 0));
        done(near(Kind.ABORT, 0));

        assertThat(model.allowed(far(Kind.READ_INTO, 6))).containsExactlyInAnyOrder(End.RESET, End.END_OF_STREAM);
        refuses(far(Kind.READ_INTO, 6), End.END_OF_STREAM, 4);
        model.happened(far(Kind.READ_INTO, 6), new Answer(End.END_OF_STREAM, 5));
    }

    @Test
    void afterAnErrorAndShutdownReadEitherIsSaid() {
        done(near(Kind.ABORT, 0));
        model.happened(far(Kind.READ, 0), new Answer(End.RESET, 0));
        done(far(Kind.SHUTDOWN_READ, 0));

        assertThat(model.allowed(far(Kind.READ, 0))).containsExactlyInAnyOrder(End.END_OF_STREAM, End.RESET);
    }
}
