package io.hvflow.conformance.rules;

import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.zoo.WrongFlow;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The matrix wrong flow x rule, and what each wrong flow is, as text. */
final class ZooReport {
    private static final String LEGEND = """
            F  fails, as it must     f  fails, as it may     X  fails, and should not     !  passes, and should not
            .  passes                -  not applicable          not run here
            """;

    private final List<Judgement> judgements;
    private final StringBuilder out = new StringBuilder();
    private final int width;

    private ZooReport(List<Judgement> judgements) {
        this.judgements = judgements;
        this.width = judgements.stream()
                        .mapToInt(it -> it.wrong().name().length())
                        .max()
                        .orElse(0)
                + 2;
    }

    static String of(List<Judgement> judgements) {
        ZooReport report = new ZooReport(judgements);
        report.matrix();
        report.flows();
        return report.out.toString();
    }

    private void matrix() {
        Set<String> caught = new TreeSet<>();
        judgements.forEach(it -> caught.addAll(it.wrong().fails()));
        line("The zoo: " + judgements.size() + " wrong flows, "
                + judgements.stream().filter(it -> it.mistakes().isEmpty()).count() + " judged as they should be; "
                + caught.size() + " of " + Contract.ids().size() + " rules catch one");
        line("");
        out.append(LEGEND);
        line("");
        line(" ".repeat(width) + groups(id -> id.substring(0, 1)));
        line(" ".repeat(width) + groups(id -> id.length() > 2 ? id.substring(1, 2) : " "));
        line(" ".repeat(width) + groups(id -> id.substring(id.length() - 1)));
        for (Judgement judgement : judgements) {
            String name = judgement.wrong().name();
            line(name + " ".repeat(width - name.length()) + groups(id -> cell(judgement, id)));
        }
    }

    private interface Cell {
        String of(String rule);
    }

    /** A character for each rule, with a gap between the chapters. */
    private static String groups(Cell cell) {
        StringBuilder row = new StringBuilder();
        char group = 'R';
        for (String id : Contract.ids()) {
            if (id.charAt(0) != group) {
                group = id.charAt(0);
                row.append(' ');
            }
            row.append(cell.of(id));
        }
        return row.toString().stripTrailing();
    }

    private static String cell(Judgement judgement, String rule) {
        WrongFlow wrong = judgement.wrong();
        boolean must = wrong.fails().contains(rule);
        return switch (judgement.verdict(rule).orElse(null)) {
            case null -> " ";
            case FAIL -> must ? "F" : wrong.mayFail().contains(rule) ? "f" : "X";
            case PASS -> must ? "!" : ".";
            default -> must ? "!" : "-";
        };
    }

    private void flows() {
        for (Judgement judgement : judgements) {
            WrongFlow wrong = judgement.wrong();
            line("");
            line(String.join(" ", wrong.fails()) + "  " + wrong.name() + ": " + wrong.defect());
            wrong.source().ifPresent(it -> line("    in the source system: " + it.text()));
            for (String rule : wrong.fails()) {
                if (judgement.failed().contains(rule)) {
                    line("    " + rule + " says: " + judgement.reason(rule));
                }
            }
            if (!wrong.why().isEmpty()) {
                line("    may fail " + wrong.why());
            }
            judgement.mistakes().forEach(it -> line("    MISTAKE: " + it.lines().collect(Collectors.joining("; "))));
        }
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }
}
