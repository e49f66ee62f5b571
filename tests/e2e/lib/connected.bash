# A week of a daemon whose calendars go through vdirsyncer to a CalDAV server and back.
#
#   setup()    { connected_setup; }
#   teardown() { connected_teardown; }
#
#   connect                     what is published goes to the server, for the first time
#   settle                      what was done here is on the server, and what was done there is here
#   here_says ID PATTERN        our item in the published folder has such a line
#   week_start                  the daemon with a small plan, on the Sunday before $WEEK; connected
#   lies_at ID TIME             the block of that week begins then: 2026-11-24T09:00
#   has_outcome ID OUTCOME
#   is_busy FILTER              what jsctl says of busy times; a filter of jq's
#   blocks                      all of the week's: id, start, end, outcome
#   problems                    what is wrong, a line each

load lib/daemon.bash
load lib/desktop.bash
load lib/khal.bash
load lib/caldav.bash

WEEK=2026-W48
OUTREACH=outreach/2026-W48/1 # the week's one flexible block

connected_setup() {
    daemon_setup
    need khal vdirsyncer /usr/bin/python3
    export TZ=Europe/Berlin
    server
    caldav_start
    vdirsyncer_configure
}

connected_teardown() {
    daemon_teardown
    desktop_stop
}

connect() {
    vdirsyncer_discover
    vdirsyncer_sync
}

settle() {
    until_true published
    vdirsyncer_sync
}

here_says() {
    grep -q "$2" "$DATA/calendar/${1//\//_}.ics"
}

# One fixed activity, and a flexible one that goes to the earliest of its window: Tuesday at nine.
week_plan() {
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
hours = 20h
[window morning]
days = Tue
time = 09:00-13:00
[activity practice]
title = Practise skills
days = Mon-Fri
time = 14:00-15:00
[activity outreach]
title = Outreach
hours = 2
window = morning
block = 2h-2h
[calendar personal]
path = ~/.local/share/calendars/personal
buffer = 15m
PLAN
    mkdir -p "$XDG_DATA_HOME/calendars/personal"
}

week_start() {
    week_plan
    daemon_start_at '2026-11-22 12:00:00' 1
    until_true lies_at "$OUTREACH" 2026-11-24T09:00
    until_true published
    connect
}

# of_block ID FILTER
of_block() {
    jsctl week "$WEEK" --json | jq -r --arg id "$1" ".blocks[] | select(.id == \$id) | $2"
}

lies_at() {
    [ "$(of_block "$1" '.start[0:16]')" = "$2" ]
}

has_outcome() {
    [ "$(of_block "$1" .outcome)" = "$2" ]
}

is_busy() {
    jsctl week "$WEEK" --json | jq -e ".busy | $1" >/dev/null
}

blocks() {
    jsctl week "$WEEK" --json | jq -c '.blocks[] | [.id, .start, .end, .outcome]'
}

problems() {
    status '.problems[].text'
}
