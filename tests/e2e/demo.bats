# make run: that it shows the whole chain, and leaves nothing behind.

bats_require_minimum_version 1.5.0
load lib/bus.bash

setup() {
    need dbus-daemon dbus-monitor gdbus dunst Xvfb
    private_folders
    unset DBUS_SESSION_BUS_ADDRESS
    export TMPDIR=$BATS_TEST_TMPDIR/tmp DEMO_MARK=$BATS_TEST_TMPDIR
    mkdir "$TMPDIR"
}

# Processes of the demonstration, by what they inherit.
of_demo() {
    grep -lsz -x "DEMO_MARK=$DEMO_MARK" /proc/[0-9]*/environ | grep -v -e /self/ -e "/$$/" \
        -e "/$BASHPID/" | while read -r file; do
        [ ! -r "${file%environ}comm" ] || cat "${file%environ}comm"
    done
}

@test "it goes from the plan to the bubble, the answer and the log" {
    run --separate-stderr "$ROOT/tests/tools/demo.sh" "$BUILD_DIR"
    [ "$status" -eq 0 ]
    [[ $output == *"The bubble that is on the screen:"* ]]
    [[ $output == *'$ jsctl status'*'$ jsctl today'*'$ jsctl week'* ]]
    [[ $output == *"Marked done:"* ]]
    [[ $output =~ 'jsctl log'.*" done ".*" count 2 " ]]
    [[ ${lines[-1]} == *"nothing runs any more"* ]]
}

@test "it leaves no process and no file behind, also when interrupted" {
    local before after
    before=$(find "$HOME" "$XDG_RUNTIME_DIR" | sort)
    "$ROOT/tests/tools/demo.sh" "$BUILD_DIR" >"$BATS_TEST_TMPDIR/output" 3>&-
    after=$(find "$HOME" "$XDG_RUNTIME_DIR" | sort)
    [ "$before" = "$after" ]
    [ -z "$(ls -A "$TMPDIR")" ]
    run of_demo
    [[ $output != *jobsearchd* && $output != *dunst* && $output != *Xvfb* && $output != *dbus* ]]

    "$ROOT/tests/tools/demo.sh" "$BUILD_DIR" >"$BATS_TEST_TMPDIR/output" 2>&1 3>&- &
    timeout 20 tail -n +1 -F "$BATS_TEST_TMPDIR/output" 2>&1 | grep -q -m 1 'jobsearchd runs'
    kill -TERM $!
    status=0
    wait $! || status=$?
    [ "$status" -ne 0 ]
    [ -z "$(ls -A "$TMPDIR")" ]
    run of_demo
    [[ $output != *jobsearchd* && $output != *dunst* && $output != *Xvfb* && $output != *dbus* ]]
}
