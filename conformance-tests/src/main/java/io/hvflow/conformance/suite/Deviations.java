package io.hvflow.conformance.suite;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.trial.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The deviations that are expected of real devices, from {@code deviations.json}. A run fails if a device breaks a rule that is
 * not in the list, and also if it keeps one that is: then the list is out of date.
 *
 * <pre>{@code
 * { "format": "hvflow-deviations", "version": 1,
 *   "deviations": [ {
 *     "target": string,          the column
 *     "device": string,          "vhost-device-vsock 0.3.*": see Deviation
 *     "rules": [ string ],       the rules that break in this way
 *     "always": boolean,         false for a race, which a run may miss
 *     "seen": string,            what the ends see
 *     "reference": string        where it is described; may be missing
 *   } ] }
 * }</pre>
 */
public record Deviations(List<Deviation> all) {
    public static final Deviations NONE = new Deviations(List.of());

    private static final String FILE = "deviations.json";

    public Deviations {
        all = List.copyOf(all);
    }

    /** The checked-in list. */
    public static Deviations known() {
        try (InputStream in = Deviations.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing from the jar");
            }
            return read(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if it is none; it says what is wrong
     */
    static Deviations read(Reader json) {
        try {
            return parse(json);
        } catch (RuntimeException e) {
            // The parser throws one of half a dozen where a value is missing, or of another kind.
            throw new IllegalArgumentException("this is no list of deviations of version 1: " + e.getMessage(), e);
        }
    }

    private static Deviations parse(Reader json) {
        JsonObject root = JsonParser.parseReader(json).getAsJsonObject();
        if (!"hvflow-deviations".equals(root.get("format").getAsString())
                || root.get("version").getAsInt() != 1) {
            throw new IllegalStateException("its format or its version is another");
        }
        List<Deviation> all = new ArrayList<>();
        for (JsonElement element : root.getAsJsonArray("deviations")) {
            JsonObject entry = element.getAsJsonObject();
            for (String rule : strings(entry.getAsJsonArray("rules"))) {
                all.add(new Deviation(
                        entry.get("target").getAsString(),
                        Deviation.parts(entry.get("device").getAsString()),
                        rule,
                        entry.get("always").getAsBoolean(),
                        entry.get("seen").getAsString(),
                        Optional.ofNullable(entry.get("reference")).map(JsonElement::getAsString)));
            }
        }
        return new Deviations(all);
    }

    private static List<String> strings(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsString)
                .toList();
    }

    /** What is expected of the target, on its device, where it is held to the rule. */
    Optional<Deviation> expected(Target target, Rule rule) {
        return all.stream()
                .filter(it -> it.concerns(target.name(), target.device(), rule.id()))
                .findFirst();
    }

    /** The result in the light of what is expected of the target on its device. */
    RuleResult judge(Target target, RuleResult result) {
        Optional<Deviation> expected = expected(target, result.rule());
        if (expected.isEmpty()) {
            return result;
        }
        return switch (result.verdict()) {
            case FAIL -> result.as(Verdict.DEVIATES, expected.get().text());
            case PASS, NOT_APPLICABLE ->
                expected.get().always()
                        ? result.as(
                                Verdict.XPASS,
                                "kept, though the list of deviations says: "
                                        + expected.get().text())
                        : result;
            case DEVIATES, XPASS, ELSEWHERE, UNAVAILABLE -> result;
        };
    }
}
