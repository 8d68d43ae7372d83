package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What JVMs with a shard each try is what one tries alone. */
class ShardedExplorationTest {
    private static final int SEEDS = 60;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void theShardsTryTheSeedsOfOneRunAndComeByTheSame() throws Exception {
        SortedMap<String, Integer> whole = lines(OtherJvm.run(ShardedExplorationTest.class));
        SortedMap<String, Integer> together = new TreeMap<>();
        List<Integer> seeds = new ArrayList<>();
        for (int shard = 1; shard <= 3; shard++) {
            SortedMap<String, Integer> part =
                    lines(OtherJvm.run(ShardedExplorationTest.class, "-D" + Exploration.SHARD + "=" + shard + "/3"));
            seeds.add(part.getOrDefault("seeds", 0));
            part.forEach((name, count) -> together.merge(name, count, Integer::sum));
        }
        assertThat(together).isEqualTo(whole).containsEntry("seeds", SEEDS);
        assertThat(seeds).containsExactly(20, 20, 20);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whatIsNoShardIsNamed() throws Exception {
        for (String wrong : List.of("0/3", "4/3", "3", "a/b", "")) {
            assertThat(OtherJvm.run(ShardedExplorationTest.class, "-D" + Exploration.SHARD + "=" + wrong))
                    .as(wrong)
                    .contains("io.hvflow.simulator.shard is \"" + wrong + "\", must be K/N");
        }
    }

    private static SortedMap<String, Integer> lines(String printed) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        printed.lines().forEach(line -> {
            int at = line.lastIndexOf(' ');
            counts.put(line.substring(0, at), Integer.parseInt(line.substring(at + 1)));
        });
        return counts;
    }

    public static void main(String[] args) throws Exception {
        try {
            Exploration.of(simulation -> {
                        simulation.mark("seeds");
                        SixActors.run(simulation);
                    })
                    .seeds(SEEDS)
                    .mustMark("seeds")
                    .check()
                    .forEach((name, count) -> System.out.println(name + " " + count));
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
    }
}
