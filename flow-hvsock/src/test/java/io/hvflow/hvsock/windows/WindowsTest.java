package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.HvsockAddress;
import java.util.HexFormat;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WindowsTest {
    @Test
    void aSocketNameHasItsGuidsMixedEndian() {
        byte[] name = Windows.socketName(
                UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                HvsockAddress.of(HvsockAddress.PARENT, 0x1234).service());

        assertThat(HexFormat.of().formatHex(name))
                .isEqualTo("2200" + "0000" + "33221100" + "5544" + "7766" + "8899aabbccddeeff" + "34120000" + "cbfa"
                        + "e611" + "bd5864006a7986d3");
    }

    @Property
    void whatIsPutIntoASocketNameComesOutOfIt(@ForAll long a, @ForAll long b, @ForAll long c, @ForAll long d) {
        UUID partition = new UUID(a, b);
        UUID service = new UUID(c, d);

        byte[] name = Windows.socketName(partition, service);

        assertThat(Windows.partition(name)).isEqualTo(partition);
        assertThat(Windows.service(name)).isEqualTo(service);
    }
}
