# shellcheck shell=sh
# The target vsock-loopback: the suite in a guest, both ends of each flow too.

loopback() {
    begin_work
    [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] \
        || not_available 'the lab takes its kernel and QEMU from the packages of Debian for amd64, and finds no dpkg of that kind'
    fetch_programs
    fetch_kernel
    build_image
    began=$(date +%s)

    version=$(LD_LIBRARY_PATH=$qemu_libraries "$qemu" --version | sed -n 's/^QEMU emulator version \([^ ]*\).*/\1/p')
    files=$work/job
    mkdir -p "$files/etc"
    cp "$jar" "$files/suite.jar"
    # The suite says in its report on what system it ran, and takes that from here.
    printf 'PRETTY_NAME="guest of QEMU %s (TCG), kernel package %s"\n' "$version" "$kernel_version" >"$files/etc/os-release"
    # A suite that hangs is to say where before the guest is ended.
    printf 'timeout -s QUIT -k 10 %s /java/bin/java -Xmx1g -jar /suite.jar --target vsock --report /out/report %s\n' \
        "$((limit * 9 / 10))" "$options" >"$files/job"

    say "running the suite in a guest of QEMU $version, kernel $release; it may take $limit s"
    boot "$files" "$limit" || return 1
    say "the guest took $(($(date +%s) - began)) s"
    grep -v '^report: /out/' "$work/out/output" || :
    if [ -d "$work/out/report" ]; then
        mkdir -p "$report"
        cp "$work/out/report"/* "$report"
        say "the report is in $report"
    fi
    status=$(cat "$work/out/status")
    [ "$status" -le "$unavailable" ] || fail "the suite did not end by itself: status $status"
    return "$status"
}
