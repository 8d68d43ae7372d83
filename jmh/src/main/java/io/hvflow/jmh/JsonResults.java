package io.hvflow.jmh;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Results as a file, to be read again as a baseline. The schema, whose {@code version} changes when a field changes its meaning or
 * goes:
 *
 * <pre>{@code
 * { "format": "hvflow-bench", "version": 1, "mode": "quick" | "full",
 *   "environment": { "system", "java": string, "processors": number },
 *   "measured": [ { "benchmark": string, "family": "UNIX" | "MEMORY" | "VSOCK", "threads": "PLATFORM" | "VIRTUAL",
 *     "size": number, "metric", "unit": string, "moreIsBetter": boolean, "peer": string,
 *     "median", "low", "high": number, "runs": [ number ] } ],
 *   "missing": [ { "benchmark", "family", "threads", "size", "peer", "reason": string } ],
 *   "goals": [ { "goal", "measured": string, "standing": "REACHED" | "NOT REACHED" | "NOT MEASURED" } ] }
 * }</pre>
 */
final class JsonResults {
    private static final String FORMAT = "hvflow-bench";
    private static final int VERSION = 1;
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private JsonResults() {}

    static String of(Results results, List<Goal> goals) {
        JsonObject root = new JsonObject();
        root.addProperty("format", FORMAT);
        root.addProperty("version", VERSION);
        root.addProperty("mode", results.mode());
        root.add("environment", GSON.toJsonTree(results.environment()));
        root.add(
                "measured",
                GSON.toJsonTree(
                        results.measured().stream().map(JsonResults::measured).toList()));
        root.add("missing", GSON.toJsonTree(results.missing()));
        root.add("goals", GSON.toJsonTree(goals.stream().map(JsonResults::goal).toList()));
        return GSON.toJson(root) + "\n";
    }

    private static JsonObject measured(Measured value) {
        JsonObject json = GSON.toJsonTree(value.row()).getAsJsonObject();
        json.addProperty("unit", value.row().metric().unit());
        json.addProperty("moreIsBetter", value.row().metric().moreIsBetter());
        json.addProperty("peer", value.peer());
        json.addProperty("median", value.median());
        json.addProperty("low", value.low());
        json.addProperty("high", value.high());
        json.add("runs", GSON.toJsonTree(value.runs()));
        return json;
    }

    private static JsonObject goal(Goal goal) {
        JsonObject json = new JsonObject();
        json.addProperty("goal", goal.text());
        json.addProperty("measured", goal.measured());
        json.addProperty("standing", goal.standing().toString());
        return json;
    }

    /** Reads the values of a report; fails, naming the file, where it is none. */
    static List<Measured> read(Path file) throws IOException {
        try {
            JsonObject root = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            if (!root.has("format")
                    || !root.get("format").getAsString().equals(FORMAT)
                    || root.get("version").getAsInt() != VERSION) {
                throw new IOException(file + " is not a report of this version of bench");
            }
            List<Measured> values = new ArrayList<>();
            for (JsonElement value : root.getAsJsonArray("measured")) {
                values.add(measured(value.getAsJsonObject()));
            }
            return values;
        } catch (JsonParseException | IllegalStateException | NullPointerException | IllegalArgumentException e) {
            throw new IOException(file + " is not a report of bench: " + e.getMessage(), e);
        }
    }

    private static Measured measured(JsonObject json) {
        Row row = new Row(
                json.get("benchmark").getAsString(),
                Family.valueOf(json.get("family").getAsString()),
                ThreadKind.valueOf(json.get("threads").getAsString()),
                json.get("size").getAsInt(),
                Metric.valueOf(json.get("metric").getAsString()));
        List<Double> runs = json.getAsJsonArray("runs").asList().stream()
                .map(JsonElement::getAsDouble)
                .toList();
        return new Measured(row, json.get("peer").getAsString(), runs);
    }
}
