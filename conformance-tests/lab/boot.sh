# shellcheck shell=sh
# Boots a guest and waits until it has switched itself off.

# boot JOB LIMIT [QEMU OPTIONS...]: runs the files of the directory JOB, of which one is the script job, in a guest, and leaves what it
# wrote to /out in $work/out, its exit status in $work/out/status. Fails if the guest ended without, or was ended.
boot() {
    job=$1
    limit=$2
    shift 2
    # The kernel unpacks several archives behind one another.
    pack "$job" "$work/job.cpio"
    cat "$image" "$work/job.cpio" >"$work/initramfs"
    : >"$work/disk"
    truncate -s 64M "$work/disk"

    # On a busy machine an emulated timer is too late for the kernel's check of it, which panics.
    # A process of its own for the limit, since a guest that hangs does not hear a polite word.
    [ -z "$qemu_root" ] || set -- -L "$qemu_root/usr/share/qemu" -L "$qemu_root/usr/share/seabios" "$@"
    LD_LIBRARY_PATH=$qemu_libraries timeout --kill-after=5 "$limit" "$qemu" \
        -nodefaults -no-user-config -display none -no-reboot \
        -machine pc -accel tcg,thread=multi -cpu max -smp 2 -m 2048 \
        -kernel "$kernel"/boot/vmlinuz-* -initrd "$work/initramfs" \
        -append 'console=ttyS0 quiet panic=-1 no_timer_check nowatchdog mitigations=off' \
        -serial "file:$work/console" \
        -drive "file=$work/disk,format=raw,if=none,id=disk" -device virtio-blk-pci,drive=disk "$@" \
        >"$work/qemu.log" 2>&1 </dev/null &
    guest=$!
    started="$started $guest"
    ended=0
    wait "$guest" || ended=$?
    started=${started%" $guest"}
    rm "$work/initramfs"

    mkdir -p "$work/out"
    tar -xf "$work/disk" -C "$work/out" 2>/dev/null || :
    [ ! -s "$work/out/status" ] || return 0
    case $ended in
        124 | 137) say "the guest was ended after $limit s; its console says at last:" ;;
        *) say "the guest ended without a result (QEMU: $ended); its console says at last:" ;;
    esac
    tail -n 20 "$work/qemu.log" "$work/console" >&2
    return 1
}
