package io.hvflow;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A UNIX-domain stream socket with an abstract name, which Linux has (unix(7)): {@code unix:@name}. No file stands for
 * it, so nothing is left over when its process ends, and no permission protects it: any process of the same network
 * namespace may connect, and may take the name first.
 *
 * <p>The name is text, and its bytes are UTF-8 in every locale. It may hold slashes and zero bytes ({@code %00}), and
 * ends where its text ends: no zero byte is added. {@code ss} and systemd write such names as {@code @name} too, socat
 * as {@code ABSTRACT-CONNECT:name}. A file that is called {@code @name} is {@code unix:./@name} or {@code
 * unix:%40name}, which is a {@link UnixAddress}.
 *
 * @param name what follows the zero byte with which the system's own form begins; the system bounds its length (107
 *     bytes)
 */
public record UnixAbstractAddress(String name) implements FlowAddress {
    /** What marks an abstract name in the text of an address. */
    static final String MARK = "@";

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is null, empty, or not text (half of a surrogate pair)
     */
    public UnixAbstractAddress {
        check(name);
    }

    private static void check(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException(
                    "name is " + (name == null ? "null" : "empty") + ", must be text of one character or more");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("name has half of a surrogate pair, must be text");
        }
    }

    /** Reads what follows the mark. */
    static UnixAbstractAddress read(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the name has a bare NULL, must be written as %00");
        }
        return new UnixAbstractAddress(PercentText.decode("name", text));
    }

    @Override
    public String scheme() {
        return AddressScheme.UNIX.word;
    }

    @Override
    public String toString() {
        return scheme() + ":" + MARK + PercentText.encode(name);
    }
}
