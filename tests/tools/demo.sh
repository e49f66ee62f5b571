#!/bin/bash
# Shows the program at work, on real parts: plan, blocks, a bubble, answers, the log.
#
#   demo.sh BUILD [WRAPPER]...      WRAPPER is a command that runs the daemon, such as valgrind
#
# It runs in this desktop session when there is one with a notification server, and in which no
# jobsearchd runs; else with a bus, a screen and a server of its own. Its plan is a copy and all its
# files are in a temporary folder. Nothing of it is left afterwards.
set -eu
build=$(realpath "${1:?usage: demo.sh BUILD [WRAPPER]...}")
wrapper=("${@:2}")
root=$(realpath "${0%/*}/../..")
bin=$build/bin
folder=$(mktemp -d)
started=() # processes to end, last first

say() {
    printf '\n%s\n' "$*"
}

fail() {
    echo "demo: $*" >&2
    cat "$folder"/*.log >&2
    exit 1
}

end_all() {
    local i
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill "${started[i]}" 2>/dev/null || true
        wait "${started[i]}" 2>/dev/null || true
    done
    rm -rf "$folder"
}
trap end_all EXIT
trap 'exit 1' HUP INT TERM

start() {
    local log=$folder/$1.log
    shift
    "$@" </dev/null >>"$log" 2>&1 &
    started+=($!)
}

# ---- Where it runs ----

call_bus() {
    timeout 5 gdbus call --session --dest "$1" --object-path "$2" --method "$3" "${@:4}" 2>/dev/null
}

# A server that somebody sees, and a name that is free.
can_use_session() {
    [[ -n ${DBUS_SESSION_BUS_ADDRESS:-} || -S ${XDG_RUNTIME_DIR:-/nowhere}/bus ]] &&
        [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] &&
        call_bus org.freedesktop.Notifications /org/freedesktop/Notifications \
            org.freedesktop.Notifications.GetServerInformation >/dev/null &&
        [[ $(call_bus org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner org.jobsearchd1) == \
            '(false,)' ]]
}

# With an empty folder of services: nothing that is installed here is started by it.
start_private_bus() {
    mkdir "$folder/services"
    "$root/tests/tools/bus-config.sh" "$folder/bus" "$folder/services" >"$folder/bus.conf"
    start bus dbus-daemon --config-file="$folder/bus.conf" --nofork --print-address="$ready"
    read -r -t 10 -u "$ready" DBUS_SESSION_BUS_ADDRESS || fail "no bus came up"
    export DBUS_SESSION_BUS_ADDRESS
}

start_private_screen() {
    local number
    start screen Xvfb -displayfd "$ready" -screen 0 640x240x24 -nolisten tcp
    read -r -t 20 -u "$ready" number || fail "no screen came up"
    export DISPLAY=:$number
    unset WAYLAND_DISPLAY
}

start_private_server() {
    cat >"$folder/dunstrc" <<CONF
[global]
    origin = top-right
    offset = 10x10
    width = 420
    height = 200
    font = DejaVu Sans 11
    markup = full
    format = "<b>%s</b>\n%b"
    icon_path = $root/config
    max_icon_size = 64
    show_indicators = no
CONF
    start server dunst -conf "$folder/dunstrc"
    gdbus wait --session --timeout 20 org.freedesktop.Notifications ||
        fail "no notification server came up"
}

use_private_session() {
    say "There is no desktop session to use here (none, without a notification server, or with a" \
        "jobsearchd of its own): a private bus, and dunst on a screen that nobody sees."
    mkfifo "$folder/ready"
    exec {ready}<>"$folder/ready" # they tell on it where they are
    start_private_bus
    start_private_screen
    exec {ready}>&-
    start_private_server
}

# ---- What it shows ----

jsctl() {
    local word
    printf '\n$ jsctl'
    for word; do
        [[ $word != *' '* ]] || word="'$word'"
        printf ' %s' "$word"
    done
    printf '\n'
    "$bin/jsctl" "$@"
}

# A time range of today, from this minute until the next block but for 25 minutes at most.
range_now() {
    local now left
    left=$(sed -n 's/.*"minutes_until":\([0-9]*\).*/\1/p' <<<"$1")
    left=${left:-25}
    ((left < 25)) || left=25
    ((left > 0)) || left=1
    now=$(date +%s)
    date -d "@$now" +%H:%M-"$(date -d "@$((now + left * 60))" +%H:%M)"
}

add_activity_now() {
    local section
    section="[activity demo]
title = Write to two people you have met
days = $(LC_ALL=C date +%a)
time = $(range_now "$1")
goal = 5 contacts
first = Open your list of people"
    printf '\n%s\n' "$section" >>"$plan"
    say "Nothing in the example plan is now, so this is added to the copy:"
    printf '\n%s\n' "$section"
    jsctl reload
}

# What the daemon asks the server to show, read off the bus.
watch_bubbles() {
    mkfifo "$folder/bubbles"
    exec {bubbles}<>"$folder/bubbles"
    # shellcheck disable=SC2016 # expanded within
    start bubbles sh -c 'exec dbus-monitor --session "$1" >"$0"' "$folder/bubbles" \
        "interface='org.freedesktop.Notifications',member='Notify'"
    read -r -t 10 -u "$bubbles" _ || fail "the bus cannot be watched" # it tells when it is ready
}

# Notify's arguments: program, id, icon, summary, body.
print_bubble() {
    local line strings=()
    while ((${#strings[@]} < 4)); do
        read -r -t 20 -u "$bubbles" line || fail "no bubble came"
        case $line in
        *member=Notify*) strings=() ;;
        'string "'*) strings+=("${line#string \"}") ;;
        esac
        [[ ${strings[0]:-jobsearchd} == jobsearchd* ]] || strings=()
    done
    say "The bubble that is on the screen:"
    printf '\n    %s\n' "${strings[2]%\"}"
    printf '    %s\n' "${strings[3]%\"}"
    while [[ $line != *'"' ]] && read -r -t 2 -u "$bubbles" line; do
        printf '    %s\n' "${line%\"}"
    done
}

take_picture() {
    [[ $is_private == yes ]] && command -v import xdotool >/dev/null || return 0
    xdotool search --sync --onlyvisible --class dunst >/dev/null
    import -window root "$build/demo.png"
    say "A picture of it: ${build#"$PWD/"}/demo.png"
}

is_private=no
can_use_session || is_private=yes
[[ $is_private == no ]] || use_private_session
if [[ -z ${DBUS_SESSION_BUS_ADDRESS:-} ]]; then
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
fi

export HOME=$folder/home
export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share
export XDG_STATE_HOME=$HOME/.local/state XDG_CACHE_HOME=$HOME/.cache
plan=$XDG_CONFIG_HOME/jobsearchd/plan.ini
mkdir -p "${plan%/*}" "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
cp "$root/config/plan.ini" "$plan"
chmod u+w "$plan"

watch_bubbles
say "jobsearchd runs, on a copy of config/plan.ini."
start daemon "${wrapper[@]}" "$bin/jobsearchd"
gdbus wait --session --timeout 30 org.jobsearchd1 || fail "jobsearchd did not start"

now=$("$bin/jsctl" status --json)
if [[ $now == *'"current":null'* ]]; then
    add_activity_now "$now"
fi
print_bubble
take_picture
jsctl status
jsctl today
jsctl week
jsctl start
jsctl "done" --minutes 25 --count 2 --note "It went well"
jsctl log

kill -TERM "${started[-1]}"
wait "${started[-1]}" || fail "jobsearchd ended with $?"
unset 'started[-1]'
say "That was it: nothing runs any more, and your own files were not touched."
