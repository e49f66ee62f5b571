# Talking to programs that read a command a line and write JSON a line, without sleeping.
#
#   talk_start NAME PROGRAM [ARGUMENT]...
#   say NAME LINE
#   expect NAME FILTER         reads lines until one for which the jq FILTER is true: $LINE
#   expect_next NAME FILTER    the very next line must be it: nothing else happened before
#   talk_stop                  ends all that were started
#
# What was read stays in $BATS_TEST_TMPDIR/NAME.log, errors in NAME.err.

declare -gA TALK_PID TALK_IN TALK_OUT
TALK_TIMEOUT=${TALK_TIMEOUT:-10}

talk_start() {
    local name=$1 base=$BATS_TEST_TMPDIR/$1 fd
    shift
    rm -f "$base.in" "$base.out"
    mkfifo "$base.in" "$base.out"
    "$@" <"$base.in" >"$base.out" 2>>"$base.err" 3>&- &
    TALK_PID[$name]=$!
    exec {fd}>"$base.in"
    TALK_IN[$name]=$fd
    exec {fd}<"$base.out"
    TALK_OUT[$name]=$fd
}

say() {
    printf '%s\n' "$2" >&"${TALK_IN[$1]}"
}

talk_read() {
    LINE=
    if ! IFS= read -r -t "$TALK_TIMEOUT" -u "${TALK_OUT[$1]}" LINE; then
        echo "$1: nothing came that is: $2" >&2
        tail -n 20 "$BATS_TEST_TMPDIR/$1.log" "$BATS_TEST_TMPDIR/$1.err" >&2
        return 1
    fi
    printf '%s\n' "$LINE" >>"$BATS_TEST_TMPDIR/$1.log"
}

talk_matches() {
    jq -e "$1" <<<"$LINE" >/dev/null
}

expect() {
    while talk_read "$1" "$2"; do
        talk_matches "$2" && return 0
    done
    return 1
}

expect_next() {
    talk_read "$1" "$2" || return
    talk_matches "$2" && return 0
    echo "$1: expected: $2" >&2
    echo "$1: came:     $LINE" >&2
    return 1
}

# A value out of the line that was expected last.
field() {
    jq -r "$1" <<<"$LINE"
}

# Ends one program by SIGTERM, at once, and waits for it.
talk_end() {
    local fd
    kill "${TALK_PID[$1]}" 2>/dev/null || true
    wait "${TALK_PID[$1]}" 2>/dev/null || true
    fd=${TALK_IN[$1]}
    exec {fd}>&-
    fd=${TALK_OUT[$1]}
    exec {fd}<&-
    unset "TALK_PID[$1]" "TALK_IN[$1]" "TALK_OUT[$1]"
}

talk_stop() {
    local name
    for name in "${!TALK_PID[@]}"; do
        talk_end "$name"
    done
}
