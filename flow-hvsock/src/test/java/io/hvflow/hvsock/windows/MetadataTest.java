package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** GraalVM must be told of every downcall at build time: what it is told is compared with what {@link Function} links. */
class MetadataTest {
    private static final String METADATA =
            "/META-INF/native-image/io.hvflow/flow-hvsock-windows/reachability-metadata.json";

    @Test
    void metadataListsEveryDowncallAndNothingElse() throws Exception {
        Set<String> linked = Arrays.stream(Function.values())
                .map(MetadataTest::entry)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed()).isEqualTo(linked);
    }

    private static Set<String> listed() throws IOException {
        try (InputStream in = Function.class.getResourceAsStream(METADATA)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(String::strip)
                    .filter(line -> line.contains("returnType"))
                    .map(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String entry(Function function) {
        String parameters = function.descriptor.argumentLayouts().stream()
                .map(parameter -> "\"" + name(parameter) + "\"")
                .collect(Collectors.joining(", "));
        return "{\"returnType\": \"" + name(function.descriptor.returnLayout().orElseThrow())
                + "\", \"parameterTypes\": [" + parameters + "]"
                + (function.captures() ? ", \"options\": {\"captureCallState\": true}}" : "}");
    }

    private static String name(MemoryLayout layout) {
        return layout instanceof AddressLayout
                ? "void*"
                : "j" + ((ValueLayout) layout).carrier().getName();
    }
}
