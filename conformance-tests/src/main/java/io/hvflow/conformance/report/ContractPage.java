package io.hvflow.conformance.report;

import io.hvflow.conformance.contract.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The contract's page as HTML, to stand beside the {@link HtmlReport} that links to its rules. It loads nothing, and knows as
 * much Markdown as the page has: headings, paragraphs, lists, tables, code, bold text, and links within the page.
 */
public final class ContractPage {
    /** The name of the file, in the directory of the reports. */
    public static final String FILE = "contract.html";

    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>The Flow contract</title>
            <style>
            :root { color-scheme: light dark; --line: light-dark(#d8dce2, #3a4250); --code: light-dark(#eff1f5, #242a34); }
            body { max-width: 52rem; margin: 2rem auto; padding: 0 1.5rem; font: 16px/1.55 system-ui, sans-serif; }
            h3 { margin-top: 2.2rem; }
            :target { background: light-dark(#fff3c4, #4a3f12); }
            code { background: var(--code); border-radius: 4px; padding: .1em .3em; }
            table { border-collapse: collapse; }
            th, td { border: 1px solid var(--line); padding: .3rem .7rem; text-align: left; vertical-align: top; }
            </style>
            </head>
            <body>
            """;

    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Pattern BOLD = Pattern.compile("\\*\\*(.+?)\\*\\*");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(([^)]*)\\)");

    private final StringBuilder out = new StringBuilder(HEAD);

    private ContractPage() {}

    static String html() {
        ContractPage page = new ContractPage();
        Pattern.compile("\n\\s*\n")
                .splitAsStream(Contract.markdown())
                .forEach(block -> page.block(block.strip().lines().toList()));
        return page.out.append("</body>\n</html>\n").toString();
    }

    private void block(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        String first = lines.getFirst();
        if (first.startsWith("#")) {
            heading(first);
            block(lines.subList(1, lines.size()));
        } else if (first.startsWith("- ")) {
            list(lines);
        } else if (first.startsWith("|")) {
            table(lines);
        } else {
            element("p", String.join("\n", lines));
        }
    }

    private void heading(String line) {
        String text = line.replaceFirst("^#+ ", "");
        String id = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
        int level = line.indexOf(' ');
        out.append(String.format(Locale.ROOT, "<h%d id=\"%s\">%s</h%d>\n", level, id, inline(text), level));
    }

    private void list(List<String> lines) {
        List<String> items = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("- ")) {
                items.add(line.substring(2));
            } else {
                items.add(items.removeLast() + "\n" + line.strip());
            }
        }
        out.append("<ul>\n");
        items.forEach(item -> element("li", item));
        out.append("</ul>\n");
    }

    private void table(List<String> lines) {
        out.append("<table>\n");
        for (int i = 0; i < lines.size(); i++) {
            if (i == 1) {
                continue; // the line between the head and the rows
            }
            String cell = i == 0 ? "th" : "td";
            out.append("<tr>");
            for (String text : lines.get(i).replaceAll("^\\||\\|$", "").split("\\|", -1)) {
                element(cell, text.strip());
            }
            out.append("</tr>\n");
        }
        out.append("</table>\n");
    }

    private void element(String name, String text) {
        out.append('<')
                .append(name)
                .append('>')
                .append(inline(text))
                .append("</")
                .append(name)
                .append(">\n");
    }

    /** What stands between backticks is code, whatever else is in it; links and bold text may have code in them. */
    private static String inline(String text) {
        StringBuilder html = new StringBuilder();
        Matcher code = CODE.matcher(text);
        int from = 0;
        while (code.find()) {
            html.append(Html.text(text.substring(from, code.start())))
                    .append("<code>")
                    .append(Html.text(code.group(1)).replace("*", "&#42;"))
                    .append("</code>");
            from = code.end();
        }
        html.append(Html.text(text.substring(from)));
        return BOLD.matcher(links(html.toString())).replaceAll("<strong>$1</strong>");
    }

    /** Links within the page are links; where others lead to is not there. */
    private static String links(String html) {
        return LINK.matcher(html)
                .replaceAll(link -> Matcher.quoteReplacement(
                        link.group(2).startsWith("#")
                                ? "<a href=\"" + link.group(2) + "\">" + link.group(1) + "</a>"
                                : link.group(1)));
    }
}
