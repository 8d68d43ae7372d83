package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.Flows;
import io.hvflow.HvsockAddress;
import io.hvflow.SimAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ZERO);

    private final Hypervisor own = new Hypervisor();

    @BeforeEach
    void chooseTheSimulatorForAll() {
        System.setProperty(Flows.PROVIDER, "simulator");
    }

    @AfterEach
    void endTheSharedOne() {
        System.clearProperty(Flows.PROVIDER);
        Hypervisor.shared().close();
    }

    private static void assertTalk(Flow near, Flow far) throws IOException {
        for (Flow[] way : new Flow[][] {{near, far}, {far, near}}) {
            way[0].write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            ByteBuffer dst = ByteBuffer.allocate(5);
            assertThat(way[1].readInto(dst)).isTrue();
        }
    }

    @Test
    void theProviderServesItsOwnSchemeUnasked() throws IOException {
        System.clearProperty(Flows.PROVIDER);
        FlowAddress address = FlowAddress.parse("sim://guest:5000");
        FlowListener listener = Flows.listen(address, OPTIONS);
        assertTalk(Flows.connect(address, OPTIONS), listener.accept());
        assertThat(Flows.providers()).singleElement().satisfies(found -> {
            assertThat(found.name()).isEqualTo("simulator");
            assertThat(found.schemes()).containsExactly("sim");
            assertThat(found.unavailable("vsock")).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sim://guest:5000",
                "sim://:5000",
                "sim://local:5000",
                "sim://3:0",
                "vsock://3:5000",
                "vsock://host:4294967294",
                "vsock://local:5000",
                "hvsock://parent/5000",
                "hvsock://loopback/5000",
                "hvsock://6bd0cbd4-9f4f-4ee6-9f7e-1b2c3d4e5f60/5000",
                "hvsock://6bd0cbd4-9f4f-4ee6-9f7e-1b2c3d4e5f60/0a1b2c3d-0000-4000-8000-000000000001",
                "hybrid:///run/vm.sock:5000",
                "hyperkit://:5000/vms/0",
                "unix:///run/x.sock",
                "unix:x.sock",
                "unix:@x.sock",
                "proxy://somewhere/else?a=b#c",
                "proxy:opaque"
            })
    void theProviderServesTheSameAddressOfEveryKindAtBothEnds(String text) throws IOException {
        FlowAddress address = FlowAddress.parse(text);
        assertThatThrownBy(() -> Flows.connect(address, OPTIONS)).isInstanceOf(FlowRefusedException.class);
        try (FlowListener listener = Flows.listen(address, OPTIONS)) {
            Flow near = Flows.connect(address, OPTIONS);
            Flow far = listener.accept();
            assertTalk(near, far);
            assertThat(near.remoteAddress()).isEqualTo(address);
            assertThat(near.localAddress()).isEqualTo(far.remoteAddress()).isNotEqualTo(address);
            for (FlowAddress each : new FlowAddress[] {near.localAddress(), far.localAddress()}) {
                assertThat(each.scheme()).isEqualTo(address.scheme());
                assertThat(FlowAddress.of(each.toUri())).isEqualTo(each);
            }
            assertThat(Flows.connect(listener.localAddress(), OPTIONS)).isNotNull();
            assertThatThrownBy(() -> Flows.listen(address, OPTIONS)).hasMessageContaining("taken");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vsock://:52, sim://guest:52",
        "vsock://:52, vsock://3:52",
        "vsock://:52, vsock://host:52",
        "vsock://:52, hvsock://parent/52",
        "vsock://:52, hybrid:///run/vm.sock:52",
        "vsock://:52, hyperkit://:52/vms/0",
        "vsock://3:52, hybrid:///run/vm.sock:52",
        "vsock://3:52, sim://3:52",
        "sim://host:52, vsock://host:52",
        "hybrid:///run/vm.sock:52, vsock://host:52",
        "hybrid:///run/vm.sock:52, unix:///run/vm.sock_52",
        "unix:///run/vm.sock_52, unix:///run/x/../vm.sock_52",
        "hyperkit://:52/vms/0, vsock://host:52",
        "hyperkit://:52/vms/0, unix:///vms/0/00000002.00000034",
        "hvsock://wildcard/52, vsock://7:52",
        "hvsock://children/52, hvsock://6bd0cbd4-9f4f-4ee6-9f7e-1b2c3d4e5f60/52",
    })
    void oneKindReachesAnother(String listen, String connect) throws IOException {
        FlowListener listener = own.listen(FlowAddress.parse(listen), OPTIONS);
        Flow near = own.connect(FlowAddress.parse(connect), OPTIONS);
        Flow far = listener.accept();
        assertTalk(near, far);
        assertThat(near.remoteAddress()).isEqualTo(FlowAddress.parse(connect));
        assertThat(near.localAddress().scheme()).isEqualTo(near.remoteAddress().scheme());
        assertThat(far.localAddress().scheme())
                .isEqualTo(far.remoteAddress().scheme())
                .isEqualTo(FlowAddress.parse(listen).scheme());
        assertThat(own.connection(near)).isSameAs(own.connection(far));
    }

    @ParameterizedTest
    @CsvSource({
        "vsock://3:52, vsock://4:52",
        "vsock://3:52, vsock://3:53",
        "vsock://host:52, hybrid:///run/vm.sock:52",
        "hybrid:///run/vm.sock:52, hybrid:///run/other.sock:52",
        "hybrid:///run/vm.sock:52, vsock://3:52",
        "unix:///run/x.sock, unix:///run/y.sock",
        "unix:@x.sock, unix:./@x.sock",
        "unix:@x.sock, unix:x.sock",
        "hybrid:///run/vm.sock:52, unix:///run/vm.sock",
    })
    void whatIsElsewhereIsNotReached(String listen, String connect) throws IOException {
        own.listen(FlowAddress.parse(listen), OPTIONS);
        assertThatThrownBy(() -> own.connect(FlowAddress.parse(connect), OPTIONS))
                .isInstanceOf(FlowRefusedException.class);
    }

    @Test
    void theNameOfAMachineIsForConnectingAndLeadsToItsVmId() throws IOException {
        FlowAddress named = FlowAddress.parse("hvsock://name=guest/52");
        FlowListener listener = own.partition("guest").listen(FlowAddress.parse("vsock://:52"), OPTIONS);

        Flow near = own.connect(named, OPTIONS);

        assertTalk(near, listener.accept());
        assertThat(near.remoteAddress())
                .isEqualTo(HvsockAddress.of(own.partition("guest").vmId(), 52));
        assertThatThrownBy(() -> own.listen(named, OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("listen on the machine's VM id");
        assertThatThrownBy(() -> own.connect(FlowAddress.parse("hvsock://name=ghost/52"), OPTIONS))
                .isInstanceOf(FlowRefusedException.class);
    }

    @Test
    void anExactListenerComesBeforeOneOnAnyPartition() throws IOException {
        FlowListener any = own.listen(FlowAddress.parse("vsock://:52"), OPTIONS);
        FlowListener exact = own.listen(FlowAddress.parse("vsock://4:52"), OPTIONS);
        own.connect(FlowAddress.parse("vsock://4:52"), OPTIONS);
        assertThat(exact.accept().localAddress()).isEqualTo(FlowAddress.parse("vsock://4:52"));
        own.connect(FlowAddress.parse("vsock://5:52"), OPTIONS);
        Flow far = any.accept();
        assertThat(far.localAddress()).isEqualTo(FlowAddress.parse("vsock://5:52"));
        assertThat(own.connection(far).to()).isSameAs(own.partition(5));
    }

    @Test
    void partitionsListenOnAnyOfTheirOwnNamesOnly() throws IOException {
        Partition one = own.partition("one");
        Partition two = own.partition("two");
        FlowAddress any = FlowAddress.parse("vsock://:52");
        FlowListener atOne = one.listen(any, OPTIONS);
        FlowListener atTwo = two.listen(any, OPTIONS);
        assertThat(atTwo.localAddress()).isEqualTo(FlowAddress.parse("vsock://" + two.cid() + ":52"));
        Flow near = one.connect(FlowAddress.parse("sim://two:52"), OPTIONS);
        assertThat(near.localAddress())
                .isInstanceOfSatisfying(
                        SimAddress.class,
                        address -> assertThat(address.partition()).isEqualTo("one"));
        assertTalk(near, atTwo.accept());
        assertTalk(one.connect(FlowAddress.parse("vsock://local:52"), OPTIONS), atOne.accept());
    }

    @Test
    void everyPartitionHasItsOwnFiles() throws IOException {
        FlowAddress file = FlowAddress.parse("unix:///run/x.sock");
        Partition guest = own.partition("guest");
        FlowListener onGuest = guest.listen(file, OPTIONS);
        assertThatThrownBy(() -> own.connect(file, OPTIONS)).isInstanceOf(FlowRefusedException.class);
        assertTalk(guest.connect(file, OPTIONS), onGuest.accept());
    }

    @Test
    void aSocketLeadsToTheGuestBehindItAndServesNoOther() throws IOException {
        Partition one = own.partition("one").behind(Path.of("/run/one.sock"));
        Partition two = own.partition("two").behind(Path.of("/run/two.sock"));
        FlowListener atTwo = two.listen(FlowAddress.parse("vsock://:52"), OPTIONS);
        assertThatThrownBy(() -> own.connect(FlowAddress.parse("hybrid:///run/one.sock:52"), OPTIONS))
                .isInstanceOf(FlowRefusedException.class);
        assertTalk(own.connect(FlowAddress.parse("hybrid:///run/two.sock:52"), OPTIONS), atTwo.accept());

        FlowAddress host = FlowAddress.parse("vsock://host:53");
        FlowListener served = own.host().listen(FlowAddress.parse("hybrid:///run/one.sock:53"), OPTIONS);
        assertThatThrownBy(() -> two.connect(host, OPTIONS)).isInstanceOf(FlowRefusedException.class);
        assertTalk(one.connect(host, OPTIONS), served.accept());

        assertThatThrownBy(() -> two.behind(Path.of("/run/one.sock"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> own.host().behind(Path.of("/run/x.sock"))).isInstanceOf(IllegalStateException.class);
        assertThat(one.behind(Path.of("/run/one.sock"))).isSameAs(one);
    }

    @Test
    void aPartitionHasOneSetOfNames() {
        assertThat(own.partition("host"))
                .isSameAs(own.partition(2))
                .isSameAs(own.partition("2"))
                .isSameAs(own.host());
        Partition guest = own.partition("guest");
        assertThat(guest.cid()).isEqualTo(3);
        assertThat(own.partition(3)).isSameAs(guest);
        assertThat(own.partition(guest.vmId())).isSameAs(guest);
        assertThat(own.partition(7).name()).isEqualTo("7");
        UUID id = UUID.fromString("6bd0cbd4-9f4f-4ee6-9f7e-1b2c3d4e5f60");
        assertThat(own.partition(id).vmId()).isEqualTo(id);
        assertThat(own.partition(id).cid()).isEqualTo(4);
        assertThat(own.partitions()).containsExactly(own.host(), guest, own.partition(4), own.partition(7));
        for (String name : new String[] {"", "local", "hypervisor", "a b", "0", "1", "4294967295"}) {
            assertThatThrownBy(() -> own.partition(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> own.link(guest, new Hypervisor().host())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSharedHypervisorIsTheProvidersUntilItIsClosed() throws IOException {
        FlowAddress address = FlowAddress.parse("vsock://3:5000");
        Hypervisor shared = Hypervisor.shared();
        FlowListener listener = Flows.listen(address, OPTIONS);
        Flow near = shared.connect(address, OPTIONS);
        assertTalk(near, listener.accept());
        assertThat(Hypervisor.shared()).isSameAs(shared);
        shared.close();
        assertThat(Hypervisor.shared()).isNotSameAs(shared);
        assertThatThrownBy(() -> Flows.connect(address, OPTIONS)).isInstanceOf(FlowRefusedException.class);
        shared.close();
        assertThat(Hypervisor.shared().connections()).isEmpty();
    }
}
