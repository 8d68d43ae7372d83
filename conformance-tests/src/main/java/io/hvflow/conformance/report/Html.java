package io.hvflow.conformance.report;

import io.hvflow.conformance.text.Printable;

/** Text in HTML and SVG, where no character of it reorders or hides another. */
final class Html {
    private Html() {}

    static String text(String any) {
        String text = Printable.lines(any);
        StringBuilder html = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return html.toString();
    }

    /** Text with code between backticks, the only Markdown that the contract's rules have. */
    static String markdown(String text) {
        return text(text).replaceAll("`([^`]*)`", "<code>$1</code>");
    }
}
