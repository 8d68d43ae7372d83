package io.hvflow.hvsock;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.spi.FlowProvider;
import java.util.ServiceLoader;

/** A program that finds the provider, and with an argument of any kind (a system property) uses it too. */
public final class Untouched {
    private Untouched() {}

    public static void main(String[] args) throws Exception {
        FlowProvider provider = ServiceLoader.load(FlowProvider.class).findFirst().orElseThrow();
        System.out.println(provider.name() + " " + provider.schemes().size());
        if (Boolean.getBoolean("use")) {
            try {
                provider.listen(FlowAddress.parse("unix:nowhere"), FlowOptions.DEFAULTS)
                        .close();
                System.out.println("listened");
            } catch (FlowUnsupportedException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
