# Flexible blocks in the running daemon: placed, told of, published, kept over restarts, made up for.

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

# Two pieces of two hours a week in the mornings, and one fixed hour on Sundays; lines for [plan].
plan_flexible() {
    {
        printf '[plan]\ntimezone = Europe/Berlin\nhours = 40\nnag = 0\n'
        printf '%s\n' "$@"
        cat <<'PLAN'
[window morning]
days = daily
time = 09:00-12:00
[activity outreach]
title = Outreach
hours = 4
window = morning
block = 1h-2h
first = Open the list
[activity blog]
title = Blog post
days = Sun
time = 13:00-14:00
PLAN
    } | plan_write
}

# places [WEEK]: the flexible blocks of a week.
places() {
    jsctl week "$@" --json |
        jq -c '.blocks[] | select(.fixed | not) | [.id, .start, .end, .outcome]'
}

# ---- Where they lie ----

@test "the shipped plan: every hour of an ordinary week has its place, in its window" {
    cp "$ROOT/config/plan.ini" "$PLAN"
    daemon_start_at '2026-11-23 07:00:00' 1
    jsctl week +1 --json | jq -e '
        def minutes: ((.end[:19] + "Z" | fromdate) - (.start[:19] + "Z" | fromdate)) / 60;
        .unplaced == []
        and ([.blocks[] | select(.fixed | not)] | group_by(.activity)
            | map({key: .[0].activity, value: (map(minutes) | add)}) | from_entries
            == {"outreach": 360, "follow-ups": 120, "cover-letters": 180})
        and all(.blocks[] | select(.fixed | not);
            .start[11:16] >= "13:00" and .end[11:16] <= "16:30" and .outcome == "open"
            and .activity + "/2026-W49/" == .id[:-1])'
    # The first week is a lighter one: 60 % of 26 hours, 11 h 15 of which are fixed.
    jsctl week --json | jq -e '[.unplaced[] | [.activity, .minutes, .reason]]
        == [["outreach", 100, "first-week"], ["follow-ups", 120, "first-week"], ["cover-letters", 180, "first-week"]]'
    # Which is meant to be, and no problem.
    has_no_problem unplaced
    [[ $(jsctl week) == *'outreach, 1 h 40 min: the first week is a lighter one, on purpose'* ]]
}

@test "what has no room is in the week, and in the status with what to do" {
    plan_flexible
    sed -i 's/^days = daily/days = Mon/; s/12:00/11:00/' "$PLAN"
    daemon_start_at '2026-11-23 07:00:00' 1
    [ "$(places)" = '["outreach/2026-W48/1","2026-11-23T09:00:00+01:00","2026-11-23T11:00:00+01:00","open"]' ] || places
    jsctl week --json | jq -e '.unplaced == [{"activity": "outreach", "minutes": 120, "reason": "window"}]'
    jsctl today --json | jq -e '.unplaced | length == 1'
    run jsctl week
    [[ $output == *'Not placed this week:'*'outreach, 2 h: its windows have no room left'* ]]
    jsctl status --json | jq -e '[.problems[] | select(.code == "unplaced")] | length == 1 and (.[0]
        | .text == "Outreach: 2h of this week'"'"'s hours have no place: its windows have no room left."
        and .remedy == "Run `jsctl edit`: widen its window, or lower its `hours`.")'
    # Given room, it is one no more.
    bus_listen
    sed -i 's/^days = Mon/days = Mon,Tue/' "$PLAN"
    bus_says PlanChanged
    until_true has_no_problem unplaced
    [ "$(places | wc -l)" = 2 ]
}

@test "a first week that had begun before is no problem" {
    plan_flexible
    sed -i 's/^days = daily/days = Mon,Tue/' "$PLAN"
    daemon_start_at '2026-11-26 07:00:00' 1
    jsctl week --json | jq -e '.unplaced == [{"activity": "outreach", "minutes": 240, "reason": "window"}]'
    places +1 | jq -s -e 'length == 2'
    has_no_problem unplaced
}

@test "blocks stay under their ids over a restart, and over SIGKILL" {
    plan_flexible
    daemon_start_at '2026-11-23 07:00:00' 1
    places >"$BATS_TEST_TMPDIR/before"
    places +4 >>"$BATS_TEST_TMPDIR/before"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/before")" = 4 ]
    daemon_stop
    [ "$STATUS" = 0 ]
    daemon_start_again
    { places && places +4; } | diff "$BATS_TEST_TMPDIR/before" -
    kill -KILL "$DAEMON"
    daemon_wait
    daemon_start_again
    { places && places +4; } | diff "$BATS_TEST_TMPDIR/before" -
    # Placed once: five weeks of two.
    [ "$(sqlite3 -readonly "$DATA/log.db" 'SELECT count(*), sum(is_placed) FROM placement')" = '10|10' ]
}

# ---- When something changes ----

@test "a day off moves one block: one bubble says which, and whereto" {
    server
    plan_flexible
    daemon_start_at '2026-11-23 12:30:00' 1
    places | jq -s -e 'map(.[1]) == ["2026-11-24T09:00:00+01:00", "2026-11-25T09:00:00+01:00"]'
    sed -i '2i days-off = 2026-11-24' "$PLAN"
    expect_bubble '.summary == "Outreach moved from Tue 09:00 to Thu 09:00" and .body == "jsctl week"
        and .actions == [] and .hints.category == "x-jobsearchd.message"'
    places | jq -s -e 'map([.[0], .[1]]) == [
        ["outreach/2026-W48/2", "2026-11-25T09:00:00+01:00"],
        ["outreach/2026-W48/1", "2026-11-26T09:00:00+01:00"]]'
    expect_silence
}

@test "a new class over a block is why it moved" {
    server
    plan_flexible
    daemon_start_at '2026-11-23 12:30:00' 1
    printf '[activity class]\ntitle = C class\ndays = Tue\ntime = 08:30-12:00\nevery = 8 weeks\n' >>"$PLAN"
    sed -i '2i from = 2026-11-23' "$PLAN"
    expect_bubble '.summary == "Outreach moved from Tue 09:00 to Thu 09:00"
        and .body == "C class\njsctl week"'
    expect_silence
}

@test "a window that is taken away moves every block of five weeks: one bubble" {
    server
    plan_flexible
    daemon_start_at '2026-11-23 12:30:00' 1
    sed -i 's/^days = daily/days = Thu,Fri/' "$PLAN"
    expect_bubble '.summary == "10 blocks changed"
        and (.body | startswith("Outreach moved from Tue 09:00 to Thu 09:00\n")
            and endswith("\nand 6 more\njsctl week"))'
    expect_silence
    for week in +0 +1 +4; do
        places "$week" | jq -s -e 'length == 2 and all(.[]; .[1][11:16] == "09:00")'
    done
}

@test "quiet: what moved is told afterwards" {
    server
    plan_flexible
    daemon_start_at '2026-11-23 12:30:00' 1
    bus_listen
    jsctl quiet 1h
    sed -i '2i days-off = 2026-11-24' "$PLAN"
    bus_says PlanChanged
    # The bubble of a silence that is over is the first that comes.
    jsctl quiet off
    expect_bubble '.summary == "Outreach moved from Tue 09:00 to Thu 09:00"'
}

# ---- The way of one ----

@test "a flexible block is reminded of, started and done as a fixed one" {
    server
    plan_flexible 'freeze = 0' 'remind = 10m'
    daemon_start_at '2026-11-24 08:48:00' 120
    expect_bubble '(.summary | test("^Outreach in ([5-9]|10) min$"))
        and (.body | contains("First: Open the list"))'
    expect_bubble '.summary == "Now: Outreach"
        and .actions == ["start", "Start", "snooze", "Snooze 10 min", "skip", "Skip"]'
    say server "action $(field .id) start"
    expect_close
    status .current.id | grep -x outreach/2026-W48/1
    jsctl done
    jsctl log --json | jq -e '.entries | length == 1 and (.[0]
        | .id == "outreach/2026-W48/1" and .outcome == "done" and .start[11:16] == "09:00")'
    # It was shorter than it was planned to be: the rest is offered, the done one stays.
    places | jq -s -e 'length == 3 and .[0][3] == "done" and .[0][0] == "outreach/2026-W48/1"
        and all(.[1:][]; .[3] == "open")'
}

@test "a missed block is offered again in the same week" {
    server
    plan_flexible 'freeze = 0' 'remind = 0' 'grace = 5m'
    daemon_start_at '2026-11-24 08:50:00' 2000
    expect server '.call == "Notify" and (.summary | test("^Outreach added on "))'
    jsctl log --json | jq -e '.entries[0] | .id == "outreach/2026-W48/1" and .outcome == "missed"'
    places | jq -s -e 'length == 3 and .[0][3] == "missed"
        and (map(.[0]) == ["outreach/2026-W48/1", "outreach/2026-W48/2", "outreach/2026-W48/3"])
        and all(.[]; .[0] | startswith("outreach/2026-W48/"))'
}

@test "a missed block is not offered again with catch-up = no" {
    server
    plan_flexible 'freeze = 0' 'remind = 0' 'grace = 5m' 'catch-up = no'
    daemon_start_at '2026-11-24 08:50:00' 2000
    bus_listen
    bus_says 'LogChanged.*outreach/2026-W48/1'
    until_true missed
    [ "$(places | wc -l)" = 2 ]
}

missed() {
    jsctl log --json | jq -e '.entries[0].outcome == "missed"'
}

# ---- Published ----

# UID START END TRANSP of every event in the folder, which must be single ones, by python3-icalendar.
published() {
    /usr/bin/python3 - "$DATA/calendar" <<'PY'
import glob, sys
from datetime import timezone
import icalendar

for name in sorted(glob.glob(sys.argv[1] + "/outreach_*.ics")):
    events = icalendar.Calendar.from_ical(open(name, "rb").read()).walk("VEVENT")
    assert len(events) == 1, name
    event = events[0]
    assert "RRULE" not in event and "RECURRENCE-ID" not in event, name
    assert str(event["SUMMARY"]) == "Outreach" and event["CATEGORIES"].cats == ["outreach"], name
    times = [event[k].dt.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
             for k in ("DTSTART", "DTEND")]
    print(str(event["UID"]).split("@")[0], *times, event.get("TRANSP", "OPAQUE"))
PY
}

planned() {
    local week
    for week in +0 +1 +2 +3 +4; do
        places "$week"
    done | jq -r '[.[0], (.[1:3][] | sub("\\+01:00$"; "Z") | fromdate - 3600 | todate), "'"$1"'"] | join(" ")' | sort
}

published_as() {
    diff <(planned "$1") <(published | sort) >/dev/null
}

@test "five weeks are published, a single event a block; free, if the plan says so" {
    plan_flexible
    daemon_start_at '2026-11-23 07:00:00' 1
    until_true published_as OPAQUE
    [ "$(published | wc -l)" = 10 ]
    printf '[publish]\nflexible = free\n' >>"$PLAN"
    until_true published_as TRANSPARENT
    # The fixed one is busy all the same.
    grep -qx $'TRANSP:OPAQUE\r' "$DATA/calendar/blog_1.ics" || ! grep -q TRANSP "$DATA/calendar/blog_1.ics"
    /usr/bin/python3 "$ROOT/tests/oracle/valid-ics.py" "$DATA"/calendar/*.ics "$DATA/jobsearchd.ics"
    # One that moved is the same event.
    sed -i '2i days-off = 2026-11-23' "$PLAN"
    until_true published_as TRANSPARENT
    [ "$(published | wc -l)" = 10 ]
}

# ---- --dry-run ----

dry_run() {
    "$BUILD_DIR/bin/jobsearchd" --dry-run "$1" --plan "${2:-$PLAN}"
}

@test "--dry-run places a year of the shipped plan: its hours are there in every week" {
    dry_run 2026-01-05/2027-01-04 "$ROOT/config/plan.ini" >"$BATS_TEST_TMPDIR/year"
    /usr/bin/python3 - "$BATS_TEST_TMPDIR/year" <<'PY'
import collections, datetime, sys

began, hours = {}, collections.Counter()
for line in open(sys.argv[1], encoding="utf-8"):
    local, utc, kind, name, _ = line.rstrip("\n").split("\t")
    at = datetime.datetime.fromisoformat(local)
    if kind == "start":
        began[name] = at
    elif kind == "end":
        hours[at.isocalendar()[:2], name] += (at - began[name]).total_seconds() / 3600
weeks = {week for week, _ in hours}
assert len(weeks) == 52, len(weeks)
for week in weeks:
    for name, wanted in ("outreach", 6), ("follow-ups", 2), ("cover-letters", 3):
        assert hours[week, name] == wanted, (week, name, hours[week, name])
PY
    # What it says of a day is the same, whatever day is the first.
    for day in 2026-01-05/2026-01-06 2026-03-27/2026-03-28 2026-12-31/2027-01-01; do
        dry_run "$day" "$ROOT/config/plan.ini" >"$BATS_TEST_TMPDIR/day"
        grep "^${day%/*}" "$BATS_TEST_TMPDIR/year" | diff "$BATS_TEST_TMPDIR/day" -
    done
}

@test "--dry-run is the daemon: it places a week as it does" {
    plan_flexible
    daemon_start_at '2026-11-23 07:00:00' 1
    dry_run 2026-11-30/2026-12-07 | awk -F'\t' '$3 == "start" && $4 == "outreach" { print $1 }' |
        diff <(places +1 | jq -r '.[1]') -
}

# ---- --check ----

@test "--check warns of what an ordinary week has no room for, at the activity's line" {
    plan_flexible
    sed -i 's/^days = daily/days = Mon/; s/12:00/11:00/; 2i from = 2026-11-25' "$PLAN"
    printf '[activity calls]\nhours = 2h10m\nblock = 1h-1h\n' >>"$PLAN"
    local outreach calls
    outreach="$(grep -n 'activity outreach' "$PLAN" | cut -d: -f1)"
    calls="$(grep -n 'activity calls' "$PLAN" | cut -d: -f1)"
    run -0 --separate-stderr "$BUILD_DIR/bin/jobsearchd" --check "$PLAN"
    [ -z "$output" ]
    diff - <(printf '%s\n' "$stderr") <<EOF
$PLAN:$outreach:2: warning: outreach: 2h of its 4h a week have no place: its windows have no room left; widen its window, or lower its \`hours\`
$PLAN:$calls:2: warning: calls: 10m of its 2h10m a week have no place: they cannot be cut into pieces of its \`block\` length; change its \`hours\` or \`block\`
$PLAN:$calls:2: warning: calls: 1h of its 2h10m a week have no place: its windows have no room left; widen its window, or lower its \`hours\`
$PLAN:$calls:2: warning: calls: 1h of its 2h10m a week have no place: what matters as much or more has the room; widen its window, or raise its \`priority\`
EOF
    run -0 jsctl check "$PLAN" --json
    jq -e '.diagnostics | length == 4 and .[0].severity == "warning"
        and (.[0].message | startswith("outreach: 2h"))' <<<"$output"
    # In the order of lines with what is wrong for other reasons, and nothing twice.
    sed -i 's/^hours = 40/hours = 30m/' "$PLAN"
    run -0 --separate-stderr "$BUILD_DIR/bin/jobsearchd" --check "$PLAN"
    [[ $stderr == *'fixed time is 1h a week, the budget 30m'* ]]
    [[ $stderr != *'budget is used up'* ]]
    cut -d: -f2 <<<"$stderr" | sort -nc
}

@test "--check has nothing to say of the shipped plan, nor of a plan with errors more than these" {
    run -0 "$BUILD_DIR/bin/jobsearchd" --check "$ROOT/config/plan.ini"
    [ -z "$output" ]
    plan_flexible 'prioritee = 3'
    sed -i 's/^days = daily/days = Mon/' "$PLAN"
    run -1 "$BUILD_DIR/bin/jobsearchd" --check "$PLAN"
    [[ ${#lines[@]} -eq 1 && $output == *'did you mean `priority`?' ]]
}

# ---- A full disk ----

@test "a disk that is full while the week is placed: it is named, and tried again" {
    mkdir -p "$DATA"
    plan_flexible
    clock_start '2026-11-23 12:30:00' 60
    # shellcheck disable=SC2016 # expanded there
    daemon_start_mounted 'mount -t tmpfs -o size=1m none "$0"' "$DATA" \
        CLOCK="$CLOCK" LD_PRELOAD="$CLOCK_LIBRARY"
    until_true daemon_there test -s "$DATA/jobsearchd.ics"
    daemon_there sh -c 'cat /dev/zero >"$0/fill" || true' "$DATA"
    sed -i '2i days-off = 2026-11-24' "$PLAN"
    until_true has_problem not-placed
    places | jq -s -e '.[0][1][0:16] == "2026-11-24T09:00"'
    daemon_there rm "$DATA/fill"
    until_true has_no_problem not-placed
    places | jq -s -e '.[0][1][0:16] == "2026-11-25T09:00"'
}
