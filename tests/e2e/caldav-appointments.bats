# Appointments that come from a CalDAV server through vdirsyncer: blocks are placed around them, and go
# back as single events. samples/ has one that Thunderbird 153 put on a Radicale.

bats_require_minimum_version 1.5.0
load lib/connected.bash

SAMPLES=$BATS_TEST_DIRNAME/samples

setup() { connected_setup; }
teardown() { connected_teardown; }

@test "flexible blocks are on the server as single events" {
    week_start
    phone blocks show "$OUTREACH" >"$BATS_TEST_TMPDIR/item"
    grep '^DTSTART;TZID=Europe/Berlin:20261124T090000' "$BATS_TEST_TMPDIR/item"
    grep '^DTEND;TZID=Europe/Berlin:20261124T110000' "$BATS_TEST_TMPDIR/item"
    run ! grep RRULE:FREQ=WEEKLY "$BATS_TEST_TMPDIR/item"
    phone blocks show outreach/2026-W51/1 | grep '^DTSTART;TZID=Europe/Berlin:20261215T090000'
    /usr/bin/python3 "$ROOT/tests/oracle/valid-ics.py" "$DATA/calendar"/*.ics "$DATA/jobsearchd.ics"
}

@test "an appointment put on the server moves a block, and the server learns where to" {
    week_start
    phone personal add 'Interview' 2026-11-24T09:30 2026-11-24T10:30
    vdirsyncer_sync
    until_true lies_at "$OUTREACH" 2026-11-24T10:45
    jsctl week "$WEEK" --json | jq -e '.busy | length == 1 and .[0].summary == "Interview" and
        .[0].calendar == "personal" and .[0].start == "2026-11-24T09:30:00+01:00"'
    expect_bubble '.summary == "Outreach moved from Tue 09:00 to Tue 10:45" and (.body | test("^Interview"))'
    until_true here_says "$OUTREACH" T104500
    settle
    phone blocks show "$OUTREACH" >"$BATS_TEST_TMPDIR/item"
    grep '^DTSTART;TZID=Europe/Berlin:20261124T104500' "$BATS_TEST_TMPDIR/item"
    grep '^SEQUENCE:1' "$BATS_TEST_TMPDIR/item"
    phone blocks show outreach/2026-W49/1 | grep '^SEQUENCE:0'
}

@test "an appointment that Thunderbird wrote counts, in its own zone's words" {
    week_start
    phone personal put "$SAMPLES/thunderbird-appointment.ics"
    vdirsyncer_sync
    until_true is_busy '.[0].summary == "Interview at Acme" and
        .[0].start == "2026-11-25T13:15:00+01:00" and .[0].end == "2026-11-25T14:00:00+01:00"'
}

@test "an appointment made in khal makes room at once" {
    week_start
    khal_configure personal "$XDG_DATA_HOME/calendars/personal"
    khal_run new -a personal 2026-11-24 09:30 10:30 Interview
    until_true lies_at "$OUTREACH" 2026-11-24T10:45
}
