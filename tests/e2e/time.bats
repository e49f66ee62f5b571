# Clocks and zones: what the daemon makes of a machine that sleeps, moves and changes its clock.
# (The clock being set cannot be played in a process: uml.bats has a machine for that.)

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

setup() {
    daemon_setup
    export TZ=Europe/Berlin
}

teardown() {
    daemon_teardown
    desktop_stop
}

# ---- --dry-run ----

dry_run() {
    "$BUILD_DIR/bin/jobsearchd" --dry-run "$1" --plan "$2"
}

# The starts and ends of the shipped plan's fixed activities by python3-dateutil: the offset before
# a gap (resolve_imaginary), the first of two (fold 0), ends in elapsed minutes.
dateutil_lines() {
    /usr/bin/python3 - "$1" "$2" <<'PY'
import configparser, sys
from datetime import date, datetime, timedelta, timezone
from dateutil import tz

plan = configparser.ConfigParser(inline_comment_prefixes=(" ;",), comment_prefixes=(";",),
                                 default_section=None)
plan.read(sys.argv[2], encoding="utf-8")
first, last = map(date.fromisoformat, sys.argv[1].split("/"))
days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
berlin, lines = tz.gettz("Europe/Berlin"), []


def on(words):
    if words == "daily":
        return set(range(7))
    a, _, b = words.partition("-")
    return set(range(days.index(a), days.index(b or a) + 1))


for section in plan.sections():
    activity = plan[section]
    if not section.startswith("activity ") or "time" not in activity:
        continue
    name, title = section.split()[1], activity["title"]
    start, end = (datetime.strptime(t, "%H:%M").time() for t in activity["time"].split("-"))
    length = datetime.combine(first, end) - datetime.combine(first, start)
    for n in range(-1, (last - first).days + 1):
        day = first + timedelta(days=n)
        if day.weekday() not in on(activity["days"]):
            continue
        began = tz.resolve_imaginary(datetime.combine(day, start, berlin)).astimezone(timezone.utc)
        for kind, at in (("start", began), ("end", began + length)):
            local = at.astimezone(berlin)
            if first <= local.date() < last:
                lines.append((at, f"{local.isoformat()}\t{at:%Y-%m-%dT%H:%M:%SZ}\t{kind}\t{name}\t{title}"))
print("\n".join(line for _, line in sorted(lines)))
PY
}

# (Flexible ones it does not have.)
same_as_dateutil() {
    dateutil_lines "$1" "$2" | sort -t $'\t' -k 2,2 -k 3 >"$BATS_TEST_TMPDIR/theirs"
    [ -s "$BATS_TEST_TMPDIR/theirs" ]
    dry_run "$1" "$2" | grep -P '\t(start|end)\t' | sort -t $'\t' -k 2,2 -k 3 |
        awk -F'\t' 'NR == FNR { is_fixed[$4] = 1; next } is_fixed[$4]' "$BATS_TEST_TMPDIR/theirs" - \
            >"$BATS_TEST_TMPDIR/ours"
    diff "$BATS_TEST_TMPDIR/ours" "$BATS_TEST_TMPDIR/theirs"
}

@test "--dry-run of the shipped plan is what dateutil says, over both changes of Berlin's clock" {
    same_as_dateutil 2026-03-23/2026-04-06 "$ROOT/config/plan.ini"
    same_as_dateutil 2026-10-19/2026-11-02 "$ROOT/config/plan.ini"
}

@test "--dry-run in the hours that a clock skips and repeats is what dateutil says" {
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
[activity gap]
title = In the gap
days = daily
time = 02:15-02:45
[activity over]
title = Over it
days = daily
time = 01:15-02:10
PLAN
    same_as_dateutil 2026-03-27/2026-03-31 "$PLAN"
    same_as_dateutil 2026-10-23/2026-10-27 "$PLAN"
}

@test "--dry-run is the daemon: what it says of a day is what the daemon tells that day" {
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
remind = 10m, 3m
nag = 0
[activity practice]
title = Practise skills
days = daily
time = 09:00-09:10, 09:20-09:30
[activity blog]
title = Blog post
days = Tue
time = 09:10-09:20
PLAN
    dry_run 2026-11-24/2026-11-25 "$PLAN" |
        awk -F'\t' '$3 == "start" || $3 == "end" { print $3, $4, $2 }' >"$BATS_TEST_TMPDIR/said"
    daemon_start_at '2026-11-24 08:59:00' 300
    bus_listen
    bus_says 'BlockEnded.*practice/2026-11-24/2'
    # Instants on the bus are microseconds: of the end for an end.
    sed -n "s/.*Block\(Started\|Ended\) (('[^']*', '\([^']*\)', '[^']*', uint64 \([0-9]*\)000000, uint64 \([0-9]*\)000000.*/\1 \2 \3 \4/p" \
        "$BATS_TEST_TMPDIR/signals.log" |
        while read -r kind activity start end; do
            case $kind in
            Started) date -u -d "@$start" "+start $activity %Y-%m-%dT%H:%M:%SZ" ;;
            Ended) date -u -d "@$end" "+end $activity %Y-%m-%dT%H:%M:%SZ" ;;
            esac
        done | sort | diff <(sort "$BATS_TEST_TMPDIR/said") -
}

@test "a whole year of --dry-run takes well under a second" {
    # Several times the CPU time that it needs; the placement of a week takes most of it.
    (ulimit -t 1 && dry_run 2026-01-01/2027-01-01 "$ROOT/config/plan.ini" >"$BATS_TEST_TMPDIR/year")
    [ "$(grep -c -P '\tstart\t' "$BATS_TEST_TMPDIR/year")" -gt 300 ]
}

@test "bad spans are refused with an example" {
    local span
    for span in '' 2026 2026-01-01 2026-01-01/2025-01-01 2026-13-01/2026-14-01 x/y; do
        run -2 "$BUILD_DIR/bin/jobsearchd" --dry-run "$span" --plan "$ROOT/config/plan.ini"
        [[ $output == *2026-11-23/2026-11-30* ]]
    done
}

# ---- Sleep ----

morning_at() {
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
remind = 0
nag = 0
grace = 5m
[activity practice]
title = Practise skills
days = daily
time = 09:00-09:20
[activity blog]
title = Blog post
days = daily
time = 09:25-10:00
PLAN
    daemon_start_at "$@"
}

# The machine sleeps from just before nine until then.
sleep_until() {
    clock_passes '2026-11-24 08:58:00'
    jsctl status >/dev/null
    kill -STOP "$DAEMON"
    clock_passes "$1"
    kill -CONT "$DAEMON"
}

outcomes() {
    jsctl log --json | jq -c '[.entries[] | [.activity, .outcome]]'
}

@test "slept over a start: it is told as started some minutes ago" {
    server
    morning_at '2026-11-24 08:56:00' 300
    sleep_until '2026-11-24 09:13:00'
    expect_bubble '(.summary | test("^Practise skills: started 1[345] min ago$"))
        and .actions == ["start", "Start", "snooze", "Snooze 10 min", "skip", "Skip"]'
    expect_bubble '.summary == "Practise skills: how did it go?"'
}

@test "slept over a whole block into the next: one bubble tells both" {
    server
    morning_at '2026-11-24 08:56:00' 300
    sleep_until '2026-11-24 09:40:00'
    expect_bubble '.summary == "2 blocks while you were away"
        and (.body | contains("Practise skills passed 09:00–09:20")
            and contains("Blog post began 09:25–10:00"))
        and .actions == ["start", "Start", "snooze", "Snooze 10 min", "skip", "Skip"]'
    bus_listen
    # The buttons are those of the one that runs.
    say server 'action 1 skip'
    # Missed is what is not answered `grace` after the resume, not after an end that nobody saw.
    bus_says 'LogChanged.*practice'
    jsctl log --json | jq -e '[.entries[] | [.activity, .outcome]]
            == [["practice", "missed"], ["blog", "skipped"]]
        and (.entries[0].answered_at | test("T09:(4[5-9]|5[0-3]):"))'
}

@test "slept over several: one summary tells them, and all are missed grace after the resume" {
    server
    morning_at '2026-11-24 08:56:00' 600
    sleep_until '2026-11-24 10:05:00'
    expect_bubble '.summary == "2 blocks while you were away"
        and (.body | contains("Practise skills passed 09:00–09:20")
            and contains("Blog post passed 09:25–10:00"))'
    expect_close
    [ "$(outcomes)" = '[["practice","missed"],["blog","missed"]]' ]
}

@test "the machine was off: the same" {
    server
    morning_at '2026-11-24 08:56:00' 600
    clock_passes '2026-11-24 08:58:00'
    daemon_stop
    clock_passes '2026-11-24 10:05:00'
    daemon_start_again
    expect_bubble '.summary == "2 blocks while you were away"'
    expect_close
    [ "$(outcomes)" = '[["practice","missed"],["blog","missed"]]' ]
}

@test "nothing from before the first run is told or missed" {
    server
    morning_at '2026-11-24 12:00:00' 1
    expect_silence
    [ "$(outcomes)" = '[]' ]
}

@test "logind's resume: a new look, nothing said twice" {
    server
    system_bus_start
    logind_start
    unset TZ
    plan_now
    daemon_start
    expect_bubble '.summary | test("^Practise skills: started")'
    gdbus call --system -d "$LOGIN" -o /org/freedesktop/login1 \
        -m org.freedesktop.DBus.Mock.EmitSignal "$LOGIN.Manager" PrepareForSleep b '[<false>]'
    daemon_says 'The clock was set, or the machine resumed'
    expect_silence
}

# ---- Zones ----

# The daemon with an /etc of its own, whose zone that is.
daemon_start_in() {
    ETC=$BATS_TEST_TMPDIR/etc
    mkdir "$ETC"
    cp /etc/passwd /etc/group /etc/nsswitch.conf "$ETC"
    zone_set "$1"
    daemon_start_there
}

daemon_start_there() {
    daemon_start_mounted 'mount --bind "$0" /etc' "$ETC" -u TZ
}

# As timedated does it.
zone_set() {
    ln -s "/usr/share/zoneinfo/$1" "$ETC/.localtime"
    mv "$ETC/.localtime" "$ETC/localtime"
}

zoneless() {
    plan_write <<'PLAN'
[plan]
remind = 0
nag = 0
[activity practice]
title = Practise skills
days = daily
time = 09:00-17:00
PLAN
}

starts_at() {
    local start
    # Next week: today's may be over in that zone.
    start=$(jsctl week +1 --json | jq -r '.blocks[0].start')
    echo "it starts at $start"
    [ "${start#*T}" = "$1" ]
}

@test "the system's zone changes: blocks are at the same hour of the new one" {
    zoneless
    daemon_start_in Asia/Tokyo
    [ "$(status .timezone)" = Asia/Tokyo ]
    starts_at 09:00:00+09:00
    zone_set America/Phoenix
    daemon_says 'The time zone is America/Phoenix now'
    starts_at 09:00:00-07:00
    # And once more: the watch is on the new link.
    zone_set Asia/Kolkata
    daemon_says 'The time zone is Asia/Kolkata now'
    starts_at 09:00:00+05:30
}

@test "timedated tells of the zone, where there is no link to be watched" {
    zoneless
    system_bus_start
    mock_start org.freedesktop.timedate1 /org/freedesktop/timedate1 org.freedesktop.timedate1
    system_call org.freedesktop.timedate1 /org/freedesktop/timedate1 \
        org.freedesktop.DBus.Mock.AddProperty org.freedesktop.timedate1 Timezone '<"Asia/Tokyo">'
    daemon_start_in Asia/Tokyo
    daemon_stop
    cp --remove-destination /usr/share/zoneinfo/Asia/Tokyo "$ETC/localtime"
    echo Asia/Tokyo >"$ETC/timezone"
    daemon_start_there
    [ "$(status .timezone)" = Asia/Tokyo ]
    echo America/Phoenix >"$ETC/timezone"
    [ "$(status .timezone)" = Asia/Tokyo ]
    system_call org.freedesktop.timedate1 /org/freedesktop/timedate1 \
        org.freedesktop.DBus.Mock.UpdateProperties org.freedesktop.timedate1 \
        '{"Timezone": <"America/Phoenix">}'
    daemon_says 'The time zone is America/Phoenix now'
    starts_at 09:00:00-07:00
}

@test "a plan that names its zone stays there" {
    zoneless
    sed -i 's,^remind.*,timezone = Europe/Berlin,' "$PLAN"
    daemon_start_in Asia/Tokyo
    bus_listen
    zone_set America/Phoenix
    # The wake-up is not told: a reload that comes after it is.
    jsctl reload
    [ "$(status .timezone)" = Europe/Berlin ]
    starts_at 09:00:00+01:00 || starts_at 09:00:00+02:00
}
