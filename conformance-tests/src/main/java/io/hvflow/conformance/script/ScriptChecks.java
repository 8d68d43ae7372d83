package io.hvflow.conformance.script;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.script.Model.Answer;
import io.hvflow.conformance.script.Model.End;
import io.hvflow.conformance.script.Model.Kind;
import io.hvflow.conformance.script.Model.Operation;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Random scripts, held against the model. */
public final class ScriptChecks {
    private static final int BUFFER = 20_000;

    private ScriptChecks() {}

    /** T4: scripts of both ends, in any order that the ends allow, end as the model says. */
    public static void agreeWithModel(Trial trial) throws Exception {
        trial.forAll(scripts(), script -> {
            FlowPair pair = trial.open(trial.options().bufferSize(BUFFER).closeTimeout(Duration.ZERO));
            Run run = new Run(trial, pair);
            trial.launch("script", () -> {
                        for (Operation operation : script) {
                            run.step(operation);
                        }
                    })
                    .join();
        });
    }

    /** Evenly distributed: what is biased to few operations and to few bytes seldom leaves bytes behind for a later one. */
    private static Arbitrary<List<Operation>> scripts() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.of(Kind.WRITE, Kind.WRITEV)),
                Tuple.of(20, Arbitraries.of(Kind.READ, Kind.READ_DST, Kind.READ_INTO)),
                Tuple.of(3, Arbitraries.of(Kind.SHUTDOWN_READ, Kind.SHUTDOWN_WRITE, Kind.CLOSE)),
                Tuple.of(1, Arbitraries.of(Kind.ABORT)));
        Arbitrary<Integer> sizes = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.integers().between(0, 100).withDistribution(RandomDistribution.uniform())),
                Tuple.of(1, Arbitraries.integers().between(0, 5000)));
        return Combinators.combine(Arbitraries.of(true, false), kinds, sizes)
                .as(Operation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    /** One script on one pair. */
    private static final class Run {
        private final FlowPair pair;
        private final Direction there;
        private final Direction back;
        private final Model model;

        Run(Trial trial, FlowPair pair) {
            this.pair = pair;
            this.there = Direction.there(trial, pair);
            this.back = Direction.back(trial, pair);
            this.model = new Model(BUFFER, trial.target().capabilities());
        }

        /** Does the operation, unless it might block. */
        void step(Operation operation) throws IOException {
            if (!model.allowed(operation).isEmpty()) {
                model.happened(operation, perform(operation));
            }
        }

        private Answer perform(Operation operation) throws IOException {
            Flow flow = operation.near() ? pair.near() : pair.far();
            Direction out = operation.near() ? there : back;
            Direction in = operation.near() ? back : there;
            int size = operation.size();
            return switch (operation.kind()) {
                case WRITE -> write(WriteCall.WRITE, out, size);
                case WRITEV -> write(WriteCall.WRITEV, out, size);
                case READ -> read(ReadCall.READ, in, size);
                case READ_DST -> read(ReadCall.READ_DST, in, size);
                case READ_INTO -> read(ReadCall.READ_INTO, in, size);
                case SHUTDOWN_READ -> end(flow::shutdownRead);
                case SHUTDOWN_WRITE -> end(flow::shutdownWrite);
                case CLOSE -> end(flow::close);
                case ABORT -> end(flow::abort);
            };
        }

        private static Answer write(WriteCall call, Direction out, int size) throws IOException {
            ByteBuffer src = out.next(size);
            End end = End.DONE;
            try {
                call.to(out.writer(), src);
            } catch (IOException e) {
                end = failed(e);
            }
            out.accepted(src.position());
            return new Answer(end, src.position());
        }

        private static Answer read(ReadCall call, Direction in, int size) throws IOException {
            ByteBuffer dst = ByteBuffer.allocate(size);
            try {
                boolean end;
                switch (call) {
                    case READ -> {
                        ReadCall.Got got = call.from(in.reader(), size);
                        dst = got.bytes().slice();
                        dst.position(dst.limit());
                        end = got.end();
                    }
                    case READ_DST -> end = in.reader().read(dst) == -1;
                    case READ_INTO -> end = !in.reader().readInto(dst);
                    default -> throw new AssertionError(call);
                }
                in.received(dst.flip());
                return new Answer(end ? End.END_OF_STREAM : End.DONE, dst.limit());
            } catch (IOException e) {
                in.received(dst.flip());
                return new Answer(failed(e), dst.limit());
            }
        }

        private interface Ending {
            void run() throws IOException;
        }

        private static Answer end(Ending ending) throws IOException {
            try {
                ending.run();
                return new Answer(End.DONE, 0);
            } catch (FlowTimeoutException e) {
                return new Answer(End.TIMED_OUT, (int) e.bytes());
            } catch (IOException e) {
                return new Answer(failed(e), 0);
            }
        }

        /** How a call failed; a failure that the contract has no place for is thrown on. */
        private static End failed(IOException e) throws IOException {
            return switch (e) {
                case FlowClosedException closed -> End.CLOSED;
                case FlowResetException reset -> End.RESET;
                default -> throw e;
            };
        }
    }
}
