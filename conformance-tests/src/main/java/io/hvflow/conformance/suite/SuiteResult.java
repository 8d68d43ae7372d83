package io.hvflow.conformance.suite;

import io.hvflow.conformance.trial.Pace;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the reports report.
 *
 * @param environment where it was found
 * @param settings how hard was looked
 * @param rules the rules that were run, in the order of the contract
 * @param gaps how the suite differs from the contract: empty in a suite that is whole
 * @param targets the results, in the order in which the targets ran
 * @param options what a command line that runs a trial again needs besides the trial: each option after a blank
 * @param test the JUnit test that ran the suite, if one did: its trials are run again by system properties
 */
public record SuiteResult(
        Environment environment,
        Settings settings,
        List<Rule> rules,
        List<String> gaps,
        List<TargetResult> targets,
        String options,
        Optional<String> test) {
    /** Of the command line. */
    public SuiteResult(
            Environment environment,
            Settings settings,
            List<Rule> rules,
            List<String> gaps,
            List<TargetResult> targets,
            String options) {
        this(environment, settings, rules, gaps, targets, options, Optional.empty());
    }

    /** Of a command line without options. */
    public SuiteResult(
            Environment environment,
            Settings settings,
            List<Rule> rules,
            List<String> gaps,
            List<TargetResult> targets) {
        this(environment, settings, rules, gaps, targets, "");
    }

    public SuiteResult {
        rules = List.copyOf(rules);
        gaps = List.copyOf(gaps);
        targets = List.copyOf(targets);
    }

    /** Whether every target that ran conforms, and at least one ran. */
    public boolean conformant() {
        return all(TargetResult::conformant);
    }

    /** Whether every target that ran conforms but for what its device is known to break, and at least one ran. */
    public boolean asExpected() {
        return all(TargetResult::asExpected);
    }

    private boolean all(Predicate<TargetResult> good) {
        List<TargetResult> run =
                targets.stream().filter(it -> it.unavailable().isEmpty()).toList();
        return gaps.isEmpty() && !run.isEmpty() && run.stream().allMatch(good);
    }

    public Duration duration() {
        return targets.stream().map(TargetResult::duration).reduce(Duration.ZERO, Duration::plus);
    }

    /** The last line of the reports. */
    public String summary() {
        String standings = targets.stream()
                .collect(Collectors.groupingBy(TargetResult::standing, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(entry -> entry.getValue() + " " + entry.getKey().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return plural(rules.size(), "rule") + ", " + plural(targets.size(), "target") + ": "
                + (standings.isEmpty() ? "nothing ran" : standings);
    }

    private static String plural(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** What runs a failed trial again, with the failing value first: options of the command line, or of a build with JUnit. */
    public String replay(TargetResult target, RuleResult result, TrialResult trial) {
        return test.map(name -> properties(name, result, trial)).orElseGet(() -> commandLine(target, result, trial));
    }

    private String properties(String name, RuleResult result, TrialResult trial) {
        StringBuilder text = new StringBuilder("-Dtest=" + name);
        property(text, "rules", result.rule().id());
        property(text, "seed", seedText(trial.seed().orElse(settings.seed())));
        if (settings.tries() != Settings.DEFAULTS.tries()) {
            property(text, "tries", settings.tries());
        }
        if (settings.schedules() != Settings.DEFAULTS.schedules()) {
            property(text, "schedules", settings.schedules());
        }
        if (settings.pace().equals(Pace.USUAL) && !settings.patience().equals(Settings.DEFAULTS.patience())) {
            property(text, "patience", settings.patience().toMillis() / 1e3);
        }
        trial.schedule().ifPresent(schedule -> property(text, "replay", schedule.token()));
        return text.toString();
    }

    private static void property(StringBuilder text, String name, Object value) {
        text.append(" -D").append(Settings.PROPERTIES).append(name).append('=').append(value);
    }

    private String commandLine(TargetResult target, RuleResult result, TrialResult trial) {
        return "--target " + target.target() + " --rule " + result.rule().id() + " --seed "
                + seedText(trial.seed().orElse(settings.seed()))
                + (settings.tries() == Settings.DEFAULTS.tries() ? "" : " --tries " + settings.tries())
                + trial.schedule().map(it -> " --replay " + it.token()).orElse("")
                + options;
    }

    public static String seedText(long seed) {
        return "0x" + Long.toHexString(seed);
    }
}
