# shellcheck shell=sh
# Takes programs and kernels out of Debian packages, without installing any. Which mirror is the machine's own configuration's to say.

lists=
sources=

# Prints TARGET as the suite would, with the reason and what helps.
not_available() {
    printf '%s  UNAVAILABLE: %s\n' "$target" "$1"
    exit "$unavailable"
}

# apt-get with locks, archives and, after refresh, lists of its own, so that it needs no root and changes nothing of the machine's.
apt() {
    program=$1
    shift
    "$program" -q -o Dir::Cache="$cache/apt/archive" -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" \
        -o Acquire::Languages=none ${lists:+-o "Dir::State::Lists=$lists"} ${sources:+-o "Dir::Etc::SourceList=$sources"} \
        ${sources:+-o Dir::Etc::SourceParts=/dev/null} "$@"
}

# Looks packages up in lists of the lab's own: the machine has none, or asks another release.
refresh() {
    say "asking for the list of packages${1:+ of $1}"
    lists=$cache/apt/${1:-lists}
    mkdir -p "$lists/partial" "$cache/apt/archive/archives/partial"
    apt apt-get update >>"$work/apt.log" 2>&1
}

# The machine's mirror, with another release. Debian signs all of them with keys of one keyring.
use_release() {
    mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Identifier: Packages' \
        | sed -n '/^[^ ]*-\(security\|updates\|backports\) /d; s/^[^ ]* //p' | head -n 1)
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -n "$mirror" ] && [ -r "$keyring" ] || return 1
    sources=$work/$1.list
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$1" >"$sources"
    refresh "$1"
}

why() { grep -E '^E:' "$work/apt.log" | tail -n 1 || :; }

# unpack DIRECTORY: all packages in the current directory.
unpack() {
    for package in *.deb; do
        dpkg -x "$package" "$1" || return 1
    done
}

# fetch_all: what every guest needs.
fetch_all() {
    [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] \
        || not_available 'the lab takes its kernel and QEMU from the packages of Debian for amd64, and finds no dpkg of that kind'
    fetch_programs
    fetch_kernel
    fetch_socat
    build_image
    qemu_version=$(LD_LIBRARY_PATH=$qemu_libraries "$qemu" --version | sed -n 's/^QEMU emulator version \([^ ]*\).*/\1/p')
}

# fetch_programs: QEMU with the libraries that this machine lacks, and busybox. Sets qemu, qemu_root and qemu_libraries, which are
# empty for an installed one, and busybox.
fetch_programs() {
    programs=$cache/programs
    if [ ! -d "$programs" ]; then
        say 'fetching QEMU and busybox'
        wanted=busybox-static
        command -v qemu-system-x86_64 >/dev/null || wanted="$wanted qemu-system-x86"
        new=$work/programs
        mkdir -p "$new/debs" "$cache/apt/archive/archives/partial"
        # shellcheck disable=SC2086 # several words
        download_all "$new/debs" $wanted || { refresh && download_all "$new/debs" $wanted; } \
            || not_available "QEMU and busybox cannot be fetched: $(why) Install them: apt-get install qemu-system-x86 busybox-static"
        (cd "$new/debs" && unpack "$new") || not_available 'the packages of QEMU cannot be unpacked'
        rm -rf "$new/debs"
        keep "$new" "$programs"
    fi
    busybox=$programs/bin/busybox
    [ -x "$busybox" ] || busybox=$programs/usr/bin/busybox
    if [ -x "$programs/usr/bin/qemu-system-x86_64" ]; then
        qemu_libraries=$programs/usr/lib/x86_64-linux-gnu:$programs/lib/x86_64-linux-gnu
        qemu_root=$programs
        qemu=$programs/usr/bin/qemu-system-x86_64
    else
        qemu_libraries=
        qemu_root=
        qemu=$(command -v qemu-system-x86_64) \
            || not_available "QEMU is gone since $cache was made; ./flow lab clean starts over"
    fi
}

# download_all DIRECTORY PACKAGES...: with everything that they depend on and that is not installed.
download_all() {
    into=$1
    shift
    apt apt-get install -y --no-install-recommends --download-only --reinstall \
        -o Dir::Cache::archives="$into" "$@" >>"$work/apt.log" 2>&1 \
        && rm -rf "$into/partial" "$into/lock"
}

# fetch_socat: sets socat to a directory with the program and the libraries that this machine lacks.
fetch_socat() {
    socat=$cache/socat
    [ ! -d "$socat" ] || return 0
    say 'fetching socat'
    new=$work/socat
    mkdir -p "$new/debs" "$cache/apt/archive/archives/partial"
    download_all "$new/debs" socat || { refresh && download_all "$new/debs" socat; } \
        || not_available "socat cannot be fetched: $(why) It takes Debian's package socat"
    (cd "$new/debs" && unpack "$new") || not_available 'the package of socat cannot be unpacked'
    rm -rf "$new/debs"
    keep "$new" "$socat"
}

# fetch_device: sets device to vhost-device-vsock, an installed one first, and device_version. Debian has it only in the release to be.
fetch_device() {
    device=$(command -v vhost-device-vsock) || device=$cache/device/usr/bin/vhost-device-vsock
    if [ ! -x "$device" ]; then
        say 'fetching vhost-device-vsock'
        new=$work/device
        mkdir -p "$new"
        # In a shell of its own, for the lists of another release are for this one package.
        (cd "$new" && use_release sid && apt apt-get download vhost-device-vsock >>"$work/apt.log" 2>&1 && unpack "$new") \
            || not_available "vhost-device-vsock cannot be fetched: $(why) Install it: cargo install vhost-device-vsock"
        rm "$new"/*.deb
        keep "$new" "$cache/device"
    fi
    device_version=$("$device" --version 2>/dev/null) \
        || not_available "$device does not run here: $("$device" --version 2>&1 | tail -n 1)"
    device_version=${device_version##* }
}

# fetch_kernel: the newest cloud kernel of the release. Sets kernel to a directory of boot and modules, kernel_version to the package's
# version and release to what uname says.
fetch_kernel() {
    kernel=$cache/kernel${suite:+-$suite}
    if [ ! -d "$kernel" ]; then
        say "fetching a kernel${suite:+ of $suite}"
        new=$work/kernel
        mkdir -p "$new"
        [ -z "$suite" ] || use_release "$suite" || not_available "there is no way to $suite from here: $(why)"
        (cd "$new" && download_kernel) || { [ -z "$suite" ] && refresh && (cd "$new" && download_kernel); } \
            || not_available "no kernel can be fetched: $(why) It takes Debian's package linux-image-cloud-amd64"
        (cd "$new" && unpack "$new") || not_available 'the package of the kernel cannot be unpacked'
        (cd "$new" && printf '%s\n' linux-image-*.deb) | sed 's/^linux-image-[^_]*_\(.*\)_[^_]*$/\1/' >"$new/version"
        rm "$new"/*.deb
        # Debian has moved them in 2025.
        for tree in "$new/lib" "$new/usr/lib"; do
            [ ! -d "$tree/modules" ] || mv "$tree/modules" "$new"
        done
        keep "$new" "$kernel"
    fi
    kernel_version=$(cat "$kernel/version")
    release=$(basename "$kernel"/modules/*)
}

# The package that linux-image-cloud-amd64 stands for; its other dependencies are of no use here.
download_kernel() {
    image=$(apt apt-cache depends linux-image-cloud-amd64 2>>"$work/apt.log" | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
    [ -n "$image" ] || return 1
    apt apt-get download "$image" >>"$work/apt.log" 2>&1
}
