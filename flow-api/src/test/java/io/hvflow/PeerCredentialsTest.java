package io.hvflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PeerCredentialsTest {
    private static final PeerCredentials MINE = PeerCredentials.of(OptionalLong.of(17), 1000, 4294967295L);

    @Test
    void areValues() {
        assertThat(MINE)
                .isEqualTo(PeerCredentials.of(OptionalLong.of(17), 1000, 4294967295L))
                .hasSameHashCodeAs(PeerCredentials.of(OptionalLong.of(17), 1000, 4294967295L))
                .isNotEqualTo(PeerCredentials.of(OptionalLong.empty(), 1000, 4294967295L))
                .isNotEqualTo(PeerCredentials.of(OptionalLong.of(17), 1001, 4294967295L))
                .isNotEqualTo(PeerCredentials.of(OptionalLong.of(17), 1000, 0))
                .hasToString("uid 1000, gid 4294967295, pid 17");
        assertThat(PeerCredentials.of(OptionalLong.empty(), 0, 0)).hasToString("uid 0, gid 0");
    }

    @Test
    void idsAreUnsigned32Bit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeerCredentials.of(OptionalLong.empty(), -1, 0))
                .withMessage("uid is -1, must be from 0 to 4294967295");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeerCredentials.of(OptionalLong.empty(), 0, 4294967296L))
                .withMessage("gid is 4294967296, must be from 0 to 4294967295");
    }
}
