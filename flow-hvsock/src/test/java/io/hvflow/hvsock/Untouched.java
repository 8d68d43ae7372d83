package io.hvflow.hvsock;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.spi.FlowProvider;
import java.util.ServiceLoader;

/** A program that finds the provider, and with {@code -Duse=true} uses it, twice. */
public final class Untouched {
    private Untouched() {}

    public static void main(String[] args) throws Exception {
        FlowProvider provider =
                ServiceLoader.load(FlowProvider.class).findFirst().orElseThrow();
        System.out.println(provider.name() + " " + provider.schemes().size());
        if (Boolean.getBoolean("use")) {
            for (int i = 0; i < 2; i++) {
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
}
