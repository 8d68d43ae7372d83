package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxTest {
    @ParameterizedTest
    @CsvSource({"amd64, 12", "x86_64, 12", "aarch64, 16"})
    void epollEventIsPackedOnX86Only(String arch, int size) {
        assertThat(Linux.epollEventSize(arch)).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({"Linux, amd64", "Linux, x86_64", "Linux, aarch64"})
    void servesWhatItsNumbersAreOf(String os, String arch) {
        assertThat(Linux.unavailable(os, arch)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X, aarch64", "Windows 11, amd64", "Linux, riscv64"})
    void saysWhatItNeedsAndWhatIsHere(String os, String arch) {
        assertThat(Linux.unavailable(os, arch))
                .hasValueSatisfying(reason -> assertThat(reason).contains("Linux on x86-64 or aarch64", os, arch));
    }

    @Test
    void saysWhatMacosLacks() {
        assertThat(Linux.unavailable("Mac OS X", "aarch64"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("kqueue", "accept", "error numbers"));
        assertThat(Linux.unavailable("Windows 11", "amd64"))
                .hasValueSatisfying(reason -> assertThat(reason).doesNotContain("macOS"));
    }

    @Test
    void thisMachineIsOneOfThem() {
        assertThat(Linux.unavailable()).isEmpty();
    }
}
