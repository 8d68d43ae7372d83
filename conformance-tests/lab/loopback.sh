# shellcheck shell=sh
# The target vsock-loopback: the suite in a guest, both ends of each flow too.

loopback() {
    begin_work
    fetch_all
    began=$(date +%s)

    files=$work/job
    mkdir -p "$files/etc"
    cp "$jar" "$files/suite.jar"
    os_release "$files"
    # A suite that hangs is to say where before the guest is ended.
    printf 'timeout -s QUIT -k 10 %s %s --target vsock-loopback --report /out/report %s\n' "$((limit * 9 / 10))" "$java" "$options" >"$files/job"

    say "running the suite in a guest of QEMU $qemu_version, kernel $release; it may take $limit s"
    boot "$files" "$limit" || return 1
    say "the guest took $(($(date +%s) - began)) s"
    bring_report
}

# bring_report: prints what the suite wrote in the guest, puts its report where it is wanted, and returns its status.
bring_report() {
    grep -v '^report: /out/' "$work/out/output" || :
    if [ -d "$work/out/report" ]; then
        mkdir -p "$report/$target"
        cp "$work/out/report"/* "$report/$target"
        say "the report is in $report/$target"
    fi
    status=$(cat "$work/out/status")
    [ "$status" -le "$unavailable" ] || fail "the suite did not end by itself: status $status"
    return "$status"
}
