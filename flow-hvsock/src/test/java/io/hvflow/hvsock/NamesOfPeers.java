package io.hvflow.hvsock;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.Flows;
import io.hvflow.hvsock.posix.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program whose peers choose names that are no text, or none in this locale; its argument is a directory. It prints
 * what its listener says of each, and what becomes of an address of its own outside ASCII.
 */
public final class NamesOfPeers {
    private NamesOfPeers() {}

    public static void main(String[] args) throws Exception {
        String directory = args[0];
        List<byte[]> names = List.of(
                bytes(directory, "/plain"),
                bytes(directory, "/\u00ff\u00fe"),
                bytes(directory, "/\u00ff\u00fd"),
                bytes(directory, "/\u00c3\u00a9"),
                bytes("\0", "abstract\u00ff"),
                bytes("\0", "hvflow-" + ProcessHandle.current().pid()));
        FlowAddress here = FlowAddress.parse("unix://" + directory + "/l");
        try (FlowListener listener = Flows.listen(here.toString())) {
            for (byte[] name : names) {
                int client = RawSocket.connected(name, bytes(directory, "/l"));
                try (Flow flow = listener.accept()) {
                    FlowAddress remote = flow.remoteAddress();
                    boolean unnamed = remote.equals(here);
                    System.out.println(
                            unnamed
                                    ? "unnamed"
                                    : remote.toString()
                                            .replace(directory, "")
                                            .replace(
                                                    "" + ProcessHandle.current().pid(), "PID"));
                } finally {
                    RawSocket.close(client);
                }
            }
        }
        try {
            Flows.listen("unix://" + directory + "/%C3%A8").close();
            System.out.println("listened");
        } catch (IllegalArgumentException | FlowException e) {
            System.out.println(e.getMessage().contains("LC_ALL=C.UTF-8") ? "refused, with what to do" : e.toString());
        }
    }

    private static byte[] bytes(String directory, String name) {
        return (directory + name).getBytes(StandardCharsets.ISO_8859_1);
    }
}
