# shellcheck shell=sh
# What the lab tries beside the suite: foreign peers, much data, many connections, and the end of the guest and of its device.

checks() {
    begin_work
    fetch_all
    fetch_device
    failed=0
    began=$(date +%s)
    for box in $boxes; do
        case $box in
            vsock-loopback) loopback_checks || failed=1 ;;
            vsock-vhost-user) device_checks || failed=1 ;;
            kill-guest | kill-device) kill_checks "$box" || failed=1 ;;
            interrupt) interrupt_checks || failed=1 ;;
        esac
    done
    say "the checks took $(($(date +%s) - began)) s"
    return "$failed"
}

# Both ends in the guest, so only what its slow processor can do in time.
loopback_checks() {
    say "checks in a guest of QEMU $qemu_version, kernel $release, over its own vsock"
    files=$work/loopback
    mkdir -p "$files/etc"
    cp "$jar" "$files/suite.jar"
    cp "$lab/guest/services" "$files/services"
    os_release "$files"
    cat >"$files/job" <<END_OF_JOB
PEER=1 sh /services
sleep 3
timeout -s QUIT -k 10 $((limit * 9 / 10)) $jvm --enable-native-access=ALL-UNNAMED -cp /suite.jar io.hvflow.lab.LabCommand --check echo,digest,full --connect 'vsock://local:{port}' --listen 'vsock://local:{port}'
END_OF_JOB
    boot "$files" "$limit" || return 1
    cat "$work/out/output"
    status=$(cat "$work/out/status")
    rm -rf "$work/out"
    return "$status"
}

# begin_box: a guest with an agent and services, behind a device.
begin_box() {
    start_device
    rm -rf "$work/job"
    agent_job "$work/job"
    cp "$lab/guest/services" "$work/job/services"
    sed -i '1i PEER=2 sh /services; sleep 3' "$work/job/job"
    start_far_end "$work/job"
}

end_box() {
    finish "$guest"
    finish "$device_process"
    rm -rf "$work/guest" "$work"/*.sock*
}

device_checks() {
    say "checks against vhost-device-vsock $device_version and a guest of QEMU $qemu_version, kernel $release"
    begin_box
    status=0
    check --no-half-close --no-duplex || status=1
    end_box
    return "$status"
}

check() {
    # In the background, so that an interrupt is heard while it runs.
    "$JAVA_HOME/bin/java" -XX:-UsePerfData "-Djava.io.tmpdir=$TMPDIR" --enable-native-access=ALL-UNNAMED -cp "$jar" io.hvflow.lab.LabCommand --connect "hybrid://$uds:{port}" --listen "unix://${uds}_{port}" "$@" &
    checking=$!
    remember "$checking"
    ended=0
    wait "$checking" || ended=$?
    forget "$checking"
    return "$ended"
}

# kill_checks WHOM: the guest's process, or the device's, is killed by what has flows to it.
kill_checks() {
    say "ending $1 in the middle of transfers"
    begin_box
    case $1 in
        kill-guest) victim=$(cat "$place/pid") ;;
        # The process itself, not that which bounds its time.
        kill-device) victim=$(cat "/proc/$device_process/task/$device_process/children") ;;
    esac
    status=0
    check --agent "unix://$work/control" --kill "${victim% }" || status=1
    end_box
    return "$status"
}

# A run that is interrupted, killed or out of time leaves nothing.
interrupt_checks() {
    say 'interrupting runs of the suite'
    status=0
    for ending in INT TERM KILL limit; do
        interrupt_run "$ending" || status=1
    done
    return "$status"
}

# interrupt_run SIGNAL|limit: starts a run of the suite, lets it be ended, and looks at what is left.
interrupt_run() {
    allowed=$limit
    [ "$1" != limit ] || allowed=10
    # In a group of its own, as a terminal has it; and not deaf to interrupts, as what runs in the background is.
    setsid env --default-signal=INT,QUIT "$lab/lab" "$jar" "$work/report" conformance --target vsock-vhost-user \
        --limit "$allowed" >"$work/interrupted.log" 2>&1 &
    run=$!
    remember "$run"
    place=$cache/run.$run
    if [ "$1" != limit ]; then
        await 300 "$run" suite_runs "$place" || {
            say 'the run to interrupt does not begin; it says at last:'
            tail -n 5 "$work/interrupted.log" >&2
            finish "$run"
            return 1
        }
        [ -S "$place/vm.sock" ] || fail "a run has no socket at $place/vm.sock: the check looks at the wrong place"
        kill -s "$1" -- "-$run"
    fi
    ended=0
    wait "$run" || ended=$?
    forget "$run"
    # What is killed outright cannot clean up; the next run does.
    [ "$1" != KILL ] || sweep
    if [ -e "$place" ] || [ -n "$(marked "$place")" ]; then
        say "FAILED  a run that was ended by $1 has left $(ls -d "$place" 2>/dev/null) $(told "$place")"
        return 1
    fi
    [ "$ended" -ne 0 ] || {
        say "FAILED  a run that was ended by $1 says that all is well"
        return 1
    }
    say "ok      ended by $1: status $ended, nothing left"
}

# suite_runs DIRECTORY: whether the run of that directory has come as far as the suite.
suite_runs() {
    for member in $(marked "$1"); do
        [ "$(cat "/proc/$member/comm" 2>/dev/null)" != java ] || return 0
    done
    return 1
}
