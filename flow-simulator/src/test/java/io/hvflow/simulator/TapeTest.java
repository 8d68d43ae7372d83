package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TapeTest {

    @Test
    void tokensRoundTrip() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            int[] values = new int[random.nextInt(200)];
            for (int at = 0; at < values.length; at++) {
                values[at] = random.nextInt(3) > 0 ? 0 : random.nextInt() >>> (1 + random.nextInt(31));
            }
            Tape tape = Tape.of(values);
            assertThat(Tape.parse(tape.token())).isEqualTo(tape);
            Tape seed = Tape.ofSeed(random.nextLong());
            assertThat(Tape.parse(seed.token())).isEqualTo(seed);
        }
    }

    @Test
    void tokensStayWhatTheyAre() {
        assertThat(Tape.ofSeed(42).token()).isEqualTo(SEED_42);
        assertThat(Tape.of(0, 0, 3, 1, 0, 300).token()).isEqualTo(VALUES);
    }

    @Test
    void aDamagedTokenIsRefused() {
        String token = Tape.of(1, 2, 3, 4, 5, 6, 7, 8).token();
        for (int i = "flow1:".length(); i < token.length(); i++) {
            String damaged = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            assertThatThrownBy(() -> Tape.parse(damaged)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Tape.parse(token.substring(0, token.length() - 1)))
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> Tape.parse("flow2:AAAA")).hasMessageContaining("begin with flow1:");
        assertThatThrownBy(() -> Tape.parse("flow1:")).hasMessageContaining("damaged");
    }

    @Test
    void aValueThatIsTooLargeCountsAsItsRemainder() throws InterruptedException {
        Outcome outcome = Simulation.run(Tape.of(7, 2, 3), simulation -> {
            for (int i = 0; i < 4; i++) {
                simulation.choose(3);
            }
        });

        assertThat(outcome.choices()).isEqualTo(Tape.of(1, 2));
    }

    @Test
    void randomValuesAreOfTheTapeAndZerosWhereItHasNone() throws InterruptedException {
        int[] drawn = new int[3];
        Outcome outcome = Simulation.run(Tape.of(5, 1, 2), simulation -> {
            Random random = simulation.random();
            drawn[0] = random.nextInt(16);
            drawn[1] = random.nextInt();
            drawn[2] = random.nextInt(1000);
        });

        assertThat(outcome.failure()).isEmpty();
        assertThat(drawn).containsExactly(0, 2 << 16, 0);
        assertThat(outcome.choices()).isEqualTo(Tape.of(5, 1, 2));
    }

    @Test
    void negativeValuesAreRefused() {
        assertThatThrownBy(() -> Tape.of(1, -1)).hasMessageContaining("value 1 is -1");
    }

    private static final String SEED_42 = "flow1:AAAAAAAAAAAqPbLdeA";
    private static final String VALUES = "flow1:AQIDAAEBrALtQSPr";
}
