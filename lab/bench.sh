# shellcheck shell=sh
# The benchmarks in a guest whose kernel has AF_VSOCK: flows over its loopback transport beside the C program, and the same over AF_UNIX. An
# emulated processor tells nothing of real times; but all are emulated alike.

bench() {
    begin_work
    fetch_all
    began=$(date +%s)

    files=$work/job
    mkdir -p "$files/etc"
    cp "$jar" "$files/bench.jar"
    os_release "$files"
    limit_program "$files/limit"
    mkdir -p "$files/out/report"
    # With the whole of the JVM's compiler, though that has to be waited for: C has all of its own. On the console, one sees how far it is.
    cat >"$files/job" <<END_OF_JOB
{
    /java/bin/java -XX:+UseSerialGC -Xmx1g -XX:ErrorFile=/out/report/crash-%p.log -Dhvflow.bench.limit=/limit \\
        --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -jar /bench.jar --no-goals --report /out/report $options
    echo \$? >/ended
} | tee /dev/console
exit "\$(cat /ended)"
END_OF_JOB

    say "running the benchmarks in a guest of QEMU $qemu_version, kernel $release; it may take $limit s"
    memory=3072 boot "$files" "$limit" || return 1
    say "the guest took $(($(date +%s) - began)) s"
    bring_report
}

# limit_program FILE: the C program beside which the flows are measured, for a guest that has neither compiler nor libraries. Without it,
# the report says that it is missing.
limit_program() {
    command -v cc >/dev/null || {
        say 'no C compiler here (cc): the report will have no column for C'
        return 0
    }
    (cd "$work" && "$JAVA_HOME/bin/jar" -xf "$jar" io/hvflow/jmh/limit.c)
    cc -O2 -pthread -static -o "$1" "$work/io/hvflow/jmh/limit.c"
}
