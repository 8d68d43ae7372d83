# shellcheck shell=sh
# One directory for everything that a run leaves lying about, and one list of the processes that it starts; both end with it.

work=
started=

# In the cache, so that what is finished moves to its place there at once or not at all.
begin_work() {
    mkdir -p "$cache"
    for old in "$cache"/run.*; do
        # Of a run that was killed outright.
        [ ! -d "$old" ] || kill -0 "${old##*.}" 2>/dev/null || rm -rf "$old"
    done
    trap end_work EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    work=$cache/run.$$
    mkdir "$work"
}

# By number, never by name: only what this run has started.
end_work() {
    trap '' HUP INT TERM
    for process in $started; do
        kill "$process" 2>/dev/null || continue
    done
    for process in $started; do
        wait "$process" 2>/dev/null || continue
    done
    started=
    [ -z "$work" ] || rm -rf "$work"
}

# keep NEW PLACE: puts what is finished into the cache. Another run may have been first; then its own stays.
keep() {
    mv -T "$1" "$2" 2>/dev/null || [ -e "$2" ]
}
