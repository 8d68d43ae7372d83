package io.hvflow.conformance.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules as the contract's page states them: the list that the suite must be complete against, and where the page says to
 * look if one fails. The page is a resource of the jar, so that a report and the contract cannot differ.
 */
public final class Contract {
    /** The page in this project. */
    public static final String PAGE = "docs/contract.md";

    private static final Pattern SECTION =
            Pattern.compile("^### (\\w+)\n\n\\*\\*(.+?)\\*\\*\n\n(.+?)(?=^#|\\z)", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LOOK_AT =
            Pattern.compile("^- If it fails, look at: (.+?)(?=^- |^\\s*$|\\z)", Pattern.DOTALL | Pattern.MULTILINE);

    private static final String MARKDOWN = resource("contract.md");
    private static final Map<String, Stated> RULES = read(MARKDOWN);
    private static final Map<String, List<String>> PREREQUISITES = readPrerequisites(resource("prerequisites.txt"));

    private Contract() {}

    private record Stated(String text, String lookAt) {}

    /** Every rule's id, in the order of the contract. */
    public static List<String> ids() {
        return List.copyOf(RULES.keySet());
    }

    /** What the contract says under that id, in Markdown. */
    public static String text(String id) {
        return stated(id).text();
    }

    /** Where the contract says to look if the rule fails, in Markdown. */
    public static String lookAt(String id) {
        return stated(id).lookAt();
    }

    /** The section of the rule, on a page that stands there. */
    public static String link(String page, String id) {
        return page + "#" + id.toLowerCase(Locale.ROOT);
    }

    /**
     * The rules that this one builds on: where one of them is broken, its own check says little. Only the nearest; those
     * build on others.
     */
    public static List<String> prerequisites(String id) {
        return PREREQUISITES.getOrDefault(id, List.of());
    }

    /** The whole page, in Markdown. */
    public static String markdown() {
        return MARKDOWN;
    }

    private static Stated stated(String id) {
        Stated stated = RULES.get(id);
        if (stated == null) {
            throw new IllegalArgumentException("the contract has no rule " + id);
        }
        return stated;
    }

    private static Map<String, Stated> read(String page) {
        Map<String, Stated> rules = new LinkedHashMap<>();
        Matcher sections = SECTION.matcher(page);
        while (sections.find()) {
            Matcher lookAt = LOOK_AT.matcher(sections.group(3));
            rules.put(
                    sections.group(1),
                    new Stated(
                            sections.group(2),
                            lookAt.find() ? lookAt.group(1).strip().replaceAll("\\s+", " ") : ""));
        }
        return Collections.unmodifiableMap(rules);
    }

    private static Map<String, List<String>> readPrerequisites(String text) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            List<String> ids = new ArrayList<>(List.of(line.split("[:\\s]+", -1)));
            all.put(ids.removeFirst(), List.copyOf(ids));
        });
        return Collections.unmodifiableMap(all);
    }

    private static String resource(String name) {
        try (InputStream in = Contract.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
