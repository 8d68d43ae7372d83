package io.hvflow.conformance.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    @Test
    void everyPartIsInExactlyOneShard() {
        for (int part = 0; part < 100; part++) {
            long number = part;
            assertThat(IntStream.rangeClosed(1, 7)
                            .filter(shard -> new Shard(shard, 7).has(number))
                            .count())
                    .isEqualTo(1);
            assertThat(IntStream.rangeClosed(1, 7)
                            .filter(shard -> new Shard(shard, 7).has("T7", number))
                            .count())
                    .isEqualTo(1);
            assertThat(Shard.WHOLE.has("R1", number)).isTrue();
        }
    }

    @Test
    void aNumberIsWrittenOrThePodsOwn() {
        assertThat(Shard.parse("3/8", Map.of())).isEqualTo(new Shard(3, 8));
        assertThat(Shard.parse("/8", Map.of(Shard.INDEX, "0"))).isEqualTo(new Shard(1, 8));
        assertThat(Shard.parse("/8", Map.of(Shard.INDEX, "7"))).isEqualTo(new Shard(8, 8));
        assertThat(Shard.parse("3/8", Map.of(Shard.INDEX, "7"))).isEqualTo(new Shard(3, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "/", "3/", "0/8", "9/8", "-1/8", "3/8/2", "1/0", "/8", "1/99999999999"})
    void whatIsNoShardIsNamed(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Shard.parse(text, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "-1", "x", "", "2147483647"})
    void anIndexThatIsNoneIsNamed(String index) {
        assertThatIllegalArgumentException().isThrownBy(() -> Shard.parse("/8", Map.of(Shard.INDEX, index)));
    }
}
