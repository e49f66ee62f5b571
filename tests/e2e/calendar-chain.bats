# The calendar as the running daemon publishes it, beside what its scheduler says (--dry-run) and
# what others read: python3-icalendar with python3-dateutil, and khal.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash
load lib/khal.bash

setup() {
    need khal
    daemon_setup
    server
    ICS=$DATA/jobsearchd.ics
}

teardown() {
    daemon_teardown
    desktop_stop
}

# dry_blocks FROM/TO: START <tab> END <tab> ACTIVITY of what the scheduler says; a block ends where
# the next end of its activity is.
dry_blocks() {
    "$BUILD_DIR/bin/jobsearchd" --dry-run "$1" --plan "$PLAN" |
        awk -F'\t' '$3 == "start" { begun[$4] = $2 }
            $3 == "end" && begun[$4] { print begun[$4] "\t" $2 "\t" $4; delete begun[$4] }'
}

# same_as_dry_run FROM TO: the folder and the single file hold the same from midnight to midnight.
same_as_dry_run() {
    local form
    dry_blocks "$1/$2" >"$BATS_TEST_TMPDIR/expected"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/expected")" -ge "${3:-20}" ]
    for form in "$DATA/calendar" "$ICS"; do
        /usr/bin/python3 "$ROOT/tests/oracle/published.py" "$form" "$BATS_TEST_TMPDIR/expected" \
            "$(date -u -d "$1" +%FT%TZ)" "$(date -u -d "$2" +%FT%TZ)"
    done
}

# What khal lists, from the scheduler.
dry_list() {
    dry_blocks "$1" | while IFS=$'\t' read -r start end activity; do
        printf '%s-%s %s\n' "$(date -d "$start" '+%F %R')" "$(date -d "$end" +%R)" \
            "$(sed -n "/^\[activity $activity\]/,/^title/s/^title = //p" "$PLAN")"
    done | sort
}

shipped_plan() {
    sed "/^\[plan\]/a timezone = Europe/Berlin\n$1" "$ROOT/config/plan.ini" | plan_write
}

@test "four weeks of the shipped plan, over the change of the clock, are what --dry-run says" {
    export TZ=Europe/Berlin
    shipped_plan 'days-off = 2026-10-21, 2026-11-02..2026-11-04'
    daemon_start_at '2026-10-18 12:00:00' 1
    until_true published
    same_as_dry_run 2026-10-19 2026-11-16
}

@test "khal lists the same weeks" {
    export TZ=Europe/Berlin
    shipped_plan 'days-off = 2026-10-28'
    daemon_start_at '2026-10-18 12:00:00' 1
    until_true published
    khal_configure jobs "$DATA/calendar"
    khal_list 2026-10-19 14d | sort >"$BATS_TEST_TMPDIR/khal"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/khal")" -gt 8 ]
    diff <(dry_list 2026-10-19/2026-11-02) "$BATS_TEST_TMPDIR/khal"
}

@test "a plan with everything that fixed blocks have: over midnight, every second week, cut ends" {
    export TZ=Europe/Berlin
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
hours = 80h
from = 2026-10-05
until = 2026-11-12
days-off = 2026-10-30
[activity night]
days = Fri,Sat
time = 23:30-02:30
[activity gap]
days = Sun
time = 02:30-03:30
[activity fortnight]
days = weekdays
time = 10:00-11:00, 14:00-15:00
every = 2 weeks
PLAN
    daemon_start_at '2026-10-18 12:00:00' 1
    until_true published
    same_as_dry_run 2026-10-19 2026-11-16
    # What lies on a day off is excepted, not left out of the rule.
    grep -rq '^EXDATE' "$DATA/calendar"
    grep -q '^EXDATE' "$ICS"
}

@test "an edited plan is published anew" {
    plan_now
    daemon_start
    until_true published
    grep -q 'SUMMARY:Practise skills' "$ICS"
    sed -i 's/^title = .*/title = Practise C/; s/11:00-14:00/11:30-14:00/' "$PLAN"
    until_true grep -q 'SUMMARY:Practise C' "$ICS"
    until_true published
    grep -q '^DTSTART.*T113000' "$ICS"
}

@test "the outcome is in the calendar, by its property and a mark" {
    plan_now
    daemon_start
    until_true published
    run ! grep -q X-JOBSEARCHD-OUTCOME:done "$ICS"
    jsctl done
    until_true grep -q X-JOBSEARCHD-OUTCOME:done "$ICS"
    grep -q '^SUMMARY:✓ Practise skills' "$ICS"
    grep -rq '^SUMMARY:✓ Practise skills' "$DATA/calendar"
    jsctl skip "$BLOCK"
    until_true grep -q '^STATUS:CANCELLED' "$ICS"
    jsctl undo
    until_true grep -q X-JOBSEARCHD-OUTCOME:done "$ICS"
}

@test "discreet: neither titles nor names of activities are published" {
    plan_now 'discreet = yes'
    daemon_start
    until_true published
    grep -q '^SUMMARY:Block' "$ICS"
    run ! grep -ri -e ractise -e xercise "$DATA/calendar" "$ICS"
}

@test "nothing is written where nothing has changed" {
    plan_now
    daemon_start
    until_true published
    find "$DATA/calendar" "$ICS" -type f -printf '%p %i %T@\n' | sort >"$BATS_TEST_TMPDIR/before"
    daemon_stop
    daemon_start
    jsctl status >/dev/null
    until_true published
    find "$DATA/calendar" "$ICS" -type f -printf '%p %i %T@\n' | sort | diff "$BATS_TEST_TMPDIR/before" -
}

is_ours() {
    grep -q 'SUMMARY:✓ Practise skills' "$1" && ! grep -q SUMMARY:Mine "$1"
}

@test "a title that another program wrote over is published again" {
    plan_now
    daemon_start
    until_true published
    file=$(find "$DATA/calendar" -name '*.ics' | head -n 1)
    sed -i 's/^SUMMARY:.*/SUMMARY:Mine/' "$file"
    jsctl done
    until_true is_ours "$file"
}

@test "a folder that cannot be written is a problem, and goes when it can" {
    plan_now
    mkdir -p "$DATA"
    : >"$DATA/calendar"
    daemon_start
    until_true has_problem not-published
    rm "$DATA/calendar"
    until_true has_no_problem not-published
    [ -n "$(find "$DATA/calendar" -name '*.ics')" ]
}

@test "jsctl export writes what is published" {
    plan_now
    daemon_start
    until_true published
    jsctl export --ics "$BATS_TEST_TMPDIR/out.ics"
    /usr/bin/python3 - "$BATS_TEST_TMPDIR/out.ics" "$ICS" <<'PY'
import sys
from icalendar import Calendar

ours, published = (
    sorted((str(e["UID"]), e["DTSTART"].dt, str(e["SUMMARY"]))
           for e in Calendar.from_ical(open(name, "rb").read()).walk("VEVENT"))
    for name in sys.argv[1:])
assert ours and ours == published, (ours, published)
PY
}
