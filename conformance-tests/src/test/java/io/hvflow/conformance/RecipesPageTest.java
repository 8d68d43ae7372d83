package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every recipe, run as it stands in docs/recipes.md: under any address on the simulator, with nothing native touched. */
@Timeout(300)
class RecipesPageTest {
    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> eachRecipePrintsWhatStandsBelowIt() throws IOException {
        Page page = Page.of("docs/recipes.md", directory);
        List<String> programs = page.code("java");
        List<String> printed = page.code("text");
        assertThat(printed).hasSameSizeAs(programs);
        List<String> addresses = List.of("vsock://3:5000", "unix:///run/x.sock", "hybrid:///run/vm.sock:5000");
        return IntStream.range(0, programs.size())
                .mapToObj(i -> DynamicTest.dynamicTest("recipe " + (i + 1), () -> {
                    page.save("Recipe.java", programs.get(i));
                    assertThat(page.java(List.of(
                                    "--illegal-native-access=deny",
                                    "-D" + Flows.PROVIDER + "=simulator",
                                    "-cp",
                                    Page.jars(),
                                    "Recipe.java",
                                    addresses.get(i % addresses.size()))))
                            .isEqualTo(printed.get(i).strip());
                }));
    }
}
