package io.hvflow.conformance.zoo;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.ForeignEnds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Flows of a breed whose far ends are bare sockets in memory. */
final class MemoryEnds implements ForeignEnds {
    /** What a peer calls itself whose name is no text. */
    static final String ODD = "odd-name";

    private final MemoryNet net;
    private final Breed breed;
    private final String cage;

    MemoryEnds(MemoryNet net, Breed breed, String cage) {
        this.net = net;
        this.breed = breed;
        this.cage = cage;
    }

    @Override
    public List<String> ways() {
        return List.of("in memory");
    }

    @Override
    public Met open(String way, FlowOptions options, ByteBuffer first, boolean alone) throws IOException {
        MemorySocket.Pair pair = net.pair(MemoryNet.fresh(cage), options);
        MemoryEnd far = new MemoryEnd(pair.far());
        Flow near = breed.make(pair.near(), options);
        far.send(first);
        return new Met(near, far);
    }

    @Override
    public List<String> strangers() {
        return List.of(ODD);
    }

    @Override
    public Flow meet(String stranger, FlowOptions options) throws IOException {
        var address = MemoryNet.fresh(cage);
        try (FlowListener listener = breed.listen(net, address, options)) {
            listener.setAcceptTimeout(options.connectTimeout());
            net.connectAs(MemoryNet.address(cage, stranger), address, options);
            return listener.accept();
        }
    }
}
