# shellcheck shell=sh
# The target vsock-vhost: the kernel's own virtio-vsock between two machines. The one that has the device is itself a guest, for it needs
# vhost_vsock in its kernel; the suite runs in it, and the agent in a guest of that guest.

vhost() {
    begin_work
    fetch_all
    began=$(date +%s)

    files=$work/job
    mkdir -p "$files/etc" "$files/inner"
    cp "$jar" "$files/suite.jar"
    os_release "$files"
    copy_qemu "$files"
    cp "$kernel"/boot/vmlinuz-* "$files/inner/vmlinuz"
    inner_image "$files/inner/initramfs"
    cp "$lab/guest/inner" "$files/inner/start"
    columns=
    describe_inner vsock-vhost 'vsock://3:{port}' 'vsock://any:{port}' near vsock://4294967294:1
    describe_inner vsock-vhost-guest 'vsock://any:{port}' 'vsock://2:{port}' far vsock://4294967294:1
    cat >"$files/job" <<END_OF_JOB
sh /inner/start || exit 1
timeout -s QUIT -k 10 $((limit * 9 / 10)) $java $columns --target $target --report /out/report --progress /dev/console $options
suite=\$?
[ -f /inner/pid ] || {
    echo 'the inner guest has ended; it said at last:'
    tail -n 20 /inner/log /inner/console
}
exit "\$suite"
END_OF_JOB

    say "running the suite in a guest of QEMU $qemu_version, kernel $release, and its agent in a guest of that; it may take $limit s"
    memory=3072 boot "$files" "$limit" || return 1
    say "the guests took $(($(date +%s) - began)) s"
    bring_report
}

# describe_inner NAME NEAR FAR BY FORBIDDEN: one column, as the suite in the guest reads it.
describe_inner() {
    cat >"$files/inner/$1.properties" <<END_OF_TARGET
name=$1
near=$2
far=$3
by=$4
framing=off
forbidden=$5
agent=unix:///inner/control
agent.patience=120
capabilities=HALF_CLOSE,PEER_SHUTDOWN_READ
device=vhost_vsock of Linux $release, package $kernel_version, QEMU $qemu_version
END_OF_TARGET
    columns="$columns --remote /inner/$1.properties"
}

# copy_qemu DIRECTORY: QEMU with all that it needs, for a guest to run.
copy_qemu() {
    tree=$1
    mkdir -p "$tree/bin" "$tree/qemu"
    copy_program "$qemu" /bin/qemu
    for file in share/qemu/kvmvapic.bin share/qemu/linuxboot_dma.bin share/seabios/bios-256k.bin lib/x86_64-linux-gnu/qemu/accel-tcg-x86_64.so; do
        # Some are parts of the program, or not needed, in other versions.
        [ ! -f "$qemu_root/usr/$file" ] || cp "$qemu_root/usr/$file" "$tree/qemu/"
    done
}

# inner_image FILE: a guest that has nothing but the agent in C, for a Java virtual machine takes minutes to come up in it.
inner_image() {
    tree=$work/inner
    begin_tree
    copy_modules
    sh "$lab/../conformance-tests/src/main/c/agent/build" "$tree/bin/agent" 2>"$work/cc.log" \
        || not_available "the agent for the inner guest cannot be compiled: $(tail -n 1 "$work/cc.log")"
    cat >"$tree/job" <<'END_OF_JOB'
echo ready >/dev/console
port=$(grep -lx control /sys/class/virtio-ports/*/name)
port=${port%/name}
agent --control "/dev/${port##*/}" >/dev/console 2>&1
END_OF_JOB
    pack "$tree" "$1"
    rm -rf "$tree"
}
