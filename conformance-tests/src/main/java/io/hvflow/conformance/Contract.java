package io.hvflow.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules as the contract states them: the list that the suite must be complete against. */
final class Contract {
    private static final Map<String, String> TEXTS = read("contract.txt");

    private Contract() {}

    /** Every rule's id, in the order of the contract. */
    static List<String> ids() {
        return List.copyOf(TEXTS.keySet());
    }

    /** What the contract says under that id, in Markdown. */
    static String text(String id) {
        String text = TEXTS.get(id);
        if (text == null) {
            throw new IllegalArgumentException("the contract has no rule " + id);
        }
        return text;
    }

    private static Map<String, String> read(String resource) {
        Map<String, String> texts = new LinkedHashMap<>();
        try (InputStream in = Contract.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        int space = line.indexOf(' ');
                        texts.put(line.substring(0, space), line.substring(space + 1));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(texts);
    }
}
