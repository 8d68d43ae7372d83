package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.HvsockAddress;
import io.hvflow.hvsock.HyperV;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registering services, in the stand-in's registry. */
class ServicesTest {
    @BeforeEach
    void standIn() {
        StandInFixture.require();
    }

    @AfterEach
    void noKeyIsLeftOpen() {
        assertThat(StandIn.read("open_keys")).isZero();
    }

    @Test
    void aServiceIsRegisteredOnceAndRenamed() throws FlowException {
        UUID service = HvsockAddress.of(HvsockAddress.PARENT, 5000).service();
        String key = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization\\GuestCommunicationServices\\"
                + "00001388-facb-11e6-bd58-64006a7986d3";
        StandIn.administrator(true);
        int writes = StandIn.read("writes");

        assertThat(HyperV.registerService(service, "Déjà vu")).isTrue();
        assertThat(HyperV.registerService(service, "Déjà vu")).isFalse();
        assertThat(StandIn.read("writes")).isEqualTo(writes + 1);
        assertThat(Registry.read(key, "ElementName")).contains("Déjà vu");

        StandIn.administrator(false);
        assertThat(HyperV.registerService(service, "Déjà vu")).isFalse();

        StandIn.administrator(true);
        assertThat(HyperV.registerService(service, "another name")).isTrue();
        assertThat(Registry.read(key, "ElementName")).contains("another name");
        assertThat(Registry.read(key, "Other")).isEmpty();
    }

    @Test
    void withoutAnAdministratorsRightsThatIsToldWithTheKey() {
        UUID service = UUID.randomUUID();

        assertThatThrownBy(() -> HyperV.registerService(service, "x"))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContainingAll(
                        "administrator", "GuestCommunicationServices\\" + service, "ERROR_ACCESS_DENIED 5");
    }

    @Test
    void aNameThatTheRegistryCannotHoldIsRefused() {
        assertThatThrownBy(() -> HyperV.registerService(UUID.randomUUID(), "a\0b"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
