# shellcheck shell=sh
# A guest whose vsock device is vhost-device-vsock on this machine, with the suite's agent in it.

# start_device: the device of the guest with CID 3. Sets uds to the socket by which this machine reaches the guest; the guest's
# connections to a port of this machine come out at $uds_PORT.
start_device() {
    uds=$work/vm.sock
    # The longest path is that with a port behind.
    [ ${#uds} -le 96 ] || fail "the path $uds is too long for a socket: set XDG_CACHE_HOME to a shorter one"
    timeout --kill-after=5 "$limit" "$device" --vm "guest-cid=3,socket=$work/device.sock,uds-path=$uds" >"$work/device.log" 2>&1 &
    device_process=$!
    remember "$device_process"
    await 30 "$device_process" test -S "$work/device.sock" || fail "vhost-device-vsock does not begin: $(tail -n 1 "$work/device.log")"
}

# start_far_end JOB: boots the guest, which runs the files of JOB, and waits until its agent has opened the control channel. Once more if
# QEMU itself crashed, as it may where the machine is very busy: that says nothing of what is tested.
start_far_end() {
    ! boot_far_end "$1" || return 0
    if crashed "$guest"; then
        say "QEMU has crashed (status $ended) before the guest was up; once more"
        finish "$device_process"
        rm -f "$work"/*.sock
        start_device
        ! boot_far_end "$1" || return 0
    fi
    say 'the guest does not come up; its console says at last:'
    last_words "$place"
    exit 1
}

boot_far_end() {
    start_guest guest "$1" "$limit" \
        -chardev "socket,id=vsock,path=$work/device.sock" -device vhost-user-vsock-pci,chardev=vsock \
        -chardev "socket,id=control,path=$work/control,server=on,wait=off" \
        -device virtio-serial-pci -device virtserialport,chardev=control,name=control
    await 300 "$guest" grep -q '^ready' "$place/console"
}

# crashed PROCESS: whether it has been ended by a signal, but for the one that ends what takes too long.
crashed() {
    ! kill -0 "$1" 2>/dev/null || return 1
    ended=0
    wait "$1" || ended=$?
    forget "$1"
    [ "$ended" -gt 128 ] && [ "$ended" -ne 137 ]
}

# await SECONDS PROCESS COMMAND...: until the command succeeds, the process has ended or the time is over.
await() {
    seconds=$1
    process=$2
    shift 2
    until "$@" 2>/dev/null; do
        kill -0 "$process" 2>/dev/null && [ "$seconds" -gt 0 ] || return 1
        sleep 1
        seconds=$((seconds - 1))
    done
}

# agent_job DIRECTORY: the files of a guest that has the far ends.
agent_job() {
    mkdir -p "$1/etc"
    cp "$jar" "$1/suite.jar"
    os_release "$1"
    cat >"$1/job" <<END_OF_JOB
echo ready >/dev/console
port=\$(grep -lx control /sys/class/virtio-ports/*/name)
port=\${port%/name}
$java agent --control "/dev/\${port##*/}" >/dev/console 2>&1
END_OF_JOB
}

# describe NAME NEAR FAR BY FRAMING FORBIDDEN: one column, as the suite reads it.
describe() {
    cat >"$work/$1.properties" <<END_OF_TARGET
name=$1
near=$2
far=$3
by=$4
framing=$5
forbidden=$6
agent=unix://$work/control
agent.patience=120
capabilities=HALF_CLOSE,PEER_SHUTDOWN_READ
device=vhost-device-vsock $device_version, QEMU $qemu_version, Linux $release, package $kernel_version
END_OF_TARGET
    columns="$columns --remote $work/$1.properties"
    names="$names${names:+,}$1"
}

vhost_user() {
    begin_work
    fetch_all
    fetch_device
    began=$(date +%s)
    agent_job "$work/job"
    run_columns
    if panicked; then
        say "the device has crashed, and everything stands still since: $(grep -A1 panicked "$work/device.log" | tail -n 1); once more"
        rm -f "$work"/*.sock
        run_columns
        ! panicked || say 'the device has crashed again'
    fi
    say "the run took $(($(date +%s) - began)) s"
    return "$ended"
}

# run_columns: the suite over a new device and a new guest. Sets ended.
run_columns() {
    start_device
    start_far_end "$work/job"
    columns=
    names=
    for framing in off on; do
        suffix=
        [ "$framing" = off ] || suffix=-framed
        describe "vsock-vhost-user$suffix" "hybrid://$uds:{port}" 'vsock://any:{port}' near "$framing" vsock://4294967294:1
        describe "vsock-vhost-user-guest$suffix" "unix://${uds}_{port}" 'vsock://2:{port}' far "$framing" unix:///dev/null/hvflow.sock
    done
    say "running the suite against vhost-device-vsock $device_version and a guest of QEMU $qemu_version, kernel $release"
    chosen=$target
    [ "$target" != vsock-vhost-user ] || chosen=$names
    ended=0
    # In the background, so that an interrupt is heard while it runs.
    # shellcheck disable=SC2086 # several words
    timeout -s QUIT -k 10 "$limit" "$JAVA_HOME/bin/java" -XX:-UsePerfData "-Djava.io.tmpdir=$TMPDIR" -jar "$jar" $columns --target "$chosen" \
        --report "$report/$target" --progress /dev/stderr $options &
    running=$!
    remember "$running"
    end_if_panicked "$running" &
    watch=$!
    remember "$watch"
    wait "$running" || ended=$?
    forget "$running"
    finish "$watch"
    [ "$ended" -le 1 ] || {
        say 'the guest and the device say at last:'
        last_words "$place"
        tail -n 5 "$work/device.log" >&2
    }
    finish "$guest"
    finish "$device_process"
}

panicked() { grep -q panicked "$work/device.log"; }

# end_if_panicked PROCESS: ends it when the device has crashed, since after that it would only wait for one deadline after another.
end_if_panicked() {
    while kill -0 "$1" 2>/dev/null; do
        ! panicked || kill "$1"
        sleep 2
    done
}
