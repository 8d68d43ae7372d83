# shellcheck shell=sh
# The target vsock-loopback: the suite in a guest, both ends of each flow too, and before it the tests that need such a kernel.

# add_tests DIRECTORY: puts what the class path in the file $VSOCK_TESTS names there, and into the job what runs it: before the suite,
# whose status it leaves alone unless the tests are what fails.
add_tests() {
    mkdir "$1/tests"
    tests=
    IFS=:
    # shellcheck disable=SC2046 # one word for each colon
    set -- "$1" $(cat "$VSOCK_TESTS")
    unset IFS
    for entry; do
        [ "$entry" != "$1" ] || continue
        number=$((${number:-0} + 1))
        cp -r "$entry" "$1/tests/$number"
        tests=$tests:/tests/$number
    done
    job=$(cat "$1/job")
    cat >"$1/job" <<END
timeout -s QUIT -k 10 $((limit / 4)) $jvm --enable-native-access=ALL-UNNAMED -cp ${tests#:} io.hvflow.hvsock.GuestTests >/out/tests 2>&1
tests=\$?
$job
suite=\$?
[ "\$tests" -eq 0 ] || [ "\$suite" -ne 0 ] || exit 1
exit "\$suite"
END
}

loopback() {
    begin_work
    fetch_all
    began=$(date +%s)

    files=$work/job
    mkdir -p "$files/etc"
    cp "$jar" "$files/suite.jar"
    os_release "$files"
    # A suite that hangs is to say where before the guest is ended, also where the tests took their time.
    # shellcheck disable=SC2016 # the guest's shell reckons
    printf 'timeout -s QUIT -k 10 $((%s - $(cut -d . -f 1 /proc/uptime))) %s --target vsock-loopback --report /out/report --progress /dev/console %s\n' "$((limit * 9 / 10))" "$java" "$options" >"$files/job"
    [ -z "${VSOCK_TESTS:-}" ] || add_tests "$files"

    say "running the suite in a guest of QEMU $qemu_version, kernel $release; it may take $limit s"
    boot "$files" "$limit" || return 1
    say "the guest took $(($(date +%s) - began)) s"
    [ ! -f "$work/out/tests" ] || cat "$work/out/tests"
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
