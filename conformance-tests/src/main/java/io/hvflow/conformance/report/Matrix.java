package io.hvflow.conformance.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.hvflow.Capability;
import io.hvflow.conformance.contract.Group;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.text.Printable;
import io.hvflow.conformance.trial.Manner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * How targets stood in runs on several machines: what is left of their reports when only the verdicts count, and in what manner
 * rules were broken.
 *
 * @param columns the targets, in the order of their reports
 */
public record Matrix(List<Column> columns) {
    private static final String FORMAT = "hvflow-matrix";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** So many rules are named in a summary; more are counted. */
    private static final int FEW = 4;

    public Matrix {
        columns = List.copyOf(columns);
    }

    /**
     * One target of one run.
     *
     * @param target its name
     * @param on the device, or else the kernel of the machine
     * @param capabilities what it declares
     * @param verdicts by rule, in the order of the contract
     * @param manners in what {@link Manner} rules were broken, by rule
     */
    public record Column(
            String target,
            String on,
            List<String> capabilities,
            Map<String, Verdict> verdicts,
            Map<String, String> manners) {
        public Column {
            capabilities = List.copyOf(capabilities);
            verdicts = new LinkedHashMap<>(verdicts);
            manners = new LinkedHashMap<>(manners);
        }

        boolean declares(Capability capability) {
            return capabilities.contains(capability.name());
        }
    }

    /** Reads what {@link #toJson} wrote. */
    public static Matrix read(String json) {
        JsonObject root = root(json, FORMAT);
        return new Matrix(objects(root, "columns")
                .map(column -> new Column(
                        column.get("target").getAsString(),
                        column.get("on").getAsString(),
                        strings(column.getAsJsonArray("capabilities")),
                        column.getAsJsonObject("verdicts").entrySet().stream()
                                .collect(byRule(
                                        Map.Entry::getKey,
                                        it -> Verdict.of(it.getValue().getAsString()))),
                        members(column, "manners")
                                .collect(byRule(
                                        Map.Entry::getKey, it -> it.getValue().getAsString()))))
                .toList());
    }

    /** The targets of a {@link JsonReport} that ran. */
    public static Matrix ofReport(String json) {
        JsonObject report = root(json, "hvflow-conformance");
        // What its builder added to a kernel's version says nothing to others.
        String kernel = report.getAsJsonObject("environment")
                .get("kernel")
                .getAsString()
                .replaceFirst("(\\d+\\.\\d+)\\S*", "$1");
        return new Matrix(objects(report, "targets")
                .filter(target -> !target.has("unavailable"))
                .map(target -> new Column(
                        target.get("name").getAsString(),
                        Optional.ofNullable(target.get("device"))
                                .map(JsonElement::getAsString)
                                .orElse(kernel),
                        strings(target.getAsJsonArray("capabilities")),
                        objects(target, "results")
                                .collect(byRule(
                                        it -> it.get("rule").getAsString(),
                                        it -> Verdict.of(it.get("verdict").getAsString()))),
                        objects(target, "results")
                                .filter(it -> firstFailure(it).has("manner"))
                                .collect(byRule(
                                        it -> it.get("rule").getAsString(),
                                        it -> firstFailure(it).get("manner").getAsString()))))
                .toList());
    }

    /** With the columns of a later run in the place of those for the same targets, and new ones behind. */
    public Matrix with(Matrix later) {
        Map<String, Column> merged = new LinkedHashMap<>();
        columns.forEach(column -> merged.put(column.target(), column));
        later.columns.forEach(column -> merged.put(column.target(), column));
        return new Matrix(new ArrayList<>(merged.values()));
    }

    public String toJson() {
        JsonObject root = new JsonObject();
        root.addProperty("format", FORMAT);
        root.addProperty("version", 1);
        JsonArray array = new JsonArray();
        for (Column column : columns) {
            JsonObject json = new JsonObject();
            json.addProperty("target", column.target());
            json.addProperty("on", column.on());
            JsonArray capabilities = new JsonArray();
            column.capabilities().forEach(capabilities::add);
            json.add("capabilities", capabilities);
            JsonObject verdicts = new JsonObject();
            column.verdicts().forEach((rule, verdict) -> verdicts.addProperty(rule, verdict.toString()));
            json.add("verdicts", verdicts);
            if (!column.manners().isEmpty()) {
                JsonObject manners = new JsonObject();
                column.manners().forEach(manners::addProperty);
                json.add("manners", manners);
            }
            array.add(json);
        }
        root.add("columns", array);
        return GSON.toJson(root) + "\n";
    }

    /** As a table of Markdown: a row for targets that stand alike, a column for each chapter of the contract. */
    public String toMarkdown() {
        StringBuilder text = new StringBuilder("| target | on |");
        for (Group group : Group.values()) {
            text.append(' ').append(group.letter()).append(" |");
        }
        text.append("\n|---|---|").append("---|".repeat(Group.values().length)).append('\n');
        Map<List<String>, List<String>> rows = new LinkedHashMap<>();
        for (Column column : columns) {
            List<String> cells = new ArrayList<>(List.of(cell(column.on())));
            Stream.of(Group.values()).map(group -> cell(column, group)).forEach(cells::add);
            rows.computeIfAbsent(cells, same -> new ArrayList<>()).add("`" + cell(column.target()) + "`");
        }
        rows.forEach((cells, targets) -> text.append("| ")
                .append(String.join(", ", targets))
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
        return text.toString();
    }

    /** As a table of Markdown that is read at a glance: how many rules hold, for targets of which that is the same. */
    public String toSummary() {
        StringBuilder text = new StringBuilder("| rules that hold | targets |\n|---|---|\n");
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (Column column : columns) {
            rows.computeIfAbsent(total(column), same -> new ArrayList<>()).add("`" + cell(column.target()) + "`");
        }
        rows.forEach((total, targets) -> text.append("| %s | %s |\n".formatted(total, String.join(", ", targets))));
        return text.toString();
    }

    /** How many rules hold of those that apply, and of the others how many, or which if they are few. */
    private static String total(Column column) {
        Map<Verdict, List<String>> rules = rules(column, rule -> true);
        int held = rules.getOrDefault(Verdict.PASS, List.of()).size();
        int applying = column.verdicts().size()
                - rules.getOrDefault(Verdict.NOT_APPLICABLE, List.of()).size();
        if (held == applying) {
            return "all that apply";
        }
        StringBuilder text = new StringBuilder(held + " of " + applying);
        for (Verdict verdict : Verdict.OF_RULES) {
            List<String> others = rules.getOrDefault(verdict, List.of());
            if (verdict != Verdict.PASS && verdict != Verdict.NOT_APPLICABLE && !others.isEmpty()) {
                text.append(", ")
                        .append(others.size() <= FEW ? String.join(" ", others) : String.valueOf(others.size()))
                        .append(' ')
                        .append(word(verdict));
            }
        }
        return text.toString();
    }

    private static Map<Verdict, List<String>> rules(Column column, Predicate<String> wanted) {
        return column.verdicts().entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue,
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    }

    /** Text of a report, which ends neither the cell nor the row. */
    private static String cell(String text) {
        return Printable.line(text).replace("|", "\\|");
    }

    /** All rules of the chapter that pass are a number, the others are named. */
    private static String cell(Column column, Group group) {
        Map<Verdict, List<String>> rules = rules(column, rule -> Group.of(rule) == group);
        List<String> parts = new ArrayList<>();
        parts.add(rules.getOrDefault(Verdict.PASS, List.of()).size() + " pass");
        for (Verdict verdict : Verdict.OF_RULES) {
            if (verdict != Verdict.PASS && rules.containsKey(verdict)) {
                parts.add(String.join(" ", rules.get(verdict)) + " " + word(verdict));
            }
        }
        return String.join(", ", parts);
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case NOT_APPLICABLE -> "n/a";
            case DEVIATES -> "**deviate**";
            case PASS, FAIL, XPASS, ELSEWHERE, UNAVAILABLE -> "**" + verdict + "**";
        };
    }

    private static JsonObject root(String json, String format) {
        JsonObject root = JsonParser.parseString(json).getAsJsonObject();
        if (!root.has("format")
                || !root.get("format").getAsString().equals(format)
                || root.get("version").getAsInt() != 1) {
            throw new IllegalArgumentException("no " + format + " of version 1");
        }
        return root;
    }

    private static Stream<JsonObject> objects(JsonObject json, String name) {
        return StreamSupport.stream(json.getAsJsonArray(name).spliterator(), false)
                .map(JsonElement::getAsJsonObject);
    }

    private static List<String> strings(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsString)
                .toList();
    }

    private static Stream<Map.Entry<String, JsonElement>> members(JsonObject json, String name) {
        return json.has(name) ? json.getAsJsonObject(name).entrySet().stream() : Stream.empty();
    }

    /** On platform threads, unless the rule fails on virtual ones only; empty if it does not fail. */
    private static JsonObject firstFailure(JsonObject result) {
        return result.has("failures") ? objects(result, "failures").findFirst().orElseThrow() : new JsonObject();
    }

    private static <T, V> Collector<T, ?, Map<String, V>> byRule(Function<T, String> rule, Function<T, V> value) {
        return Collectors.toMap(rule, value, (a, b) -> b, LinkedHashMap::new);
    }
}
