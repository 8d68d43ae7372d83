package io.hvflow.hvsock;

import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A program that listens without and with a mode, and prints the modes that the files have. */
public final class ModesOfFiles {
    private ModesOfFiles() {}

    @SuppressWarnings("try") // the listener is what makes the file
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0], "m");
        FlowOptions asked =
                FlowOptions.DEFAULTS.transport(UnixOptions.DEFAULTS.mode(PosixFilePermissions.fromString("rw-rw-rw-")));
        for (FlowOptions options : List.of(FlowOptions.DEFAULTS, asked)) {
            try (FlowListener listener = Flows.listen("unix://" + path, options)) {
                System.out.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
        }
    }
}
