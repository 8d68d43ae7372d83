package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertReads;
import static io.hvflow.Addresses.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HvsockAddressTest {
    private static final UUID VM = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

    /** The GUIDs of hvsocket.h. */
    @ParameterizedTest
    @CsvSource({
        "wildcard,  00000000-0000-0000-0000-000000000000",
        "broadcast, ffffffff-ffff-ffff-ffff-ffffffffffff",
        "children,  90db8b89-0d35-4f79-8ce9-49ea0ac8b7cd",
        "loopback,  e0e16197-dd56-4a10-9195-5ee7a155a838",
        "parent,    a42e7cda-d03f-480c-9cc2-a4de20abb878",
        "silohost,  36bd0c5c-7276-4223-88ba-7d03b654c568",
    })
    void L8_partitionsWithNames(String name, UUID partition) throws ReflectiveOperationException {
        HvsockAddress address = HvsockAddress.of(partition, 5000);
        assertCanonical("hvsock://" + name + "/5000", address);
        assertReads("hvsock://" + name.toUpperCase(Locale.ROOT) + "/5000", address);
        assertReads("hvsock://" + partition + "/5000", address);
        assertThat(HvsockAddress.class.getField(name.toUpperCase(Locale.ROOT)).get(null))
                .isEqualTo(partition);
    }

    @ParameterizedTest
    @CsvSource({
        "0,          00000000-facb-11e6-bd58-64006a7986d3",
        "1,          00000001-facb-11e6-bd58-64006a7986d3",
        "5000,       00001388-facb-11e6-bd58-64006a7986d3",
        "2147483647, 7fffffff-facb-11e6-bd58-64006a7986d3",
    })
    void L8_portsStandForServiceIds(long port, UUID service) {
        HvsockAddress address = new HvsockAddress(VM, service);
        assertThat(HvsockAddress.of(VM, port)).isEqualTo(address);
        assertThat(address.port()).hasValue(port);
        assertCanonical("hvsock://" + VM + "/" + port, address);
        assertReads("HVSOCK://" + upper(VM) + "/" + upper(service), address);
        assertReads("hvsock://" + VM + "/000" + port, address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80000000-facb-11e6-bd58-64006a7986d3",
                "ffffffff-facb-11e6-bd58-64006a7986d3",
                "00001388-facb-11e6-bd58-64006a7986d4",
                "00001388-facc-11e6-bd58-64006a7986d3",
                "00001388-facb-11e7-bd58-64006a7986d3",
                "00000000-0000-0000-0000-000000000000",
                "999e53d4-3d5c-4c3e-8779-bed06ec056e1",
            })
    void L8_otherServiceIdsHaveNoPort(UUID service) {
        HvsockAddress address = new HvsockAddress(VM, service);
        assertThat(address.port()).isEmpty();
        assertCanonical("hvsock://" + VM + "/" + service, address);
        assertReads("hvsock://" + upper(VM) + "/" + upper(service), address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hvsock:                   | // is missing after the scheme",
                "hvsock:parent/5000        | // is missing after the scheme",
                "hvsock://                 | there is no slash and service after the partition",
                "hvsock://parent           | there is no slash and service after the partition",
                "hvsock://parent:5000      | there is no slash and service after the partition",
                "hvsock:///5000            | partition is \"\", must be a GUID or one of broadcast, children, loopback,",
                "hvsock://host/5000        | partition is \"host\", must be a GUID or one of",
                "hvsock://1-1-1-1-1/5000   | partition is \"1-1-1-1-1\", must be a GUID",
                "hvsock://parent/          | service is \"\", must be a GUID or a port from 0 to 2147483647",
                "hvsock://parent/any       | service is \"any\", must be a GUID or a port from 0 to 2147483647",
                "hvsock://parent/-1        | service is \"-1\", must be a GUID or a port from 0 to 2147483647",
                "hvsock://parent/2147483648 | service is \"2147483648\", must be a GUID or a port from 0 to 2147483647",
                "hvsock://parent/4294967296 | service is \"4294967296\", must be a GUID or a port from 0 to 2147483647",
                "hvsock://parent/1-1-1-1-1 | service is \"1-1-1-1-1\", must be a GUID",
                "hvsock://parent/5000/     | service is \"5000/\", must be a GUID",
                "hvsock://parent/5000?a    | service is \"5000?a\", must be a GUID",
                "hvsock://parent/{00001388-facb-11e6-bd58-64006a7986d3} | must be a GUID",
                "hvsock://parent/g0001388-facb-11e6-bd58-64006a7986d3   | must be a GUID",
            })
    void L8_badTextSaysWhatIsWrongAndWhatIsRight(String text, String reason) {
        assertRefused(text, reason, "right is, for example, hvsock://parent/5000");
    }

    @Test
    void L8_constructorsRefuseWhatIsMissingOrOutOfBounds() {
        assertRefused(() -> new HvsockAddress(null, VM), "partition is null, must be a GUID");
        assertRefused(() -> new HvsockAddress(VM, null), "service is null, must be a GUID");
        assertRefused(() -> HvsockAddress.of(null, 1), "partition is null, must be a GUID");
        assertRefused(() -> HvsockAddress.of(VM, -1), "port is -1, must be from 0 to 2147483647");
        assertRefused(() -> HvsockAddress.of(VM, 2147483648L), "port is 2147483648, must be from 0 to 2147483647");
        assertRefused(() -> HvsockAddress.of(VM, 1L << 32), "port is 4294967296, must be from 0 to 2147483647");
    }

    @Property
    void L8_everyPortHasItsServiceId(@ForAll @IntRange(min = 0) int port) {
        HvsockAddress address = HvsockAddress.of(VM, port);
        assertThat(address.service()).hasToString("%08x-facb-11e6-bd58-64006a7986d3".formatted(port));
        assertThat(new HvsockAddress(VM, address.service()).port()).hasValue(port);
    }

    private static String upper(UUID id) {
        return id.toString().toUpperCase(Locale.ROOT);
    }
}
