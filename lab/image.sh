# shellcheck shell=sh
# Builds what a guest boots from: a kernel and an initramfs that holds everything else. No mount, no loop device, no root.

# What a guest loads, with what it needs.
guest_modules='virtio_pci virtio_blk virtio_console vsock vsock_loopback vmw_vsock_virtio_transport'

# How a guest runs Java, and the suite's jar. The better compiler and the collector with barriers cost an emulated processor more than they save:
# without them the suite takes less than half the time.
jvm='/java/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx1g'
java="$jvm -jar /suite.jar"

# os_release DIRECTORY: the suite says in its report on what system it ran, and takes that from there.
os_release() {
    printf 'PRETTY_NAME="guest of QEMU %s (TCG), kernel package %s"\n' "$qemu_version" "$kernel_version" >"$1/etc/os-release"
}

# build_image: sets image to an initramfs of busybox, the modules and a Java runtime. Kept until one of them changes.
build_image() {
    runtime=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release")
    image=$cache/image-$kernel_version-$runtime-$(cat "$lab/image.sh" "$lab/guest/init" | cksum | cut -d ' ' -f 1)
    [ ! -f "$image" ] || return 0
    say 'building the image of the guest'
    rm -f "$cache/image-$kernel_version"-*
    tree=$work/tree
    begin_tree
    copy_modules
    copy_java
    copy_program "$socat/usr/bin/socat" /bin/socat
    pack "$tree" "$work/image"
    keep "$work/image" "$image"
    rm -rf "$tree"
}

# begin_tree: what is in every image, in $tree.
begin_tree() {
    mkdir -p "$tree/bin" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/tmp" "$tree/etc" "$tree/out"
    cp "$busybox" "$tree/bin/busybox"
    cp "$lab/guest/init" "$tree/init"
    chmod 755 "$tree/init"
}

# pack DIRECTORY FILE
pack() {
    (cd "$1" && find . | "$busybox" cpio -o -H newc -R 0:0) >"$2" 2>"$work/cpio.log" || fail "$(cat "$work/cpio.log")"
}

# Uncompressed, since the depmod of busybox does not read them otherwise.
copy_modules() {
    from=$kernel/modules/$release
    to=$tree/lib/modules/$release
    mkdir -p "$to"
    cp "$from"/modules.builtin* "$from/modules.order" "$to"
    (cd "$from" && find kernel/drivers/virtio kernel/drivers/block/virtio_blk.ko* \
        kernel/drivers/char/virtio_console.ko* kernel/drivers/vhost kernel/net/vmw_vsock -name '*.ko*' 2>/dev/null) \
        | while read -r module; do
            mkdir -p "$to/${module%/*}"
            case $module in
                *.xz) xz -dc "$from/$module" >"$to/${module%.xz}" ;;
                *.zst) zstd -qdc "$from/$module" >"$to/${module%.zst}" ;;
                *) cp "$from/$module" "$to/$module" ;;
            esac
        done
    "$busybox" depmod -b "$tree" "$release"
    # shellcheck disable=SC2086 # several words
    printf '%s\n' $guest_modules >"$tree/etc/modules"
}

copy_java() {
    # What the suite needs, and jdk.unsupported for the benchmarks; jdeps also names java.sql, which two of the suite's libraries use
    # where it is there.
    "$JAVA_HOME/bin/jlink" --add-modules java.base,java.logging,jdk.management,jdk.unsupported \
        --generate-cds-archive --no-header-files --no-man-pages --output "$tree/java" >"$work/jlink.log" 2>&1 \
        || fail "jlink of $JAVA_HOME fails: $(cat "$work/jlink.log")"
    rm -rf "$tree/java/legal" "$tree/java/lib/server/classes_nocoops.jsa"
    find "$tree/java" -type f \( -name '*.so' -o -path '*/bin/*' \) -exec ldd {} + 2>/dev/null | copy_libraries
}

# copy_program FILE PATH: with its libraries, of which some are in the cache.
copy_program() {
    cp "$1" "$tree$2"
    LD_LIBRARY_PATH=$qemu_libraries:$socat/usr/lib/x86_64-linux-gnu:$socat/lib/x86_64-linux-gnu ldd "$1" | copy_libraries
}

# The loader and the libraries that ldd names, at the paths where they are looked for; those of the cache where the system's are.
copy_libraries() {
    sed -n 's|^[^/]*\(/[^ :]*\) (0x.*|\1|p' | grep -v "^$tree/" | sort -u | while read -r library; do
        path=${library#"$socat"}
        path=${path#"$qemu_root"}
        mkdir -p "$tree${path%/*}"
        cp -L "$library" "$tree$path"
    done
}
