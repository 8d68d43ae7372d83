package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** GraalVM must be told of every downcall at build time: what it is told is compared with what {@link Libc} links. */
class NativeImageMetadataTest {
    private static final String METADATA = "/META-INF/native-image/io.hvflow/flow-hvsock/reachability-metadata.json";
    private static final Set<String> VARIADIC = Set.of("OPEN", "IOCTL");

    @Test
    void metadataListsEveryDowncallAndNothingElse() throws Exception {
        Set<String> linked = new TreeSet<>();
        for (Field field : Libc.class.getDeclaredFields()) {
            if (field.getType() == MethodHandle.class) {
                field.setAccessible(true);
                linked.add(entry(((MethodHandle) field.get(null)).type(), VARIADIC.contains(field.getName())));
            }
        }

        assertThat(listed()).isEqualTo(linked);
    }

    private static Set<String> listed() throws IOException {
        try (InputStream in = Libc.class.getResourceAsStream(METADATA)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(String::strip)
                    .filter(line -> line.contains("returnType"))
                    .map(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String entry(MethodType type, boolean variadic) {
        // The first parameter is the memory for the captured state, of those that capture any.
        boolean captures = type.parameterType(0) == MemorySegment.class;
        String parameters = type.parameterList().stream()
                .skip(captures ? 1 : 0)
                .map(parameter -> "\"" + name(parameter) + "\"")
                .collect(Collectors.joining(", "));
        String options = captures
                ? ", \"options\": {\"captureCallState\": true" + (variadic ? ", \"firstVariadicArg\": 2" : "") + "}"
                : "";
        return "{\"returnType\": \"" + name(type.returnType()) + "\", \"parameterTypes\": [" + parameters + "]"
                + options + "}";
    }

    private static String name(Class<?> type) {
        if (type == MemorySegment.class) {
            return "void*";
        }
        return type == long.class ? "jlong" : "jint";
    }
}
