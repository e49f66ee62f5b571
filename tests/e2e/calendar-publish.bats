#!/usr/bin/env bats
# jobsearchd-calendar as the daemon starts it, and what others read of what it writes: khal and
# python3-icalendar. Needs publish-driver (make tools).

load lib/bus
load lib/khal

setup() {
    need khal vdirsyncer unshare /usr/bin/python3
    private_folders
    HELPER=$BUILD_DIR/libexec/jobsearchd/jobsearchd-calendar
    DRIVER=$BUILD_DIR/tests/e2e/publish-driver
    need "$HELPER" "$DRIVER"
    ORACLE=$ROOT/tests/oracle/published.py
    DATA=$BATS_TEST_TMPDIR/data
    CALENDAR=$DATA/calendar
    mkdir "$DATA"
    khal_configure jobs "$CALENDAR"
}

# begin [FIELD=VALUE...]: the fields that every run has.
begin() {
    printf 'begin\tfolder=%s\tsingle=%s\tstate=%s' "$CALENDAR" "$DATA/jobsearchd.ics" "$DATA/state"
    printf '\tnow=2026-11-23T07:00\tfrom=2026-09-28T00:00\tto=2027-01-01T00:00'
    printf '\tsuffix=0b7c2a4e-0c5d-4e8f-9a3b-1c2d3e4f5a6b.jobsearchd'
    [ $# -eq 0 ] || printf '\t%s' "$@"
    printf '\n'
}

# record WORD FIELD=VALUE...
record() {
    local IFS=$'\t'
    printf '%s\n' "$*"
}

practice() {
    record series id=practice/1 activity=practice 'title=Practise \e[31mskills' \
        'description=Open the exercise page\nhttps://example.org/exercises' priority=4 \
        first=2026-11-23T09:00 length=90 days=31 alarm=5 "$@"
}

# The week of 23 November 2026, with everything that there is.
week() {
    begin "$@"
    practice until=2027-03-28T09:00
    record override at=2026-11-24T09:00 start=2026-11-24T08:00 end=2026-11-24T09:30 outcome=done \
        'title=Practise skills'
    record override at=2026-11-25T09:00 start=2026-11-25T10:00 end=2026-11-25T11:30 outcome=open \
        'title=Practise skills'
    record off at=2026-11-27T09:00
    record block id=outreach/2026-W48/1 activity=outreach 'title=Outreach: ümläuts, 漢字 and so on, longer than a line may be' \
        priority=5 start=2026-11-26T10:00 end=2026-11-26T11:30 busy=0
    record block id=practice/+17 activity=practice 'title=More' start=2026-11-28T13:00 \
        end=2026-11-28T14:00 outcome=partial
    record end
}

publish() {
    "$DRIVER" "$HELPER"
}

# Instants of 23 to 30 November as the week above means them.
week_expected() {
    printf '%s\t%s\t%s\n' \
        2026-11-23T08:00:00Z 2026-11-23T09:30:00Z practice \
        2026-11-24T08:00:00Z 2026-11-24T09:30:00Z practice \
        2026-11-25T10:00:00Z 2026-11-25T11:30:00Z practice \
        2026-11-26T08:00:00Z 2026-11-26T09:30:00Z practice \
        2026-11-26T10:00:00Z 2026-11-26T11:30:00Z outreach \
        2026-11-28T13:00:00Z 2026-11-28T14:00:00Z practice
}

@test "usage and a missing daemon are told" {
    run "$HELPER"
    [ "$status" -eq 2 ]
    [[ $output == usage:* ]]
    run "$HELPER" publish extra
    [ "$status" -eq 2 ]
    run "$HELPER" publish 3<&-
    [ "$status" -eq 1 ]
    [[ $output == *"no daemon on descriptor 3"* ]]
}

@test "a week is written, and not written again" {
    week >"$BATS_TEST_TMPDIR/script"
    run publish <"$BATS_TEST_TMPDIR/script"
    diff - <(printf '%s\n' "$output") <<<$'published 6 0 0\nexit 0'
    ls -a "$CALENDAR" | diff - <(printf '%s\n' . .. color displayname outreach_2026-W48_1.ics \
        practice_+17.ics practice_1.ics)
    [ "$(stat -c %a "$CALENDAR")" = 700 ]
    [ "$(stat -c %a "$CALENDAR"/* "$DATA"/*.ics "$DATA/state" | sort -u)" = 600 ]
    stat -c '%n %i %y' "$CALENDAR" "$CALENDAR"/* "$DATA"/* >"$BATS_TEST_TMPDIR/before"

    run publish <"$BATS_TEST_TMPDIR/script"
    diff - <(printf '%s\n' "$output") <<<$'published 0 0 6\nexit 0'
    stat -c '%n %i %y' "$CALENDAR" "$CALENDAR"/* "$DATA"/* | diff "$BATS_TEST_TMPDIR/before" -
}

@test "python3-icalendar finds each file valid, and the instants right" {
    week alarms=1 | publish
    week_expected >"$BATS_TEST_TMPDIR/expected"
    for calendar in "$CALENDAR" "$DATA/jobsearchd.ics"; do
        /usr/bin/python3 "$ORACLE" "$calendar" "$BATS_TEST_TMPDIR/expected" 2026-11-23T00:00:00Z \
            2026-11-30T00:00:00Z
    done
    /usr/bin/python3 "$ROOT/tests/oracle/valid-ics.py" "$CALENDAR"/*.ics "$DATA/jobsearchd.ics"
}

@test "khal lists the same week" {
    week | publish
    khal_list 2026-11-23 7d >"$BATS_TEST_TMPDIR/actual"
    diff - "$BATS_TEST_TMPDIR/actual" <<'EOF'
2026-11-23 09:00-10:30 Practise [31mskills
2026-11-24 09:00-10:30 ✓ Practise skills
2026-11-25 11:00-12:30 Practise skills
2026-11-26 09:00-10:30 Practise [31mskills
2026-11-26 11:00-12:30 Outreach: ümläuts, 漢字 and so on, longer than a line may be
2026-11-28 14:00-15:00 ◐ More
EOF
}

@test "khal lists the weeks in which the clock changes" {
    {
        begin
        record series id=early/1 activity=early title=Early first=2026-03-23T04:00 length=60 \
            days=127
        record block id=night/+1 activity=night title=Night start=2026-10-25T00:30 \
            end=2026-10-25T03:00
        record end
    } | publish
    khal_list 2026-03-28 2d >"$BATS_TEST_TMPDIR/actual"
    khal_list 2026-10-25 1d >>"$BATS_TEST_TMPDIR/actual"
    diff - "$BATS_TEST_TMPDIR/actual" <<'EOF'
2026-03-28 04:00-05:00 Early
2026-03-29 04:00-05:00 Early
2026-10-25 02:30-04:00 Night
2026-10-25 04:00-05:00 Early
EOF
}

@test "vdirsyncer copies the folder" {
    week | publish
    mkdir "$BATS_TEST_TMPDIR/copy"
    cat >"$BATS_TEST_TMPDIR/vdirsyncer.conf" <<EOF
[general]
status_path = "$BATS_TEST_TMPDIR/status"
[pair jobs]
a = "ours"
b = "copy"
collections = null
[storage ours]
type = "filesystem"
path = "$CALENDAR"
fileext = ".ics"
[storage copy]
type = "filesystem"
path = "$BATS_TEST_TMPDIR/copy"
fileext = ".ics"
EOF
    yes | vdirsyncer -c "$BATS_TEST_TMPDIR/vdirsyncer.conf" discover
    vdirsyncer -c "$BATS_TEST_TMPDIR/vdirsyncer.conf" sync
    [ "$(ls "$BATS_TEST_TMPDIR/copy" | wc -l)" -eq 3 ]
    week_expected >"$BATS_TEST_TMPDIR/expected"
    /usr/bin/python3 "$ORACLE" "$BATS_TEST_TMPDIR/copy" "$BATS_TEST_TMPDIR/expected" \
        2026-11-23T00:00:00Z 2026-11-30T00:00:00Z
    # What came back from there is what we wrote.
    run publish < <(week)
    [ "${lines[0]}" = "published 0 0 6" ]
}

@test "export writes one file, or to the output" {
    week | publish
    printf 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x@example.org\nEND:VEVENT\nEND:VCALENDAR\n' \
        >"$CALENDAR/birthday.ics"
    "$HELPER" export "$CALENDAR" "$BATS_TEST_TMPDIR/export.ics"
    [ "$(stat -c %a "$BATS_TEST_TMPDIR/export.ics")" = 600 ]
    week_expected >"$BATS_TEST_TMPDIR/expected"
    /usr/bin/python3 "$ORACLE" "$BATS_TEST_TMPDIR/export.ics" "$BATS_TEST_TMPDIR/expected" \
        2026-11-23T00:00:00Z 2026-11-30T00:00:00Z
    /usr/bin/python3 "$ROOT/tests/oracle/valid-ics.py" "$BATS_TEST_TMPDIR/export.ics"
    [ "$(grep -c BEGIN:VTIMEZONE "$BATS_TEST_TMPDIR/export.ics")" -eq 1 ]
    ! grep -q x@example.org "$BATS_TEST_TMPDIR/export.ics" || false
    "$HELPER" export "$CALENDAR" - | cmp - "$BATS_TEST_TMPDIR/export.ics"
}

@test "export tells what it cannot do" {
    run "$HELPER" export "$CALENDAR" -
    [ "$status" -eq 1 ]
    [[ $output == *"nothing is published yet"* ]]
    week | publish
    run "$HELPER" export "$CALENDAR" /no/such/folder/x.ics
    [ "$status" -eq 1 ]
    [[ $output == *"No such file or directory"* ]]
    echo 'not a calendar' >"$CALENDAR/bad.ics"
    run "$HELPER" export "$CALENDAR" "$BATS_TEST_TMPDIR/export.ics"
    [ "$status" -eq 0 ]
    [[ $output == *"1 unreadable"* ]]
}

@test "a record that makes no sense ends it, and nothing is written" {
    run publish < <(begin; record block id=../../x activity=a title=t start=2026-11-26T10:00 \
        end=2026-11-26T11:00; record end)
    [ "${lines[-1]}" = "exit 1" ]
    run publish < <(begin zone=Europe/Nowhere; record end)
    [ "${lines[-1]}" = "exit 1" ]
    [ ! -e "$CALENDAR" ]
}

@test "a folder that cannot be made is told, and the run ends well" {
    echo "a file" >"$CALENDAR"
    run publish < <(week)
    diff - <(printf '%s\n' "$output") <<EOF
failed 20 $CALENDAR: cannot be opened: nothing is published
published 0 0 0
exit 0
EOF
}

# in_namespace COMMAND: with mounts of its own.
in_namespace() {
    if [ "$(id -u)" -eq 0 ]; then
        unshare -m bash -euc "$1"
    else
        unshare -rm bash -euc "$1"
    fi
}

@test "a read-only folder: each file is told, nothing breaks" {
    week | publish
    export DRIVER HELPER CALENDAR
    week alarms=1 >"$BATS_TEST_TMPDIR/script"
    export SCRIPT=$BATS_TEST_TMPDIR/script
    run in_namespace 'mount --bind "$CALENDAR" "$CALENDAR"
        mount -o remount,bind,ro "$CALENDAR"
        "$DRIVER" "$HELPER" <"$SCRIPT"'
    diff - <(printf '%s\n' "$output") <<EOF
failed 30 $CALENDAR/practice_1.ics: cannot be written
published 1 0 4
exit 0
EOF
    # Once it can be written again it is, and is not taken for an edit of the user's.
    run publish <"$BATS_TEST_TMPDIR/script"
    [ "${lines[0]}" = "published 2 0 4" ]
}

@test "a full disk: each file is told, what was there stays whole" {
    export DRIVER HELPER CALENDAR
    mkdir "$CALENDAR"
    week >"$BATS_TEST_TMPDIR/script"
    export SCRIPT=$BATS_TEST_TMPDIR/script
    run in_namespace 'mount -t tmpfs -o size=1m,mode=0700 none "$CALENDAR"
        head -c 1048576 /dev/zero >"$CALENDAR/fill"
        "$DRIVER" "$HELPER" <"$SCRIPT"
        find "$CALENDAR" -type f
        rm "$CALENDAR/fill"
        "$DRIVER" "$HELPER" <"$SCRIPT"'
    diff - <(printf '%s\n' "$output") <<EOF
failed 28 $CALENDAR/outreach_2026-W48_1.ics: cannot be written
failed 28 $CALENDAR/practice_+17.ics: cannot be written
failed 28 $CALENDAR/practice_1.ics: cannot be written
failed 28 $CALENDAR/displayname: cannot be written
failed 28 $CALENDAR/color: cannot be written
published 1 0 0
exit 0
$CALENDAR/fill
published 6 0 0
exit 0
EOF
}

# killed_at CALL N: publishes, killed when it makes the call for the Nth time.
killed_at() {
    cat >"$BATS_TEST_TMPDIR/killed" <<EOF
#!/bin/sh
exec strace -o /dev/null -e trace=$1 -e inject=$1:signal=SIGKILL:when=$2 "$HELPER" "\$@"
EOF
    chmod +x "$BATS_TEST_TMPDIR/killed"
    "$DRIVER" "$BATS_TEST_TMPDIR/killed"
}

@test "killed at any rename, what it wrote is not taken for the user's" {
    need strace
    for call in renameat2 rename; do
        for n in 1 2 3; do
            rm -rf "$CALENDAR" "$DATA"/*
            week | publish
            run killed_at "$call" "$n" < <(week | sed 's/Outreach/Letters/; s/More/Less/; s/Practise/Study/g')
            [ "${lines[-1]}" = "killed 9" ]
            run publish < <(week | sed 's/Outreach/Blog/; s/More/Most/; s/Practise/Learn/g')
            [[ $output != *foreign* && $output != *failed* ]]
            [ "$(grep -ch 'SUMMARY.*Learn' "$CALENDAR/practice_1.ics")" -eq 3 ]
            /usr/bin/python3 "$ROOT/tests/oracle/valid-ics.py" "$CALENDAR"/*.ics
        done
    done
}

@test "some hundred items: none is too many for the limits" {
    {
        begin
        for n in {1..400}; do
            record block id=outreach/+$n activity=outreach title=Outreach \
                start=2026-11-$((n % 28 + 1 < 10 ? 10 : n % 28 + 1))T10:00 end=2026-11-29T11:00
        done
        record end
    } >"$BATS_TEST_TMPDIR/script"
    run publish <"$BATS_TEST_TMPDIR/script"
    diff - <(printf '%s\n' "$output") <<<$'published 403 0 0\nexit 0'
    "$HELPER" export "$CALENDAR" - | grep -c BEGIN:VEVENT | diff - <(echo 400)
    run publish < <(begin; record end)
    diff - <(printf '%s\n' "$output") <<<$'published 1 400 2\nexit 0'
}
