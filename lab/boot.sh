# shellcheck shell=sh
# Boots guests. A guest's files are in a directory of $work of the same name.

# start_guest NAME JOB LIMIT [QEMU OPTIONS...]: boots a guest that runs the files of the directory JOB, of which one is the script job,
# and sets guest to its process, which ends after LIMIT seconds at the latest.
start_guest() {
    place=$work/$1
    job=$2
    limit=$3
    shift 3
    mkdir -p "$place"
    # The kernel unpacks several archives behind one another.
    pack "$job" "$work/job.cpio"
    cat "$image" "$work/job.cpio" >"$place/initramfs"
    rm "$work/job.cpio"
    : >"$place/disk"
    truncate -s 64M "$place/disk"

    # On a busy machine an emulated timer is too late for the kernel's check of it, which panics.
    # A device in a process of its own sees the guest's memory only if that is shared.
    # A process of its own for the limit, since a guest that hangs does not hear a polite word.
    [ -z "$qemu_root" ] || set -- -L "$qemu_root/usr/share/qemu" -L "$qemu_root/usr/share/seabios" "$@"
    LD_LIBRARY_PATH=$qemu_libraries timeout --kill-after=5 "$limit" "$qemu" \
        -nodefaults -no-user-config -display none -no-reboot \
        -object memory-backend-memfd,id=memory,size=${memory:-2048}M,share=on \
        -machine pc,memory-backend=memory -accel tcg,thread=multi -cpu max -smp 2 -m ${memory:-2048} \
        -kernel "$kernel"/boot/vmlinuz-* -initrd "$place/initramfs" \
        -append 'console=ttyS0 quiet panic=-1 no_timer_check nowatchdog mitigations=off' \
        -serial "file:$place/console" -pidfile "$place/pid" \
        -drive "file=$place/disk,format=raw,if=none,id=disk" -device virtio-blk-pci,drive=disk "$@" \
        >"$place/log" 2>&1 </dev/null &
    guest=$!
    remember "$guest"
}

# boot JOB LIMIT [QEMU OPTIONS...]: runs a guest and waits until it has switched itself off. Leaves what it wrote to /out in $work/out,
# its exit status in $work/out/status. Fails if the guest ended without, or was ended.
boot() {
    # Or what an earlier guest of this run has said would stand for one that says nothing.
    rm -rf "$work/out"
    start_guest guest "$@"
    show_progress "$place/console" &
    progress=$!
    remember "$progress"
    ended=0
    wait "$guest" || ended=$?
    forget "$guest"
    finish "$progress"
    rm "$place/initramfs"

    mkdir -p "$work/out"
    tar -xf "$place/disk" -C "$work/out" 2>/dev/null || :
    [ ! -s "$work/out/status" ] || return 0
    case $ended in
        124 | 137) say "the guest was ended after $limit s; its console says at last:" ;;
        *) say "the guest ended without a result (QEMU: $ended); its console says at last:" ;;
    esac
    last_words "$place"
    return 1
}

# show_progress CONSOLE: the suite's lines, one for each rule, as the guest prints them.
show_progress() {
    shown=0
    while sleep 3; do
        lines=$(tr -d '\r' <"$1" 2>/dev/null | grep -E '^[a-z-]+ [0-9]+/[0-9]+ ' | tail -n "+$((shown + 1))") || lines=
        [ -n "$lines" ] || continue
        printf '%s\n' "$lines" >&2
        shown=$((shown + $(printf '%s\n' "$lines" | wc -l)))
    done
}

last_words() { tail -n 20 "$1/log" "$1/console" >&2 || :; }
