package io.hvflow.simulator;

import io.hvflow.UnixAbstractAddress;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a listener occupies: a service of one partition, a service of every partition, a socket file or abstract name of
 * one partition, or the text of an address of another kind.
 *
 * @param partition whose; null for everybody's
 * @param name the file, the abstract name or the text; empty for a service
 * @param service the service; {@link Services#NONE} for a file or text
 */
record Binding(@Nullable Partition partition, String name, UUID service) {
    static Binding of(Partition partition, UUID service) {
        return new Binding(partition, "", service);
    }

    static Binding everywhere(UUID service) {
        return new Binding(null, "", service);
    }

    static Binding file(Partition partition, Path path) {
        return new Binding(partition, Partitions.canonical(path).toString(), Services.NONE);
    }

    /** An abstract name, which no file's path looks like. */
    static Binding name(Partition partition, UnixAbstractAddress address) {
        return new Binding(partition, address.toString(), Services.NONE);
    }

    static Binding text(String text) {
        return new Binding(null, text, Services.NONE);
    }

    /** Whether every partition seems to listen. */
    boolean isEverywhere() {
        return partition == null && name.isEmpty();
    }

    /** Whether it is a service of {@code owner}, or of any guest for {@code null}. */
    boolean isServiceOf(@Nullable Partition owner, UUID wanted) {
        return partition != null
                && name.isEmpty()
                && service.equals(wanted)
                && (owner == null ? !partition.isHost() : partition == owner);
    }
}
