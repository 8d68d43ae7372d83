package io.hvflow.conformance.rules;

import io.hvflow.Flows;
import io.hvflow.conformance.providers.BrokenProviders;
import io.hvflow.conformance.trial.NotApplicable;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Providers that cannot be loaded, or fail when they are asked, beside those that can. */
final class BrokenProviderChecks {
    private final Library library;

    private BrokenProviderChecks(Library library) {
        this.library = library;
    }

    static List<Rule> rules(Library library) {
        return List.of(Rule.of("L13", new BrokenProviderChecks(library)::takeNothingFromOthers)
                .aboutReal("class path"));
    }

    /** The library is the same for every target: a process asks once, in a process of its own. */
    static final class Once {
        private static final ReentrantLock LOCK = new ReentrantLock();
        private static final Map<Boolean, String> REPORTS = new HashMap<>(); // guarded by LOCK

        private Once() {}

        static String report(boolean brokenFirst) throws IOException {
            LOCK.lock();
            try {
                String report = REPORTS.get(brokenFirst);
                if (report == null) {
                    report = BrokenProviders.report(directory(), brokenFirst);
                    REPORTS.put(brokenFirst, report);
                }
                return report;
            } finally {
                LOCK.unlock();
            }
        }

        private static Path directory() {
            try {
                return Files.createTempDirectory("hvflow");
            } catch (IOException e) {
                throw new NotApplicable(
                        "the rule writes providers to a temporary directory, choose one with -Djava.io.tmpdir=DIR: "
                                + e);
            }
        }
    }

    private void takeNothingFromOthers(Trial trial) throws Exception {
        for (boolean first : List.of(true, false)) {
            String report = library.reportOfProviders(first);
            for (FlowProvider provider : Flows.providers()) {
                trial.check(
                        report.lines().anyMatch(line -> line.equals("provider " + provider.name())),
                        "with broken providers among them, %s was not found:\n%s",
                        provider.name(),
                        report);
            }
            List<String> said = report.lines()
                    .filter(line -> line.contains("FlowUnsupportedException"))
                    .toList();
            trial.check(said.size() == 2, "an address that nobody serves was not refused as such, twice:\n%s", report);
            for (String line : said) {
                BrokenProviders.REASONS.forEach((provider, reason) -> trial.check(
                        line.contains(reason), "what is said does not say what is wrong with %s: %s", provider, line));
            }
        }
    }
}
