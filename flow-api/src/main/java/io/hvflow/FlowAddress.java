package io.hvflow;

import java.net.URI;

/**
 * Where a flow ends: a port of a virtual machine, a service of a partition, a socket file. Immutable values, written as
 * URIs; text and URI round-trip (L8).
 *
 * <table>
 * <caption>The kinds, as they are written</caption>
 * <tr><th>text</th><th>kind</th></tr>
 * <tr><td>{@code vsock://3:5000}, {@code vsock://:5000}, {@code vsock://:any}</td><td>{@link VsockAddress}</td></tr>
 * <tr><td>{@code hvsock://parent/5000}, {@code hvsock://<vm id>/<service id>}</td><td>{@link HvsockAddress}</td></tr>
 * <tr><td>{@code hvsock://name=My%20VM/5000}</td><td>{@link HvsockNameAddress}</td></tr>
 * <tr><td>{@code hybrid:///run/vm.sock:5000}, {@code hybrid:vm.sock:5000}</td><td>{@link HybridAddress}</td></tr>
 * <tr><td>{@code hyperkit://:80/vms/0}, {@code hyperkit:vms/0:80}</td><td>{@link HyperkitAddress}</td></tr>
 * <tr><td>{@code unix:///run/x.sock}, {@code unix:x.sock}</td><td>{@link UnixAddress}</td></tr>
 * <tr><td>{@code unix:@name}</td><td>{@link UnixAbstractAddress}</td></tr>
 * <tr><td>{@code sim://guest:5000}, {@code sim://:5000}</td><td>{@link SimAddress}</td></tr>
 * <tr><td>any other scheme</td><td>{@link OtherAddress}</td></tr>
 * </table>
 *
 * <p><b>Numbers.</b> CIDs and ports are unsigned 32-bit, in decimal. Port 4294967295 means any port, and is written
 * {@code any}; port 0 is a port like any other.
 *
 * <p><b>Paths.</b> An absolute path follows {@code ://}, a relative one follows the colon. In the canonical text all but
 * ASCII letters, digits, {@code /} and <code>-._~!$&amp;'()*+,;=@</code> is percent-encoded, as UTF-8. When text is read,
 * other characters may stand for themselves, but not {@code ?}, {@code #} and control characters; a {@code %} must begin
 * an escape. No address of this library has a query or a fragment. Paths are of the default file system and not empty; how
 * long they may be is for the system to say, when the address is used. A relative path means what it means to the JDK's
 * files ({@link UnixAddress}). Abstract names are written in the same way after the {@code @}, and so are the names of
 * virtual machines, but for the slash, which is always {@code %2F}.
 *
 * <p>The kinds are closed so that a program can switch over them; a backend of another kind gets its address as an
 * {@link OtherAddress}. The constructors refuse what has no text, with {@link IllegalArgumentException}.
 */
public sealed interface FlowAddress
        permits VsockAddress,
                HvsockAddress,
                HvsockNameAddress,
                HybridAddress,
                HyperkitAddress,
                UnixAddress,
                UnixAbstractAddress,
                SimAddress,
                OtherAddress {

    /**
     * The scheme, by which the provider is chosen.
     *
     * @return lower case, without the colon
     */
    String scheme();

    /**
     * This address as a URI; {@link #of} makes an equal address of it.
     *
     * @return the URI, whose text is {@link #toString}
     */
    default URI toUri() {
        return URI.create(toString());
    }

    /**
     * The canonical text: equal addresses have the same, and {@link #parse} makes an equal address of it.
     *
     * @return the text of {@link #toUri}
     */
    @Override
    String toString();

    /**
     * Reads an address. Schemes, names and GUIDs may be in upper case, numbers may have leading zeros.
     *
     * @param text the text of a URI, such as {@code vsock://3:5000}
     * @return the address
     * @throws IllegalArgumentException if the text is no address; it quotes the text and says what is wrong (L8)
     */
    static FlowAddress parse(String text) {
        return AddressParser.parse(text);
    }

    /**
     * Reads an address, as {@link #parse} reads the URI's text.
     *
     * @param uri the URI
     * @return the address
     * @throws IllegalArgumentException if the URI is no address; it quotes the URI and says what is wrong (L8)
     */
    static FlowAddress of(URI uri) {
        return AddressParser.parse(uri == null ? null : uri.toString());
    }
}
