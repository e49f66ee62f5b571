# Between two events nothing wakes at all.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

# Seconds to look on; CI has less patience than `IDLE_SECONDS=60 bats tests/e2e/idle.bats`.
IDLE_SECONDS=${IDLE_SECONDS:-20}

setup() {
    need strace
    daemon_setup
    server
    plan_now
}

teardown() {
    daemon_teardown
    desktop_stop
}

# A second without a system call.
quiet_second() {
    timeout --preserve-status 1 strace -f -o "$BATS_TEST_TMPDIR/settle.log" -p "$DAEMON" 3>&- || true
    [ "$(grep -c . "$BATS_TEST_TMPDIR/settle.log")" = 1 ]
}

settled() {
    ! pgrep -P "$DAEMON" >/dev/null && quiet_second
}

@test "the idle daemon makes no system call, has one thread and no child" {
    local status=0
    daemon_start
    expect_bubble '.summary | test("^Practise skills")'
    jsctl done
    expect_close
    # The helpers go by themselves when they have nothing to do.
    until_true settled
    [ "$(find "/proc/$DAEMON/task" -mindepth 1 -maxdepth 1 | wc -l)" = 1 ]

    timeout --preserve-status "$IDLE_SECONDS" \
        strace -f -o "$BATS_TEST_TMPDIR/strace.log" -p "$DAEMON" 3>&- || status=$?
    cat "$BATS_TEST_TMPDIR/strace.log"
    # The one in which it sleeps, begun before anybody looked on and not ended since.
    [ "$(grep -c . "$BATS_TEST_TMPDIR/strace.log")" = 1 ]
    grep -q 'epoll_wait(' "$BATS_TEST_TMPDIR/strace.log"
    [ "$(find "/proc/$DAEMON/task" -mindepth 1 -maxdepth 1 | wc -l)" = 1 ]

    # It was not dead: what it is asked it answers.
    [ "$(status .plan)" = Plan ]
}

@test "with a bubble up it sleeps as well" {
    daemon_start
    expect_bubble '.summary | test("^Practise skills")'
    until_true quiet_second
    asleep
    timeout --preserve-status 3 strace -o "$BATS_TEST_TMPDIR/strace.log" -p "$DAEMON" 3>&- || true
    [ "$(grep -c . "$BATS_TEST_TMPDIR/strace.log")" = 1 ]
}

# The publishing helper is gone, that of the bubble is there.
asleep() {
    [ "$(pgrep -c -P "$DAEMON")" = 1 ] && grep -q '^State:.S' "/proc/$DAEMON/status"
}
