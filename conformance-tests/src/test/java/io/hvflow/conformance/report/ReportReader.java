package io.hvflow.conformance.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.hvflow.Capability;
import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.Explored;
import io.hvflow.conformance.suite.FailingSchedule;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.TrialResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Pace;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.trial.Shard;
import io.hvflow.conformance.trial.Step;
import io.hvflow.conformance.trial.Symptom;
import io.hvflow.conformance.trial.ThreadKind;
import io.hvflow.conformance.trial.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Reads what {@link JsonReport} wrote, to see that it has all that the other reports show. Durations are read to the millisecond.
 * The rules that are read have no checks.
 */
public final class ReportReader {
    private final Map<String, Rule> rules = new LinkedHashMap<>();

    private ReportReader() {}

    /**
     * Reads a report.
     *
     * @throws IllegalArgumentException if it is not a report of version 1, or of a suite so old that it wrote less
     */
    public static SuiteResult read(String json) {
        try {
            return new ReportReader().suite(JsonParser.parseString(json).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException | NullPointerException | UnsupportedOperationException e) {
            // What the parser throws where a value is missing, or of another kind.
            throw new IllegalArgumentException("this is no report of conformance that can be read: " + e, e);
        }
    }

    private SuiteResult suite(JsonObject root) {
        if (!root.get("format").getAsString().equals("hvflow-conformance")
                || root.get("version").getAsInt() != JsonReport.VERSION) {
            throw new IllegalArgumentException("its format or its version is another");
        }
        for (JsonObject rule : objects(root.getAsJsonArray("rules"))) {
            String id = text(rule, "id");
            rules.put(id, Rule.of(id, trial -> {}));
        }
        JsonObject settings = root.getAsJsonObject("settings");
        return new SuiteResult(
                environment(root.getAsJsonObject("environment")),
                settings(settings),
                List.copyOf(rules.values()),
                strings(root.getAsJsonArray("gaps")),
                objects(root.getAsJsonArray("targets")).stream()
                        .map(this::target)
                        .toList(),
                text(settings, "options"),
                optional(settings, "test", JsonElement::getAsString));
    }

    private static Environment environment(JsonObject json) {
        return new Environment(
                text(json, "suite"),
                text(json, "system"),
                text(json, "kernel"),
                text(json, "java"),
                json.get("processors").getAsInt());
    }

    private static Settings settings(JsonObject json) {
        return new Settings(
                millis(json, "patienceMillis"),
                millis(json, "momentMillis"),
                millis(json, "deadlineMillis"),
                json.get("tries").getAsInt(),
                millis(json, "propertyMillis"),
                Settings.seed(text(json, "seed")),
                json.get("schedules").getAsInt(),
                optional(json, "replay", JsonElement::getAsString),
                optional(json, "shard", it -> Shard.parse(it.getAsString(), Map.of()))
                        .orElse(Shard.WHOLE),
                new Pace(json.get("pace").getAsDouble()),
                json.get("parallel").getAsInt());
    }

    private TargetResult target(JsonObject json) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        strings(json.getAsJsonArray("capabilities")).forEach(name -> capabilities.add(Capability.valueOf(name)));
        return new TargetResult(
                text(json, "name"),
                optional(json, "device", JsonElement::getAsString),
                optional(json, "farEnd", JsonElement::getAsString),
                capabilities,
                optional(json, "unavailable", JsonElement::getAsString),
                objects(json.getAsJsonArray("results")).stream()
                        .map(this::result)
                        .toList(),
                millis(json, "millis"));
    }

    private RuleResult result(JsonObject json) {
        Rule rule = Optional.ofNullable(rules.get(text(json, "rule")))
                .orElseThrow(() -> new IllegalArgumentException(
                        "it has a result of " + text(json, "rule") + ", which is none of its rules"));
        List<JsonObject> failures = json.has("failures") ? objects(json.getAsJsonArray("failures")) : List.of();
        List<JsonObject> unread = new ArrayList<>(failures);
        List<TrialResult> trials = new ArrayList<>();
        for (JsonObject trial : objects(json.getAsJsonArray("trials"))) {
            boolean failed = Verdict.of(text(trial, "verdict")) == Verdict.FAIL;
            trials.add(trial(trial, failed ? unread.removeFirst() : new JsonObject(), explored(json)));
        }
        return new RuleResult(
                rule,
                Verdict.of(text(json, "verdict")),
                optional(json, "reason", JsonElement::getAsString).orElse(""),
                trials,
                millis(json, "millis"));
    }

    /** Only a simulated rule has it, and that has one trial. */
    private static Explored explored(JsonObject result) {
        return result.has("schedules")
                ? new Explored(result.get("schedules").getAsInt(), Long.parseUnsignedLong(text(result, "digest"), 16))
                : Explored.NOTHING;
    }

    private static TrialResult trial(JsonObject json, JsonObject failure, Explored explored) {
        SortedMap<String, Integer> marks = new TreeMap<>();
        json.getAsJsonObject("marks")
                .entrySet()
                .forEach(mark -> marks.put(mark.getKey(), mark.getValue().getAsInt()));
        boolean failed = failure.has("threads");
        return new TrialResult(
                ThreadKind.valueOf(text(json, "threads").toUpperCase(Locale.ROOT)),
                Verdict.of(text(json, "verdict")),
                text(json, "message"),
                failed ? text(failure, "manner") : "",
                failed ? symptom(failure.getAsJsonObject("symptom")) : Symptom.NONE,
                failed ? text(failure, "stackTrace") : "",
                optional(failure, "threadDump", JsonElement::getAsString).filter(dump -> !dump.isEmpty()),
                optional(failure, "seed", JsonElement::getAsString)
                        .map(seed -> OptionalLong.of(Settings.seed(seed)))
                        .orElse(OptionalLong.empty()),
                optional(failure, "schedule", it -> schedule(it.getAsJsonObject())),
                marks,
                explored,
                failed ? recording(failure) : Trace.Recording.empty(),
                millis(json, "millis"));
    }

    private static Symptom symptom(JsonObject json) {
        return new Symptom(text(json, "text"), text(json, "rule"), text(json, "place"));
    }

    private static FailingSchedule schedule(JsonObject json) {
        return new FailingSchedule(
                json.get("number").getAsInt(),
                text(json, "token"),
                text(json, "how"),
                text(json, "trace"),
                text(json, "timeline"));
    }

    private static Trace.Recording recording(JsonObject failure) {
        List<Step> steps = objects(failure.getAsJsonArray("steps")).stream()
                .map(step -> new Step(
                        text(step, "thread"),
                        text(step, "flow"),
                        text(step, "operation"),
                        step.get("beginNanos").getAsLong(),
                        step.has("endNanos") ? step.get("endNanos").getAsLong() : Step.PENDING,
                        step.has("outcome") ? text(step, "outcome") : "",
                        step.get("failed").getAsBoolean()))
                .toList();
        int first = failure.get("stepsFirst").getAsInt();
        return new Trace.Recording(
                steps.subList(0, first), failure.get("stepsDropped").getAsInt(), steps.subList(first, steps.size()));
    }

    private static Duration millis(JsonObject json, String name) {
        return Duration.ofMillis(json.get(name).getAsLong());
    }

    private static String text(JsonObject json, String name) {
        return json.get(name).getAsString();
    }

    private static <T> Optional<T> optional(JsonObject json, String name, Function<JsonElement, T> read) {
        return Optional.ofNullable(json.get(name)).map(read);
    }

    private static List<JsonObject> objects(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static List<String> strings(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsString)
                .toList();
    }
}
