package io.hvflow.conformance.text;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text that may be a far end's, made fit for terminals, logs and files. What moves a cursor, colours, reorders or hides text is
 * written as an escape such as {@code \x1b} or {@code \u202e}: control characters (C0, DEL, C1), format characters (those that
 * override the direction of text among them), other line ends than the line feed, and halves of characters. Every text output
 * of the suite and of the agent goes through here.
 */
public final class Printable {
    private static final Pattern LINE_END = Pattern.compile("[ \\t]*(?:\\R[ \\t]*)+");

    private Printable() {}

    /**
     * Text in one line: line ends become semicolons, so that nobody's text begins a line of its own.
     *
     * @param text the text, of whatever origin
     * @return the same without line ends and without what is not printable
     */
    public static String line(String text) {
        return escaped(LINE_END.matcher(text).replaceAll("\n").strip().replace("\n", "; "), false);
    }

    /**
     * Text of several lines, such as a stack trace: line feeds and tabs stay as they are.
     *
     * @param text the text
     * @return the same without what is not printable
     */
    public static String lines(String text) {
        return escaped(text.replace("\r\n", "\n"), true);
    }

    private static String escaped(String text, boolean layout) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isPrintable(c) || (layout && (c == '\n' || c == '\t'))) {
                out.appendCodePoint(c);
            } else {
                out.append(escape(c));
            }
        });
        return out.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escape(int c) {
        return switch (c) {
            case '\t' -> "\\t";
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            default -> String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\u{%x}", c);
        };
    }
}
