# A real `systemd --user` with the program installed, for bats tests: in namespaces of its own, as
# user-session.sh says. Making these needs root, so sudo is used where one is not.
#
#   session_start FOLDER     FOLDER, made by `make install PREFIX=/usr/local`, is its /usr/local
#   session COMMAND...       runs it as that session's user
#   session_as_root COMMAND...
#   session_stop

SESSION_UID=4242
SESSION_ENV=(HOME=/run/home USER=jobseeker LOGNAME=jobseeker SHELL=/bin/sh
    XDG_RUNTIME_DIR="/run/user/$SESSION_UID" PATH=/usr/local/bin:/usr/bin:/bin TZ=UTC LC_ALL=C.UTF-8)

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -v; then
        sudo "$@"
    else
        echo "this test makes namespaces and needs root: run it as root, or have sudo" >&2
        return 1
    fi
}

session_start() {
    local ready=$BATS_FILE_TMPDIR/ready
    as_root true || return
    rm -f "$ready"
    mkfifo "$ready"
    as_root setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child \
        "$BATS_TEST_DIRNAME/lib/user-session.sh" "$1" "$SESSION_UID" "$ready" \
        >"$BATS_FILE_TMPDIR/session.log" 2>&1 3>&- &
    SESSION_OUTER=$!
    exec {ready}<>"$ready"
    if read -r -t 10 -u "$ready" SESSION && read -r -t 30 -u "$ready" _; then
        export SESSION SESSION_OUTER
        exec {ready}<&-
    else
        echo "systemd --user did not start:" >&2
        cat "$BATS_FILE_TMPDIR/session.log" >&2
        session_stop
        return 1
    fi
}

session_as_root() {
    as_root nsenter --target "$SESSION" --mount --pid --root --wd env -i "${SESSION_ENV[@]}" "$@"
}

session() {
    session_as_root setpriv --reuid "$SESSION_UID" --regid "$SESSION_UID" --clear-groups "$@"
}

session_stop() {
    local at=$BATS_FILE_TMPDIR/cgroup
    [ -n "${SESSION:-}" ] || return 0
    as_root kill -KILL "$SESSION"
    wait "$SESSION_OUTER" 2>/dev/null || true # until nothing of it is left
    mkdir -p "$at"
    # shellcheck disable=SC2016 # expanded within
    as_root unshare --mount sh -c 'mount -t cgroup2 cgroup2 "$0" &&
        find "$0/jobsearchd-test-$1" -depth -type d -exec rmdir {} \;' "$at" "$SESSION"
    SESSION=
}
