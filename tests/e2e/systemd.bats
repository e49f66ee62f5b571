# The units, as installed, under a real `systemd --user`.

bats_require_minimum_version 1.5.0
load lib/bus.bash
load lib/systemd.bash

# Where both sides see it: $LOCAL here is /usr/local in the session.
setup_file() {
    export LOCAL=$BATS_FILE_TMPDIR/root/usr/local
    make -C "$ROOT" install BUILD="$BUILD_DIR" DESTDIR="$BATS_FILE_TMPDIR/root" \
        PREFIX=/usr/local >"$BATS_FILE_TMPDIR/install.log"
    install -m 755 "$BUILD_DIR/tests/e2e/fake-server" "$LOCAL/bin"
    mkfifo -m 666 "$LOCAL/started"
    session_start "$LOCAL"
}

teardown_file() {
    session_stop
}

setup() {
    need jq
    systemctl_user stop jobsearchd
    systemctl_user disable jobsearchd 2>/dev/null
    session rm -rf /run/home/.config/jobsearchd /run/home/.local
    exec {STARTED}<>"$LOCAL/started"
    configure WatchdogSec=5min
}

teardown() {
    [ -n "$BATS_TEST_COMPLETED" ] || session cat /run/home/systemd /run/home/journal
}

systemctl_user() {
    session systemctl --user "$@"
}

# Lines for the unit's [Service]. Every start tells its process, when systemd takes it for started.
configure() {
    local folder=/run/user/$SESSION_UID/systemd/user/jobsearchd.service.d
    session mkdir -p "$folder"
    # shellcheck disable=SC2016 # systemd expands it
    printf '%s\n' '[Service]' 'ExecStartPost=sh -c "echo $MAINPID >/usr/local/started"' "$@" |
        session tee "$folder/tests.conf" >/dev/null
    systemctl_user daemon-reload
    systemctl_user reset-failed
}

# Waits for the next start: $MAIN_PID.
next_start() {
    read -r -t 30 -u "$STARTED" MAIN_PID
}

show() {
    systemctl_user show --value --property "$1" jobsearchd
}

start_fresh() {
    systemctl_user start jobsearchd
    next_start
}

write_plan() {
    session mkdir -p /run/home/.config/jobsearchd
    printf '%s\n' "$@" | session tee /run/home/.config/jobsearchd/plan.ini >/dev/null
}

@test "systemd finds no fault with the unit" {
    run --separate-stderr systemctl_user cat jobsearchd
    [[ $output == *ExecStart=/usr/local/bin/jobsearchd* ]]
    run --separate-stderr session systemd-analyze --user verify jobsearchd.service
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    [ "$output" = "" ]
}

@test "enable --now is all that is typed: it runs now, and at the next login" {
    run session jsctl doctor
    [[ $output == *'jobsearchd.service is disabled: it is not started at login'* ]]
    [ "$(show ActiveState)" = inactive ] # nobody started it by asking
    systemctl_user enable --now jobsearchd
    next_start
    run session jsctl doctor
    [[ $output == *'systemd starts jobsearchd at each login'* ]]
    [ "$(show ActiveState)/$(show SubState)/$(show Type)" = active/running/notify ]
    [ "$(show MainPID)" = "$MAIN_PID" ]
    [[ $(show StatusText) == *"No block"* ]]
    systemctl_user stop jobsearchd
    [ "$(show Result)" = success ]

    systemctl_user start default.target
    next_start
    [ "$(show ActiveState)" = active ]
}

@test "the bus starts it when jsctl asks, once" {
    [ "$(show ActiveState)" = inactive ]
    session jsctl status --json | jq -e '.schema == 1'
    next_start
    [ "$(show MainPID)" = "$MAIN_PID" ]
    session jsctl status
    [ "$(show MainPID)" = "$MAIN_PID" ]
}

@test "killed, it is restarted" {
    start_fresh
    local first=$MAIN_PID
    session kill -KILL "$first"
    next_start
    [ "$MAIN_PID" != "$first" ]
    [ "$(show NRestarts)" = 1 ]
}

@test "stopped in its tracks, the watchdog has it restarted" {
    configure WatchdogSec=1
    start_fresh
    local first=$MAIN_PID
    session kill -STOP "$first"
    next_start
    [ "$MAIN_PID" != "$first" ]
    [ "$(show NRestarts)" = 1 ]
    [ "$(show ActiveState)" = active ]
}

@test "with its name taken it says so, and is not restarted" {
    session env XDG_DATA_HOME=/run/home/other /usr/local/bin/jobsearchd 3>&- {STARTED}>&- &
    session gdbus wait --session --timeout 10 org.jobsearchd1
    run systemctl_user start jobsearchd
    [ "$status" -ne 0 ]
    [ "$(show ActiveState)/$(show ExecMainStatus)/$(show NRestarts)" = failed/1/0 ]
    session tail -n 1 /run/home/journal | grep "runs already"
    session pkill -x jobsearchd
    wait $!
}

@test "reload has it read the plan again, in the same process" {
    write_plan '[plan]' 'name = First'
    start_fresh
    session truncate --size 0 /run/home/journal
    systemctl_user reload jobsearchd
    session jsctl status
    session grep 'Plan "First" taken' /run/home/journal
    [ "$(show MainPID)" = "$MAIN_PID" ]
}

@test "when the bus goes it ends, and is started anew" {
    start_fresh
    local first=$MAIN_PID
    systemctl_user restart dbus.service
    next_start
    [ "$MAIN_PID" != "$first" ]
    [ "$(show NRestarts)" = 1 ]
    session jsctl status
}

# Bubbles, the calendar and the log, each through its own process.
works_under() {
    configure "$@"
    session /usr/local/bin/fake-server >"$BATS_TEST_TMPDIR/calls" 3>&- {STARTED}>&- &
    session gdbus wait --session --timeout 10 org.freedesktop.Notifications
    write_plan '[plan]' 'timezone = UTC' '[activity always]' 'days = daily' 'time = 00:00-24:00'
    session mkdir -p /run/home/.local/share/jobsearchd
    start_fresh
    session timeout 20 tail -n +1 -F /run/home/.local/share/jobsearchd/jobsearchd.ics 2>&1 |
        grep -q -m 1 END:VCALENDAR
    session jsctl done
    session jsctl log --json | jq -e '.entries[0].outcome == "done"'
    session pkill -x fake-server
    jq -e -s 'any(.call == "Notify")' "$BATS_TEST_TMPDIR/calls"
}

@test "what confines it leaves bubbles, the calendar and the log alone" {
    works_under
    session_as_root grep -x 'Seccomp:.*2' "/proc/$MAIN_PID/status"
    session_as_root grep -x 'NoNewPrivs:.*1' "/proc/$MAIN_PID/status"
}

@test "so does confine.conf, where users may have namespaces" {
    local lines
    readarray -t lines < <(grep '^[A-Z].*=' "$ROOT/systemd/confine.conf")
    works_under "${lines[@]}"
    session_as_root grep ' / ro' "/proc/$MAIN_PID/mountinfo"
}
