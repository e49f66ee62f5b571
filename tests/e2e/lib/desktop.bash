# What a desktop has around the daemon: a screen, notification servers, a locker, a system bus.
#
#   server [OPTION]...          tests/e2e/fake-server.c, spoken to as `server` (talk.bash)
#   expect_bubble FILTER        the very next bubble, shown or closed, is that: $LINE
#   expect_silence              there was none: one that is known to come is the next
#   screen_start                Xvfb; sets DISPLAY
#   dunst_start [LINE]...       a real server on it; LINEs are more of its [global] section
#   dunst_shows PATTERN         waits for a bubble that matches: its summary, urgency, category,
#                               desktop entry and icon with a tab after each: $SAID
#   dunst_press WORD            opens the menu of actions and picks the one that has WORD
#   banners_start               notification-daemon: the server that draws buttons
#   banners_press N             clicks on the n-th button, from the left
#   system_bus_start            a private system bus, with nothing on it
#   desktop_stop                ends all of them

declare -ga DESKTOP_PIDS=()

desktop_run() {
    local name=$1
    shift
    "$@" >>"$BATS_TEST_TMPDIR/$name.log" 2>&1 3>&- &
    DESKTOP_PIDS+=($!)
}

desktop_end() {
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

desktop_stop() {
    local pid
    for pid in "${DESKTOP_PIDS[@]}"; do
        desktop_end "$pid"
    done
    DESKTOP_PIDS=()
    [ -z "${SYSTEM_BUS_PID:-}" ] || kill "$SYSTEM_BUS_PID" 2>/dev/null || true
}

wait_for_name() {
    gdbus wait --session --timeout "$PATIENCE" "$1"
}

# ---- The fake server ----

server() {
    talk_start server "$BUILD_DIR/tests/e2e/fake-server" "$@"
    expect_next server .ready
    SERVER=$(field .ready)
}

expect_bubble() {
    expect server '.call == "Notify" or .call == "CloseNotification"' || return
    talk_matches ".call == \"Notify\" and ($1)" && return
    echo "a bubble was expected that is: $1" >&2
    echo "came: $LINE" >&2
    return 1
}

expect_close() {
    expect server '.call == "Notify" or .call == "CloseNotification"' || return
    talk_matches ".call == \"CloseNotification\" and (${1:-true})" && return
    echo "a bubble was expected to be closed; came: $LINE" >&2
    return 1
}

# A block that comes later today is put into the plan with a long reminder: its bubble is on the way
# last, so all that came before it has come.
expect_silence() {
    canary_add
    expect_bubble '.summary | test("^Canary")'
}

canary_add() {
    printf '[activity canary]\ntitle = Canary\ndays = daily\ntime = 14:00-15:00\nremind = 2h30m\n' >>"$PLAN"
}

# ---- A screen ----

screen_start() {
    need Xvfb xdotool import || return
    : >"$BATS_TEST_TMPDIR/display"
    # shellcheck disable=SC2016
    desktop_run xvfb sh -c 'exec Xvfb -displayfd 5 -screen 0 800x600x24 -nolisten tcp 5>"$0"' \
        "$BATS_TEST_TMPDIR/display"
    file_says "$BATS_TEST_TMPDIR/display" '^[0-9]+$' || return
    export DISPLAY=:$SAID
}

screen_shoot() {
    import -window root "$BATS_TEST_TMPDIR/$1.png"
}

# ---- dunst ----

# Its menu of actions is a script here that picks the line which has the word in $DIR/press, and its
# rule for every bubble writes down what came upon the screen.
dunst_start() {
    need dunst dunstctl || return
    local dir=$BATS_TEST_TMPDIR/dunst
    mkdir -p "$dir"
    : >"$BATS_TEST_TMPDIR/dunst-shown.log"
    : >"$dir/menu"
    cat >"$dir/pick" <<SH
#!/bin/sh
lines=\$(cat)
printf '%s\n' "\$lines" >>"$dir/menu"
printf '%s\n' "\$lines" | grep -i -m 1 -f "$dir/press"
SH
    cat >"$dir/shown" <<SH
#!/bin/sh
printf '%s\t' "\$DUNST_SUMMARY" "\$DUNST_URGENCY" "\$DUNST_CATEGORY" "\$DUNST_DESKTOP_ENTRY" \\
    "\$DUNST_ICON_PATH" >"$dir/line.\$\$"
echo >>"$dir/line.\$\$"
cat "$dir/line.\$\$" >>"$BATS_TEST_TMPDIR/dunst-shown.log"
SH
    chmod +x "$dir/pick" "$dir/shown"
    {
        printf '[global]\ndmenu = %s\n' "$dir/pick"
        printf '%s\n' "$@"
        printf '[shown]\nsummary = *\nscript = %s\n' "$dir/shown"
    } >"$dir/dunstrc"
    desktop_run dunst dunst -config "$dir/dunstrc"
    DUNST=${DESKTOP_PIDS[-1]}
    wait_for_name org.freedesktop.Notifications
}

dunst_shows() {
    file_says "$BATS_TEST_TMPDIR/dunst-shown.log" "$@"
}

dunst_press() {
    printf '%s\n' "$1" >"$BATS_TEST_TMPDIR/dunst/press"
    dunstctl context
}

# What dunst has, as JSON: all that is up goes into its history first.
dunst_history() {
    dunstctl close-all
    dunstctl history
}

# Up are N; it has no signal for that.
dunst_has() {
    until_true dunst_count "$1"
}

dunst_count() {
    [ "$(dunstctl count displayed)" = "$1" ]
}

# ---- notification-daemon ----

banners_start() {
    local program=/usr/lib/notification-daemon/notification-daemon
    [ -x "$program" ] || need "$program" || return
    desktop_run notification-daemon "$program"
    wait_for_name org.freedesktop.Notifications
}

banners_window() {
    timeout "$PATIENCE" xdotool search --sync --onlyvisible --class notification-daemon | tail -n 1
}

# The buttons are where the last line of text is: see buttons.py.
banners_press() {
    local window x y
    window=$(banners_window)
    screen_shoot banner
    read -r x y < <(import -window "$window" pgm:- |
        /usr/bin/python3 "$BATS_TEST_DIRNAME/lib/buttons.py" "$1")
    xdotool mousemove --window "$window" "$x" "$y" click 1
    screen_shoot banner-clicked
}

banners_are_gone() {
    ! xdotool search --onlyvisible --class notification-daemon >/dev/null
}

# ---- The system bus ----

system_bus_start() {
    need dbus-daemon || return
    local dir=$BATS_TEST_TMPDIR/system
    mkdir -p "$dir"
    sed "s,unix:path=.*</listen>,unix:path=$dir/socket</listen>,; /servicedir/d" \
        "$BUS_DIR/bus.conf" >"$dir/bus.conf"
    dbus-daemon --config-file="$dir/bus.conf" --fork --print-address=3 --print-pid=4 \
        3>"$dir/address" 4>"$dir/pid" || return
    DBUS_SYSTEM_BUS_ADDRESS=$(cat "$dir/address")
    SYSTEM_BUS_PID=$(cat "$dir/pid")
    export DBUS_SYSTEM_BUS_ADDRESS
}

# mock_start NAME PATH INTERFACE: python3-dbusmock's object of that name, on the system bus.
mock_start() {
    desktop_run mock /usr/bin/python3 -m dbusmock --system "$@"
    gdbus wait --system --timeout "$PATIENCE" "$1"
}

system_call() {
    gdbus call --system -d "$1" -o "$2" -m "$3" "${@:4}"
}

# ---- logind, timedated: as far as they are listened to ----

LOGIN=org.freedesktop.login1
LOGIN_SESSION=/org/freedesktop/login1/session/auto

logind_start() {
    mock_start "$LOGIN" /org/freedesktop/login1 "$LOGIN.Manager"
    system_call "$LOGIN" /org/freedesktop/login1 org.freedesktop.DBus.Mock.AddObject \
        "$LOGIN_SESSION" "$LOGIN.Session" "{'LockedHint': <false>}" '@a(ssss) []' >/dev/null
}

logind_lock() {
    system_call "$LOGIN" "$LOGIN_SESSION" org.freedesktop.DBus.Mock.UpdateProperties \
        "$LOGIN.Session" "{'LockedHint': <$1>}" >/dev/null
}
