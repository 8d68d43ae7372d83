# shellcheck shell=sh
# One directory for everything that a run leaves lying about, and one mark on the processes that it starts; both end with it.

work=
started=

# In the cache, so that what is finished moves to its place there at once or not at all.
begin_work() {
    [ -z "$work" ] || return 0
    mkdir -p "$cache"
    sweep
    trap end_work EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    work=$cache/run.$$
    mkdir "$work" "$work/tmp"
    # Every process that is started from here on has this in its environment, and so have those that it starts.
    export HVFLOW_LAB_RUN="$work"
    # What they put aside is the run's too.
    export TMPDIR="$work/tmp"
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

# A run that leaves anything behind has failed, whatever it found.
end_work() {
    status=$?
    end_target
    if [ -n "$work" ]; then
        gone "$work" || {
            say "the run has left processes: $(told "$work")"
            for process in $(marked "$work"); do
                kill -KILL "$process" 2>/dev/null || :
            done
            [ "$status" -ne 0 ] || status=1
        }
        rm -rf "$work" || status=1
    fi
    exit "$status"
}

# marked DIRECTORY: the numbers of the processes that the run of that directory has started, and that still are.
marked() {
    # A variable first, for the shell would find among them what it starts to look for them.
    marked=$(printf 'HVFLOW_LAB_RUN=%s\n' "$1" | env -u HVFLOW_LAB_RUN grep -lzxFf - /proc/[0-9]*/environ 2>/dev/null) || :
    for environment in $marked; do
        environment=${environment%/environ}
        echo "${environment#/proc/}"
    done
}

told() {
    for process in $(marked "$1"); do
        printf '%s (%s) ' "$process" "$(tr '\0' ' ' 2>/dev/null <"/proc/$process/cmdline" | cut -c 1-80)"
    done
}

# gone DIRECTORY: waits until the run of that directory has no process any more, for ten seconds at most.
gone() {
    tenths=100
    while [ -n "$(marked "$1")" ]; do
        [ "$tenths" -gt 0 ] || return 1
        sleep 0.1
        tenths=$((tenths - 1))
    done
}

# remember PROCESS: ends with this run.
remember() { started="$started $1"; }

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

# Ends and removes what runs have left that were killed outright.
sweep() {
    for old in "$cache"/run.*; do
        [ -d "$old" ] || continue
        # The number may be another process's by now; the lab may be of another clone.
        ! tr '\0' '\n' 2>/dev/null <"/proc/${old##*.}/cmdline" | grep -q '/lab/lab$' || continue
        for process in $(marked "$old"); do
            kill "$process" 2>/dev/null || :
        done
        gone "$old" || say "processes of a run that was killed do not end: $(told "$old")"
        rm -rf "$old"
    done
}

# keep NEW PLACE: puts what is finished into the cache. Another run may have been first; then its own stays.
keep() {
    mv -T "$1" "$2" 2>/dev/null || [ -e "$2" ]
}
