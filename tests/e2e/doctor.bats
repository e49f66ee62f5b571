# `jsctl doctor`: says what is wrong and what to do, and starts nothing.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

setup() {
    daemon_setup
}

teardown() {
    daemon_teardown
    desktop_stop
}

@test "where nothing is: each line has its remedy, and the daemon is not started" {
    # Whoever is started in its name tells.
    printf '[D-BUS Service]\nName=org.jobsearchd1\nExec=/usr/bin/touch %s\n' "$BATS_TEST_TMPDIR/started" \
        >"$BUS_DIR/services/org.jobsearchd1.service"
    gdbus call --session -d org.freedesktop.DBus -o / -m org.freedesktop.DBus.ReloadConfig
    run -1 jsctl doctor
    [[ $output == *'ok    bus '* ]]
    [[ $output == *'fail  daemon '*'does not run (any command'*'systemctl --user enable --now jobsearchd'* ]]
    [[ $output == *'warn  login '*'autostart'* ]]
    [[ $output == *'fail  notifications '*'no notification server'*'dunst or mako'* ]]
    [[ $output == *'ok    programs '* ]]
    [[ $output == *"fail  plan           there is no plan at $PLAN"*'jsctl init'* ]]
    [ ! -e "$BATS_TEST_TMPDIR/started" ] && [ ! -e "$DATA" ]
    printf '[D-BUS Service]\nName=org.freedesktop.Notifications\nExec=/usr/bin/touch %s\n' \
        "$BATS_TEST_TMPDIR/started" >"$BUS_DIR/services/org.freedesktop.Notifications.service"
    gdbus call --session -d org.freedesktop.DBus -o / -m org.freedesktop.DBus.ReloadConfig
    run -1 jsctl doctor
    [[ $output == *'ok    notifications '*'the bus starts one with the first reminder'* ]]
    [ ! -e "$BATS_TEST_TMPDIR/started" ]
    DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere run -1 jsctl doctor
    [[ $output == *'fail  bus '*'Run it in your desktop session'* ]]
    # A copy that lost its helpers.
    mkdir -p "$BATS_TEST_TMPDIR/bin" && cp "$BUILD_DIR"/bin/* "$BATS_TEST_TMPDIR/bin/"
    run -1 "$BATS_TEST_TMPDIR/bin/jsctl" doctor
    [[ $output == *'fail  programs '*'jobsearchd-notify cannot be run'*'Install jobsearchd again'* ]]
}

@test "where all is well it exits with 0, and each check is one line" {
    server
    plan_now
    daemon_start
    until_true published
    mkdir -p "$XDG_CONFIG_HOME/autostart"
    chmod 0700 "${PLAN%/*}"
    cp "$ROOT/config/jobsearchd-autostart.desktop" "$XDG_CONFIG_HOME/autostart/"
    run -0 jsctl doctor
    [[ $output != *fail* && $output != *warn* ]]
    [[ $output == *'notifications  fake-server '*', with buttons'* ]]
    [[ $output == *"zone           $ZONE, as the plan says; the system's is UTC"* ]]
    [[ $output == *"$PLAN has no errors"* && $output == *"$DATA/log.db, "*' KiB'* ]]
    [[ $output == *"1 event in $DATA/calendar"* ]]
    jsctl doctor --json | jq -e '.schema == 1 and (.checks | length == 10)
        and ([.checks[] | .state == "ok" and .remedy == null] | all)
        and ([.checks[].check] | unique | length == 10)'
}

@test "what is wrong is told: plan, modes, appointments, buttons, silence, a server that hangs" {
    server --capabilities body --inhibited yes
    plan_now
    printf '[calendar work]\npath = /nowhere/work\n' >>"$PLAN"
    daemon_start
    until_true has_problem calendar-unreadable
    chmod 0755 "${PLAN%/*}" "$DATA"
    echo broken >"$DATA/log.db.broken-2026-11-24T090000Z"
    : >"$DATA/log.db.broken-2026-11-24T090000Z-wal"
    run -0 jsctl doctor # all of that is a warning
    [[ $output == *'warn  appointments '*'/nowhere/work'* ]]
    [[ $output == *'warn  notifications '*'shows no buttons'*'warn  notifications '*'holds notifications back'* ]]
    [[ $output == *"warn  files          others can see into ${PLAN%/*}"*"chmod go= $DATA"* ]]
    [[ $output == *'warn  log            1 damaged log is set aside'* ]]
    echo nonsense >>"$PLAN"
    run -1 jsctl doctor
    [[ $output == *'fail  plan '*'has 1 error: it is not in use'*'jsctl edit'* ]]
    talk_end server
    wait_gone() { ! busctl --user status org.freedesktop.Notifications >/dev/null 2>&1; }
    until_true wait_gone
    talk_start hung "$BUILD_DIR/tests/e2e/fake-server" --hang GetServerInformation
    expect_next hung .ready
    run -1 jsctl doctor
    [[ $output == *'fail  notifications '*'does not answer'* ]]
    # One that was stopped has its name, and does not answer either.
    kill -STOP "$DAEMON"
    run -1 timeout 30 "$BUILD_DIR/bin/jsctl" doctor
    [[ $output == *'fail  daemon '*'runs, but does not answer'* ]]
}

@test "what the daemon has found out already is told once" {
    plan_now
    daemon_start
    until_true has_problem no-notification-server
    jsctl doctor --json | jq -e '[.checks[] | select(.check == "notifications")] | length == 1'
}
