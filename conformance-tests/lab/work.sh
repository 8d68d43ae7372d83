# shellcheck shell=sh
# One directory for everything that a run leaves lying about, and one list of the processes that it starts; both end with it.

work=
started=

# In the cache, so that what is finished moves to its place there at once or not at all.
begin_work() {
    [ -z "$work" ] || return 0
    mkdir -p "$cache"
    for old in "$cache"/run.*; do
        # Of a run that was killed outright.
        [ ! -d "$old" ] || kill -0 "${old##*.}" 2>/dev/null || sweep "$old"
    done
    trap end_work EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    work=$cache/run.$$
    mkdir "$work"
    # Of its own, since the next build writes to where this one is.
    cp "$jar" "$work/suite.jar"
    jar=$work/suite.jar
}

# By number, never by name: only what this run has started.
end_target() {
    trap '' HUP INT TERM
    for process in $started; do
        finish "$process"
    done
}

end_work() {
    end_target
    [ -z "$work" ] || rm -rf "$work"
}

# remember PROCESS: ends with this run. Also on disk, for the next run, should this one be killed outright.
remember() {
    started="$started $1"
    echo "$1" >>"$work/processes"
}

forget() {
    rest=
    for process in $started; do
        [ "$process" = "$1" ] || rest="$rest $process"
    done
    started=$rest
}

# finish PROCESS: ends one of this run's and waits for that.
finish() {
    kill "$1" 2>/dev/null || :
    wait "$1" 2>/dev/null || :
    forget "$1"
}

# sweep DIRECTORY: what a killed run has left. A number may belong to somebody else by now; the run's own processes name its directory.
sweep() {
    [ ! -f "$1/processes" ] || while read -r process; do
        ! tr '\0' ' ' 2>/dev/null <"/proc/$process/cmdline" | grep -qF "$1/" || kill "$process" 2>/dev/null || :
    done <"$1/processes"
    rm -rf "$1"
}

# keep NEW PLACE: puts what is finished into the cache. Another run may have been first; then its own stays.
keep() {
    mv -T "$1" "$2" 2>/dev/null || [ -e "$2" ]
}
