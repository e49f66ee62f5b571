# The clock of a machine is set, forward and back, while the daemon runs: on a machine that is made
# for it (uml/run.sh), for it is nothing to be done to the one that the tests run on.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

setup_file() {
    need apt-get dpkg timeout
    export CONSOLE=$BATS_FILE_TMPDIR/console.log
    cd "$BATS_TEST_DIRNAME"/../..
    tests/e2e/uml/run.sh "${BUILD:-build}" >"$CONSOLE" 2>&1 || {
        tail -n 60 "$CONSOLE" >&2
        return 1
    }
    # A console ends its lines as a terminal does.
    sed -i 's/\r$//' "$CONSOLE"
}

setup() {
    need jq
}

teardown() {
    [ -n "${BATS_TEST_COMPLETED:-}" ] || cat "$CONSOLE"
}

# bubbles N: the summaries of those that came in the n-th step, one a line.
bubbles() {
    awk -v n="$1" '/^step / { step++ } step == n && /"call":"Notify"/' "$CONSOLE" | jq -r .summary
}

@test "the clock is set right by some seconds: nothing" {
    [ "$(bubbles 1)" = '' ]
}

@test "three hours forward: one bubble for what passed and what runs" {
    [ "$(bubbles 2)" = '2 blocks while you were away' ]
}

@test "three hours back, and forward again: nothing is told twice" {
    [ "$(bubbles 3)" = '' ]
    [ "$(bubbles 4)" = '' ]
}

@test "each time that the clock is set is noticed, and what is in the future again has no bubble" {
    [ "$(grep -c 'The clock was set' "$CONSOLE")" = "$(grep -c '^step [0-9]' "$CONSOLE")" ]
    awk '/^step / { step++ } step == 3' "$CONSOLE" | grep '"call":"CloseNotification"'
}

@test "an alarm that was set by the old clock rings by the new one" {
    bubbles 5 | sed -n 1p | grep -e '^Blog post: how did it go' -e '^Blog post passed'
    bubbles 5 | sed -n 2p | grep -x 'Now: Letters'
    [ "$(bubbles 5 | wc -l)" = 2 ]
}

@test "back into a block that was told to be over, and forward: nothing is told twice" {
    [ "$(bubbles 6)" = '' ]
    [ "$(bubbles 7)" = '' ]
}

@test "each block is in the log once, and nothing failed" {
    grep '^{"schema":1,"entries"' "$CONSOLE" | jq -e '[.entries[].activity] == ["practice", "blog", "evening"]'
    run ! grep -e 'jsctl failed' -e 'Kernel panic' "$CONSOLE"
    grep -q '^step end' "$CONSOLE"
}
