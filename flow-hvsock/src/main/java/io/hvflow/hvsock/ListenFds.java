package io.hvflow.hvsock;

import io.hvflow.FlowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The environment in which systemd starts a process to which it passes sockets (sd_listen_fds(3)). */
final class ListenFds {
    /** Where the numbers begin: SD_LISTEN_FDS_START. */
    private static final int FIRST = 3;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    private ListenFds() {}

    /** The sockets passed to the process of that id; empty if none, or to another: what a child inherits is not for it. */
    static List<InheritedSocket> read(Map<String, String> environment, long pid) throws FlowException {
        String addressee = environment.get("LISTEN_PID");
        String text = environment.get("LISTEN_FDS");
        if (addressee == null || text == null || !addressee.equals(Long.toString(pid))) {
            return List.of();
        }
        if (!NUMBER.matcher(text).matches()) {
            throw wrong("LISTEN_FDS", text, "a number of descriptors");
        }
        int count = Integer.parseInt(text);
        String names = environment.get("LISTEN_FDNAMES");
        // The limit keeps the last name if it is empty.
        String[] each = names == null || count == 0 ? new String[0] : names.split(":", -1);
        if (names != null && each.length != count) {
            throw wrong("LISTEN_FDNAMES", names, count + " names with colons between, as LISTEN_FDS is " + count);
        }
        List<InheritedSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new InheritedSocket(FIRST + i, names == null ? InheritedSocket.UNKNOWN : each[i]));
        }
        return List.copyOf(sockets);
    }

    private static FlowException wrong(String variable, String value, String right) {
        return new FlowException("take over sockets", null, variable + " is \"" + value + "\", must be " + right);
    }
}
