package io.hvflow;

/** The two parts of {@code //host:port}, uninterpreted. */
record HostAndPort(String host, String port) {

    static HostAndPort read(String rest) {
        if (!rest.startsWith("//")) {
            throw new IllegalArgumentException("// is missing after the scheme");
        }
        int colon = rest.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("there is no colon and port at its end");
        }
        return new HostAndPort(rest.substring(2, colon), rest.substring(colon + 1));
    }
}
