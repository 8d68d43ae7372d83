package io.hvflow.conformance.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.hvflow.Capability;
import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.Explored;
import io.hvflow.conformance.suite.FailingSchedule;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.TrialResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Step;
import io.hvflow.conformance.trial.Symptom;
import java.util.List;
import java.util.stream.Stream;

/**
 * The report for programs. The schema, whose {@code version} changes when a field changes its meaning or goes:
 *
 * <pre>{@code
 * { "format": "hvflow-conformance", "version": 1,
 *   "conformant": boolean,                     every target that ran conforms, at least one ran, no rule is missing
 *   "asExpected": boolean,                     the same, but for what devices are known to break
 *   "environment": { "suite", "system", "kernel", "java": string, "processors": number },
 *   "settings": { "seed": string (0x and hexadecimal), "tries", "schedules", "parallel": number,
 *     "patienceMillis", "momentMillis", "deadlineMillis", "propertyMillis", "pace": number,
 *     "replay": string,                        only if a schedule was replayed
 *     "shard": string,                         only if this is a part of a run: "K/N"
 *     "options": string,                       what a line that runs a failure again has besides
 *     "test": string },                        only if a JUnit test ran the suite
 *   "gaps": [ string ],                        how the suite differs from the contract
 *   "rules": [ { "id", "group", "text",
 *     "lookAt", "link": string } ],            where to look if it fails; its section of the contract's page
 *   "targets": [ {
 *     "name": string, "standing": "CONFORMANT" | "AS EXPECTED" | "NOT CONFORMANT" | "UNAVAILABLE",
 *     "device": string,                        only if the target names what carries its flows
 *     "farEnd": string,                        only if another process has it: who that is
 *     "unavailable": string,                   only if so
 *     "capabilities": [ string ], "millis": number,
 *     "causes": [ { "first": string, "others": [ string ] } ],   the rules that fail: which to look at first
 *     "results": [ {                           one for each rule, in the same order; none if unavailable
 *       "rule": string, "verdict": "PASS" | "FAIL" | "DEVIATES" | "XPASS" | "N/A" | "-", "millis": number,
 *       "schedules": number, "digest": string, only if it passed in a simulation: with how many, and what came of them
 *       "reason": string,                      unless it passed
 *       "trials": [ { "threads": string, "verdict": "PASS" | "FAIL" | "N/A", "message": string,
 *         "millis": number, "marks": { name: number } } ],   how often rare things happened in a simulation
 *       "failures": [ {                        of the trials that failed, in their order; only if any did
 *         "threads": "platform" | "virtual", "message", "replay", "stackTrace", "threadDump": string,
 *         "manner": string,                      "HANGS", "DIFFERS", or the type of a flow's exception
 *         "symptom": { "text", "rule", "place": string },   what was first seen to go wrong, and which rule says so
 *         "seed": string,                        with which the failing value is the first; only if that is known
 *         "schedule": { "number": number, "token", "how", "trace", "timeline": string },   only in a simulation
 *         "steps": [ { "thread", "flow", "operation", "outcome": string, "beginNanos", "endNanos": number,
 *                      "failed": boolean } ],  without "outcome" and "endNanos" if it never returned
 *         "stepsFirst", "stepsDropped": number   the steps after so many were dropped
 *       } ] } ] } ] }
 * }</pre>
 */
final class JsonReport {
    static final int VERSION = 1;
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final SuiteResult suite;

    private JsonReport(SuiteResult suite) {
        this.suite = suite;
    }

    static String of(SuiteResult suite) {
        return GSON.toJson(new JsonReport(suite).root()) + "\n";
    }

    private JsonObject root() {
        JsonObject root = new JsonObject();
        root.addProperty("format", "hvflow-conformance");
        root.addProperty("version", VERSION);
        root.addProperty("conformant", suite.conformant());
        root.addProperty("asExpected", suite.asExpected());
        root.add("environment", environment());
        root.add("settings", settings());
        root.add("gaps", strings(suite.gaps().stream()));
        JsonArray rules = new JsonArray();
        suite.rules().forEach(rule -> rules.add(rule(rule)));
        root.add("rules", rules);
        JsonArray targets = new JsonArray();
        suite.targets().forEach(target -> targets.add(target(target)));
        root.add("targets", targets);
        return root;
    }

    private JsonObject environment() {
        Environment environment = suite.environment();
        JsonObject json = new JsonObject();
        json.addProperty("suite", environment.suite());
        json.addProperty("system", environment.system());
        json.addProperty("kernel", environment.kernel());
        json.addProperty("java", environment.java());
        json.addProperty("processors", environment.processors());
        return json;
    }

    private JsonObject settings() {
        JsonObject json = new JsonObject();
        json.addProperty("seed", SuiteResult.seedText(suite.settings().seed()));
        json.addProperty("tries", suite.settings().tries());
        json.addProperty("schedules", suite.settings().schedules());
        json.addProperty("parallel", suite.settings().parallelism());
        json.addProperty("patienceMillis", suite.settings().patience().toMillis());
        json.addProperty("momentMillis", suite.settings().moment().toMillis());
        json.addProperty("deadlineMillis", suite.settings().deadline().toMillis());
        json.addProperty("propertyMillis", suite.settings().propertyTime().toMillis());
        json.addProperty("pace", suite.settings().pace().times());
        suite.settings().replay().ifPresent(token -> json.addProperty("replay", token));
        if (!suite.settings().shard().isWhole()) {
            json.addProperty("shard", suite.settings().shard().toString());
        }
        json.addProperty("options", suite.options());
        suite.test().ifPresent(test -> json.addProperty("test", test));
        return json;
    }

    private static JsonObject rule(Rule rule) {
        JsonObject json = new JsonObject();
        json.addProperty("id", rule.id());
        json.addProperty("group", rule.group().title());
        json.addProperty("text", rule.text());
        json.addProperty("lookAt", rule.lookAt());
        json.addProperty("link", Contract.link(ContractPage.FILE, rule.id()));
        return json;
    }

    private JsonObject target(TargetResult target) {
        JsonObject json = new JsonObject();
        json.addProperty("name", target.target());
        json.addProperty("standing", target.standing());
        target.device().ifPresent(device -> json.addProperty("device", device));
        target.farEnd().ifPresent(farEnd -> json.addProperty("farEnd", farEnd));
        target.unavailable().ifPresent(reason -> json.addProperty("unavailable", reason));
        json.add("capabilities", strings(target.capabilities().stream().sorted().map(Capability::name)));
        json.addProperty("millis", target.duration().toMillis());
        JsonArray causes = new JsonArray();
        Cause.of(target.results()).forEach(cause -> causes.add(cause(cause)));
        json.add("causes", causes);
        JsonArray results = new JsonArray();
        target.results().forEach(result -> results.add(result(target, result)));
        json.add("results", results);
        return json;
    }

    private static JsonObject cause(Cause cause) {
        JsonObject json = new JsonObject();
        json.addProperty("first", cause.first().rule().id());
        json.add("others", strings(cause.others().stream().map(it -> it.rule().id())));
        return json;
    }

    private JsonObject result(TargetResult target, RuleResult result) {
        JsonObject json = new JsonObject();
        json.addProperty("rule", result.rule().id());
        json.addProperty("verdict", result.verdict().toString());
        json.addProperty("millis", result.duration().toMillis());
        Explored explored =
                result.trials().stream().map(TrialResult::explored).reduce(Explored.NOTHING, Explored::with);
        if (explored.schedules() > 0) {
            json.addProperty("schedules", explored.schedules());
            json.addProperty("digest", Long.toHexString(explored.digest()));
        }
        if (result.verdict() != Verdict.PASS) {
            json.addProperty("reason", result.reason());
        }
        JsonArray trials = new JsonArray();
        result.trials().forEach(trial -> trials.add(trial(trial)));
        json.add("trials", trials);
        if (!result.failures().isEmpty()) {
            JsonArray failures = new JsonArray();
            result.failures().forEach(trial -> failures.add(failure(trial, suite.replay(target, result, trial))));
            json.add("failures", failures);
        }
        return json;
    }

    private static JsonObject trial(TrialResult trial) {
        JsonObject json = new JsonObject();
        json.addProperty("threads", trial.threads().toString());
        json.addProperty("verdict", trial.verdict().toString());
        json.addProperty("message", trial.message());
        json.addProperty("millis", trial.duration().toMillis());
        JsonObject marks = new JsonObject();
        trial.marks().forEach(marks::addProperty);
        json.add("marks", marks);
        return json;
    }

    private static JsonObject symptom(Symptom symptom) {
        JsonObject json = new JsonObject();
        json.addProperty("text", symptom.text());
        json.addProperty("rule", symptom.rule());
        json.addProperty("place", symptom.place());
        return json;
    }

    private static JsonObject schedule(FailingSchedule schedule) {
        JsonObject json = new JsonObject();
        json.addProperty("number", schedule.number());
        json.addProperty("token", schedule.token());
        json.addProperty("how", schedule.how());
        json.addProperty("trace", schedule.trace());
        json.addProperty("timeline", schedule.timeline());
        return json;
    }

    private static JsonObject failure(TrialResult trial, String replay) {
        JsonObject json = new JsonObject();
        json.addProperty("threads", trial.threads().toString());
        json.addProperty("message", trial.message());
        json.addProperty("manner", trial.manner());
        json.add("symptom", symptom(trial.symptom()));
        json.addProperty("replay", replay);
        trial.seed().ifPresent(seed -> json.addProperty("seed", SuiteResult.seedText(seed)));
        trial.schedule().ifPresent(schedule -> json.add("schedule", schedule(schedule)));
        json.addProperty("stackTrace", trial.stackTrace());
        json.addProperty("threadDump", trial.threadDump().orElse(""));
        JsonArray steps = new JsonArray();
        trial.recording().first().forEach(step -> steps.add(step(step)));
        trial.recording().last().forEach(step -> steps.add(step(step)));
        json.add("steps", steps);
        json.addProperty("stepsFirst", trial.recording().first().size());
        json.addProperty("stepsDropped", trial.recording().dropped());
        return json;
    }

    private static JsonObject step(Step step) {
        JsonObject json = new JsonObject();
        json.addProperty("thread", step.thread());
        json.addProperty("flow", step.flow());
        json.addProperty("operation", step.operation());
        json.addProperty("beginNanos", step.begin());
        if (!step.pending()) {
            json.addProperty("endNanos", step.end());
            json.addProperty("outcome", step.outcome());
        }
        json.addProperty("failed", step.failed());
        return json;
    }

    private static JsonArray strings(Stream<String> values) {
        JsonArray array = new JsonArray();
        List<String> list = values.toList();
        list.forEach(array::add);
        return array;
    }
}
