package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.HvsockAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What this library believes of Windows' interface, against the headers and import libraries of mingw-w64. */
class HeadersTest {
    private static final String INCLUDES = """
            #include <winsock2.h>
            #include <ws2tcpip.h>
            #include <hvsocket.h>
            #include <winreg.h>
            #include <stddef.h>
            """;

    /** What C calls it, and what it is here. */
    private static Map<String, Long> beliefs() {
        Map<String, Long> beliefs = new LinkedHashMap<>();
        beliefs.put("sizeof(SOCKADDR_HV)", (long) Windows.SOCKADDR_HV_SIZE);
        beliefs.put("offsetof(SOCKADDR_HV, Family)", (long) Windows.SOCKADDR_HV_FAMILY);
        beliefs.put("sizeof(((SOCKADDR_HV *) 0)->Family)", (long) Short.BYTES);
        beliefs.put("offsetof(SOCKADDR_HV, VmId)", (long) Windows.SOCKADDR_HV_VM_ID);
        beliefs.put("offsetof(SOCKADDR_HV, ServiceId)", (long) Windows.SOCKADDR_HV_SERVICE_ID);
        beliefs.put("sizeof(GUID)", 16L);
        beliefs.put("sizeof(WSADATA)", (long) Windows.WSADATA_SIZE);
        beliefs.put("sizeof(WSABUF)", (long) Windows.WSABUF_SIZE);
        beliefs.put("offsetof(WSABUF, len)", (long) Windows.WSABUF_LEN);
        beliefs.put("sizeof(((WSABUF *) 0)->len)", (long) Integer.BYTES);
        beliefs.put("offsetof(WSABUF, buf)", (long) Windows.WSABUF_BUF);
        beliefs.put("sizeof(SOCKET)", (long) Long.BYTES);
        beliefs.put("sizeof(HKEY)", (long) Long.BYTES);
        beliefs.put("sizeof(DWORD)", (long) Integer.BYTES);
        beliefs.put("sizeof(GROUP)", (long) Integer.BYTES);
        beliefs.put("sizeof(BOOL)", (long) Integer.BYTES);
        beliefs.put("(LONG_PTR) HKEY_LOCAL_MACHINE", Registry.HKEY_LOCAL_MACHINE);
        beliefs.put("INVALID_SOCKET == (SOCKET) -1", 1L);
        beliefs.put("SOCKET_ERROR", -1L);
        beliefs.put("SOCK_STREAM", (long) Windows.SOCK_STREAM);
        beliefs.put("HV_PROTOCOL_RAW", (long) Windows.HV_PROTOCOL_RAW);
        beliefs.put("HVSOCKET_CONNECT_TIMEOUT", (long) Windows.HVSOCKET_CONNECT_TIMEOUT);
        beliefs.put("HVSOCKET_CONNECT_TIMEOUT_MAX", (long) Windows.HVSOCKET_CONNECT_TIMEOUT_MAX);
        beliefs.put("HVSOCKET_CONNECTED_SUSPEND", (long) Windows.HVSOCKET_CONNECTED_SUSPEND);
        beliefs.put("WSA_FLAG_OVERLAPPED", (long) Windows.WSA_FLAG_OVERLAPPED);
        beliefs.put("WSA_FLAG_NO_HANDLE_INHERIT", (long) Windows.WSA_FLAG_NO_HANDLE_INHERIT);
        beliefs.put("HANDLE_FLAG_INHERIT", (long) Windows.HANDLE_FLAG_INHERIT);
        beliefs.put("SD_RECEIVE", (long) Windows.SD_RECEIVE);
        beliefs.put("SD_SEND", (long) Windows.SD_SEND);
        beliefs.put("MAKEWORD(2, 2)", (long) Windows.WINSOCK_2_2);
        beliefs.put("KEY_READ", (long) Registry.KEY_READ);
        beliefs.put("KEY_SET_VALUE", (long) Registry.KEY_SET_VALUE);
        beliefs.put("REG_SZ", (long) Registry.REG_SZ);
        WinError.names().forEach((number, name) -> beliefs.put(name, (long) number));
        return beliefs;
    }

    private static String program(Map<String, Long> beliefs) {
        StringBuilder program = new StringBuilder(INCLUDES);
        beliefs.forEach((expression, value) ->
                program.append("_Static_assert((" + expression + ") == " + value + "LL, \"" + expression + "\");\n"));
        // Headers before version 11 of mingw-w64 lack the name.
        program.append(
                "#ifdef AF_HYPERV\n_Static_assert(AF_HYPERV == " + Windows.AF_HYPERV + ", \"AF_HYPERV\");\n#endif\n");
        return program.toString();
    }

    @Test
    void everySizeOffsetAndNumberIsTheHeaders() throws Exception {
        Mingw.Compiled compiled = Mingw.compile(program(beliefs()));

        assertThat(compiled.messages()).isEmpty();
        assertThat(compiled.object()).isNotEmpty();
    }

    @Test
    void everyOneThatWereWrongWouldBeFound() throws Exception {
        Map<String, Long> wrong = new TreeMap<>();
        beliefs().forEach((expression, value) -> wrong.put(expression, value + 1));

        Mingw.Compiled compiled = Mingw.compile(program(wrong));

        assertThat(compiled.messages().lines().filter(line -> line.contains("static assertion failed")))
                .hasSameSizeAs(wrong.keySet());
    }

    @Test
    void theGuidsOfHypervAreInMemoryAsTheCompilerPutsThem() throws Exception {
        byte[] object = Mingw.compile(INCLUDES).object();

        for (UUID id : List.of(
                HvsockAddress.WILDCARD,
                HvsockAddress.BROADCAST,
                HvsockAddress.CHILDREN,
                HvsockAddress.LOOPBACK,
                HvsockAddress.PARENT,
                HvsockAddress.SILOHOST,
                HvsockAddress.of(HvsockAddress.PARENT, 0).service())) {
            byte[] name = Windows.socketName(id, HvsockAddress.WILDCARD);
            byte[] guid = java.util.Arrays.copyOfRange(name, Windows.SOCKADDR_HV_VM_ID, Windows.SOCKADDR_HV_SERVICE_ID);
            assertThat(object).as(id.toString()).containsSequence(guid);
        }
    }

    @Test
    void everyFunctionIsInItsImportLibrary() throws Exception {
        List<String> missing = new ArrayList<>();
        for (Function function : Function.values()) {
            if (!new TreeSet<>(Mingw.symbols(function.library)).contains(function.symbol)) {
                missing.add(function.library + " " + function.symbol);
            }
        }

        assertThat(missing).isEmpty();
        assertThat(Mingw.symbols("ws2_32")).contains("WSASend").doesNotContain("WSASendTo2", "CancelIoEx");
    }
}
