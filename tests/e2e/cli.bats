# jsctl against a service with one canned week, over a real bus.

bats_require_minimum_version 1.5.0
load lib/bus.bash
load lib/talk.bash

setup() {
    need jq script /usr/bin/python3
    start_bus
    unset COLUMNS
    JSCTL=$BUILD_DIR/bin/jsctl
}

teardown() {
    talk_stop
    stop_bus
}

service() {
    talk_start service "$BUILD_DIR/tests/e2e/fake-daemon" "$@"
    expect_next service .ready
}

jsctl() {
    "$JSCTL" "$@"
}

# Runs jsctl on a terminal of so many columns; what the terminal got is in $output.
on_terminal() {
    local columns=$1
    shift
    run script -qec "stty cols $columns; TERM=xterm '$JSCTL' $*" /dev/null
}

# No byte of the file is in the set. (A bare `! grep` would fail no test.)
has_none() {
    if LC_ALL=C grep -n "$1" "$2"; then
        return 1
    fi
}

# jsctl in a folder of its own, with scripts for the other programs.
install_beside() {
    TREE=$BATS_TEST_TMPDIR/tree
    mkdir -p "$TREE/bin" "$TREE/libexec/jobsearchd"
    cp "$JSCTL" "$TREE/bin/jsctl"
    JSCTL=$TREE/bin/jsctl
}

program() {
    cat >"$1"
    chmod +x "$1"
}

@test "status is what is shown without a verb" {
    service
    run -0 jsctl
    [ "${lines[0]}" = "Now    Practise skills until 10:30, 18 min left" ]
    [[ $output == *"2 h 15 min of 15 h 40 min"* ]]
    [[ $output == *"jsctl done follow-ups/2026-11-23/1 "* ]]
    local bare=$output
    run -0 jsctl status
    [ "$output" = "$bare" ]
    # All of it in one round trip each time.
    say service calls
    expect_next service '.calls == 2'
}

@test "a discreet plan keeps its titles off the bar, not off the terminal" {
    service --discreet
    [ "$(jsctl status --waybar | jq -r .text)" = "Block until 10:30" ]
    jsctl status --waybar | jq -e '.tooltip | test("next 14:00, Block") and (test("outreach") | not)'
    jsctl status --json | jq -e .discreet
    [[ $(jsctl) == "Now    Practise skills until"* ]]
}

@test "JSON of every reading command is valid, its keys in the order that is written down" {
    service
    keys() {
        /usr/bin/python3 -c 'import json, sys; print(*json.load(sys.stdin))'
    }
    [ "$(jsctl status --json | keys)" = \
        "schema now plan timezone current next unplanned open paused today week problems discreet" ]
    [ "$(jsctl today --json | keys)" = "schema from to blocks busy unplaced follow_ups" ]
    [ "$(jsctl week --json | keys)" = "schema from to blocks busy unplaced follow_ups" ]
    [ "$(jsctl log --json | keys)" = "schema entries" ]
    [ "$(jsctl status --waybar | keys)" = "text tooltip class percentage" ]
    [ "$(jsctl week --json | jq -c '.blocks[0] | keys_unsorted')" = \
        '["id","activity","title","start","end","fixed","outcome","started_at","minutes","count"]' ]
    [ "$(jsctl log --json | jq -c '.entries[0] | keys_unsorted')" = \
        '["id","activity","title","start","end","outcome","minutes","count","note","answered_at","source","why"]' ]
    jsctl status --json | jq -e '.schema == 1 and .current.minutes_left == 18 and
        .next.minutes_until == 228 and .now == "2026-11-24T10:12:00+01:00"'
}

@test "JSON stays valid for hostile titles, and text keeps them off the terminal" {
    service --hostile
    local command
    for command in status today week log; do
        jsctl $command --json | /usr/bin/python3 -m json.tool >/dev/null
        jsctl $command >"$BATS_TEST_TMPDIR/out"
        has_none $'[\x01-\x08\x0b-\x1f]' "$BATS_TEST_TMPDIR/out"
        has_none $'\xe2\x80\xae' "$BATS_TEST_TMPDIR/out"
    done
    COLUMNS=120 jsctl week >"$BATS_TEST_TMPDIR/out"
    has_none $'[\x01-\x08\x0b-\x1f]' "$BATS_TEST_TMPDIR/out"
    [ "$(jsctl status --waybar | jq -r .text)" = "]0;owned&lt;b&gt;&amp;=1+1 until 10:30" ]
}

@test "CSV gives a file every byte and a terminal none that it would act on" {
    service --hostile
    jsctl log --csv >"$BATS_TEST_TMPDIR/file"
    grep -q $'\x1b' "$BATS_TEST_TMPDIR/file"
    on_terminal 200 log --csv
    echo "$output" >"$BATS_TEST_TMPDIR/terminal"
    grep -q '\\x1b' "$BATS_TEST_TMPDIR/terminal"
    has_none $'[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]' "$BATS_TEST_TMPDIR/terminal"
}

@test "answers say what was marked, when, and how to undo it" {
    service
    run -0 jsctl done
    [ "$output" = "Marked done: Practise skills, 09:00-10:30 (90 min). Undo: jsctl undo" ]
    run -0 jsctl skip follow-ups/2026-11-23/1 --why tired --note "so it went"
    [ "$output" = "Marked skipped: Follow-ups and cover letters, Mon 23 Nov 16:00-17:00 (0 min). Undo: jsctl undo" ]
    run -0 jsctl partial --minutes=1h
    [ "$output" = "Marked partial: Practise skills, 09:00-10:30 (60 min). Undo: jsctl undo" ]
    run -0 jsctl start blog --for 45m
    [ "$output" = "Started: Blog post, 10:12-10:57. When done: jsctl done. Undo: jsctl undo" ]
    run -0 jsctl snooze 20m
    [ "$output" = "Snoozed: Practise skills until 10:32. To begin before: jsctl start practice/2026-11-24/1" ]
    run -0 jsctl snooze practice/2026-11-24/1
    [[ $output == *"until 10:22."* ]]
    run -0 jsctl undo
    [ "$output" = "Taken back; now started: Practise skills, 09:00-10:30" ]
    run -0 jsctl quiet 2h
    [ "$output" = "Quiet until 12:12; nothing is excused. End it: jsctl quiet off" ]
    run -0 jsctl quiet off
    [ "$output" = "Quiet is over: reminders show again" ]
}

@test "a refusal is one line on stderr and status 1" {
    service --refuse
    run -1 --separate-stderr jsctl done
    [ -z "$output" ]
    [ "${#stderr_lines[@]}" -eq 1 ]
    [ "$stderr" = "jsctl: nothing was saved: the disk is full; free some space and say it again" ]
    run -1 --separate-stderr jsctl start nope/2026-11-24/1
    [ "${#stderr_lines[@]}" -eq 1 ]
    run -1 --separate-stderr jsctl reload
    [ "${stderr_lines[0]}" = '/home/u/plan.ini:7:1: error: there is no key `windw`; did you mean `window`?' ]
}

@test "wrong use is status 2, with the usage and what was meant" {
    run -2 --separate-stderr jsctl statsu
    [ "$stderr" = 'jsctl: there is no verb `statsu`; did you mean `status`?' ]
    run -2 --separate-stderr jsctl week --jsn
    [ "${stderr_lines[0]}" = 'jsctl: `jsctl week` has no option --jsn; did you mean --json?' ]
    [ "${stderr_lines[1]}" = 'usage: jsctl week [+N|-N|DATE|YYYY-Wnn] [--json]' ]
    local arguments
    for arguments in "done --minutes x" "done --count -1" "done --why lazy" "log --json --csv" \
        "log --limit x" "log add blog" "log import" "export" "quiet never" "start --for 0" \
        "status --json --waybar" "help nothing" "-x" "today tomorrow"; do
        run -2 --separate-stderr jsctl $arguments
        [ -z "$output" ]
        [ -n "$stderr" ]
    done
    service
    run -2 --separate-stderr jsctl log --from tomorrow
    [[ ${stderr_lines[0]} == *"give a date such as 2026-11-24"* ]]
}

@test "no daemon and no bus are status 3, in one line that says what to do" {
    local arguments
    for arguments in status "done" log "status --waybar" reload; do
        run -3 --separate-stderr jsctl $arguments
        [ -z "$output" ]
        [ "${#stderr_lines[@]}" -eq 1 ]
        [[ $stderr == *"systemctl --user start jobsearchd"* ]]
    done
    DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent run -3 --separate-stderr jsctl
    [ "${#stderr_lines[@]}" -eq 1 ]
    [[ $stderr == *DBUS_SESSION_BUS_ADDRESS* ]]
}

@test "help and version need no daemon; an empty plan is no failure" {
    run -0 jsctl help
    [[ $output == *"log import FILE|-"* ]]
    [[ $output != *"bash|zsh|fish"* ]]
    run -0 jsctl --version
    run -0 jsctl done --help
    [[ ${lines[0]} == "usage: jsctl done [BLOCK] "* ]]
    service --empty
    run -0 jsctl
    [[ $output == *"nothing planned"* ]]
    run -0 jsctl today
    run -0 jsctl week
    [ "$(jsctl log --csv | wc -l)" -eq 1 ]
    run -1 jsctl undo
}

@test "output that cannot be written is told, and a reader that went away is not" {
    service
    local command
    for command in status "status --json" week "log --csv" "log --json" help version; do
        run -1 --separate-stderr sh -c "'$JSCTL' $command >/dev/full"
        [[ $stderr == "jsctl: the output could not be written"* ]]
    done
    run -0 --separate-stderr bash -c "set -o pipefail; { '$JSCTL' log || [ \$? -eq 141 ]; } | true"
    [ -z "$stderr" ]
}

@test "the log goes out as CSV and comes back the same" {
    service
    jsctl log --csv >"$BATS_TEST_TMPDIR/one.csv"
    grep -q "'=1+1" "$BATS_TEST_TMPDIR/one.csv"
    # Another reader sees the same values as JSON has.
    /usr/bin/python3 - "$BATS_TEST_TMPDIR/one.csv" <(jsctl log --json) <<'PYTHON'
import csv, json, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
entries = json.load(open(sys.argv[2]))["entries"]
assert len(rows) == len(entries) > 3
for row, entry in zip(rows, entries):
    for key, value in entry.items():
        text = "" if value is None else str(value)
        assert row[key].lstrip("'") == text, (key, row[key], text)
PYTHON
    talk_end service
    service --empty
    run -0 jsctl log import "$BATS_TEST_TMPDIR/one.csv"
    [ "$output" = "Imported 5 entries" ]
    jsctl log --csv | cmp - "$BATS_TEST_TMPDIR/one.csv"
    run -0 jsctl log import - <"$BATS_TEST_TMPDIR/one.csv"
    jsctl log --csv | cmp - "$BATS_TEST_TMPDIR/one.csv"
}

@test "an import with a mistake names it and takes nothing" {
    service --empty
    cat >"$BATS_TEST_TMPDIR/bad.csv" <<'CSV'
id,activity,title,start,end,outcome,minutes,count,note,answered_at,source
blog/+1,blog,Blog,2026-11-24T09:00:00+01:00,,done,30,,,,
blog/+2,blog,Blog,2026-11-24T09:00:00+01:00,,dnoe,30,,,,
blog/+3,blog,Blog,soon,,done,30,,,,
CSV
    run -1 --separate-stderr jsctl log import "$BATS_TEST_TMPDIR/bad.csv"
    [[ ${stderr_lines[0]} == "$BATS_TEST_TMPDIR/bad.csv:3:46: error: outcome "* ]]
    [[ ${stderr_lines[1]} == "$BATS_TEST_TMPDIR/bad.csv:4:19: error: start "* ]]
    [ "$(jsctl log --csv | wc -l)" -eq 1 ]
    run -1 --separate-stderr jsctl log import /nonexistent
    [ "$stderr" = "jsctl: cannot read /nonexistent: No such file or directory" ]
    run -1 jsctl log import "$BATS_TEST_TMPDIR"
    run -1 jsctl log import /dev/null
}

@test "the log can be filtered, limited and corrected" {
    service
    [ "$(jsctl log --json --outcome missed | jq -r '.entries[].id')" = follow-ups/2026-11-23/1 ]
    [ "$(jsctl log --json --from today --to today | jq -r '.entries[].id')" = follow-ups/2026-11-24/1 ]
    [ "$(jsctl log --json --to yesterday | jq '.entries | length')" -eq 3 ]
    [ "$(jsctl log --json --activity practice --limit 1 | jq '.entries | length')" -eq 1 ]
    [ "$(jsctl log --json --limit 0 | jq '.entries | length')" -eq 0 ]
    [ "$(jsctl log --json --limit 2 | jq -r '.entries[].id' | xargs)" = \
        "$(jsctl log --json | jq -r '.entries[-2:][].id' | xargs)" ]
    cmp <(jsctl log --csv --limit 99) <(jsctl log --csv)
    [ "$(jsctl log --limit 1 | wc -l)" -eq 1 ]
    run -0 jsctl log edit follow-ups/2026-11-23/1 --outcome partial --note "wrote two"
    [[ $output == "Log says partial: Follow-ups and cover letters, Mon 23 Nov 16:00-17:00 (30 min)."* ]]
    jsctl log --json | jq -e '.entries[] | select(.id == "follow-ups/2026-11-23/1") |
        .outcome == "partial" and .minutes == 30 and .note == "wrote two"'
    run -0 jsctl log edit outreach/2026-11-23/1 --count 4
    jsctl log --json | jq -e '.entries[] | select(.id == "outreach/2026-11-23/1") |
        .count == 4 and .minutes == 45 and .note == "said \"later\", twice\nthen rang"'
    run -1 jsctl log edit practice/+99 --note x
}

@test "work that was not planned can be added to the log" {
    service
    run -0 jsctl log add blog --start "yesterday 18:00" --minutes 45 --note "a draft"
    [[ $output == "Logged as done: blog, Mon 23 Nov 18:00-18:45 (45 min)."* ]]
    jsctl log --json | jq -e '.entries[] | select(.activity == "blog") |
        .id == "blog/+18" and .start == "2026-11-23T18:00:00+01:00" and .minutes == 45'
}

@test "a million rows take no more memory than some" {
    service --rows 1000000
    # A sanitizer keeps what was freed for a while: that is not what is measured.
    ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1 \
        /usr/bin/python3 - "$JSCTL" <<'PYTHON'
import resource, subprocess, sys

def peak_kib(limit):
    with subprocess.Popen([sys.argv[1], "log", "--csv", *limit], stdout=subprocess.PIPE) as p:
        rows = sum(1 for line in p.stdout)
    assert p.returncode == 0, p.returncode
    return rows, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

few, some_kib = peak_kib(["--limit", "1000"])
many, peak = peak_kib([])
assert (few, many) == (1001, 1000001), (few, many)
assert peak < some_kib + 4096, f"{peak} KiB after {some_kib} KiB"
PYTHON
}

@test "the newest rows of a million come at once, oldest of them first" {
    service --rows 1000000
    [ "$(jsctl log --json --limit 3 | jq -r '.entries[].id' | xargs)" = \
        "practice/+999998 practice/+999999 practice/+1000000" ]
    [ "$(jsctl log --limit 2500 | tail -n 1)" = "$(jsctl log --limit 1)" ]
    jsctl log --json --limit 2500 | jq -e '[.entries[].id | ltrimstr("practice/+") | tonumber]
        == [range(997501; 1000001)]'
    say service calls
    expect_next service '.calls < 20'
}

@test "--follow gives a line for each change, and none for nothing" {
    service
    talk_start follower "$JSCTL" status --waybar --follow
    expect_next follower '.text == "Practise skills until 10:30" and .class == "started"'
    jsctl quiet # a change that the line does not show
    jsctl quiet off
    say service end
    expect_next follower '.text == "Company research and outreach, 14:00" and .class == "problem"'
    talk_end service
    expect_next follower '.text == "" and .class == "stopped"'
    service
    expect_next follower '.text == "Practise skills until 10:30"'
    talk_end follower

    talk_start json "$JSCTL" status --json --follow
    expect_next json '.schema == 1 and .current.id == "practice/2026-11-24/1"'
    talk_end service
    expect_next json '.schema == 1 and .now == null'
    kill "$BUS_PID"
    BUS_PID=
    wait "${TALK_PID[json]}" && return 1
    [ $? -eq 3 ]
}

@test "a terminal gets the grid and colours, unless NO_COLOR says no" {
    service
    on_terminal 120 week
    [[ $output == *$'\e['*"Practise skills"* ]]
    [[ $output == *"Mon 23"*"Tue 24 today"*"Fri 27"* ]]
    NO_COLOR=1 on_terminal 120 week
    [[ $output != *$'\e['* ]]
    [[ $output == *"Mon 23"*"Tue 24 today"*"Fri 27"* ]]
    on_terminal 40 week
    [[ $output == *"Monday 23 November 2026"* ]]
    run -0 jsctl week
    [[ $output == *"Monday 23 November 2026"* ]]
}

@test "a locale that is not UTF-8 gets ASCII in the same columns" {
    service
    COLUMNS=120 jsctl week >"$BATS_TEST_TMPDIR/utf8"
    LC_ALL=C COLUMNS=120 jsctl week >"$BATS_TEST_TMPDIR/ascii"
    has_none $'[\x80-\xff]' "$BATS_TEST_TMPDIR/ascii"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/ascii")" -eq "$(wc -l <"$BATS_TEST_TMPDIR/utf8")" ]
    grep -q '^09:00  x Practise skills' "$BATS_TEST_TMPDIR/ascii"
}

@test "check becomes the daemon's check, export the calendar's" {
    install_beside
    run -1 --separate-stderr jsctl check
    [[ $stderr == *"$TREE/bin/jobsearchd"* ]]
    program "$TREE/bin/jobsearchd" <<<'#!/bin/sh
echo "$0 $*"; exit 7'
    program "$TREE/libexec/jobsearchd/jobsearchd-calendar" <<<'#!/bin/sh
echo "$*"; exit 5'
    run -7 jsctl check
    [ "$output" = "$TREE/bin/jobsearchd --check" ]
    run -7 jsctl check "my plan.ini" --json
    [ "$output" = "$TREE/bin/jobsearchd --check --json my plan.ini" ]
    run -5 jsctl export --ics out.ics
    [ "$output" = "export $XDG_DATA_HOME/jobsearchd/calendar out.ics" ]
}

@test "export asks the daemon where the calendar is" {
    install_beside
    program "$TREE/libexec/jobsearchd/jobsearchd-calendar" <<<'#!/bin/sh
echo "$*"'
    FAKE_CALENDAR=/elsewhere/blocks service
    run -0 jsctl export --ics -
    [ "$output" = "export /elsewhere/blocks -" ]
}

@test "edit opens the plan, checks it, and asks again while it has errors" {
    install_beside
    local plan=$XDG_CONFIG_HOME/jobsearchd/plan.ini
    run -1 --separate-stderr jsctl edit
    [[ $stderr == *"there is no plan"* ]]
    [ ! -e "$plan" ]

    # The installed example is what a first plan begins with.
    mkdir -p "$TREE/share/jobsearchd"
    echo "[plan] ; the example" >"$TREE/share/jobsearchd/plan.ini"
    program "$TREE/bin/jobsearchd" <<<'#!/bin/sh'
    EDITOR=true run -0 jsctl edit
    [[ $output == *"example"* ]]
    cmp "$TREE/share/jobsearchd/plan.ini" "$plan"
    [ "$(stat -c %a "$plan")" = 600 ]

    echo "[plan]" >"$plan"
    program "$TREE/bin/jobsearchd" <<<'#!/bin/sh
grep -q good "$2" || { echo "$2:1:1: error: not good" >&2; exit 1; }'
    program "$BATS_TEST_TMPDIR/an editor" <<<'#!/bin/sh
echo "$1" >>"$2"'
    EDITOR="'$BATS_TEST_TMPDIR/an editor' good" run -0 jsctl edit </dev/null
    [ "$(tail -n 1 "$plan")" = good ]

    echo "[plan]" >"$plan"
    VISUAL="'$BATS_TEST_TMPDIR/an editor' bad" EDITOR=false run -1 jsctl edit <<<q
    [[ $output == *"plan.ini:1:1: error: not good"* ]]
    [[ $output == *"[e]dit again or [q]uit?"* ]]
    [ "$(wc -l <"$plan")" -eq 2 ]
    VISUAL="'$BATS_TEST_TMPDIR/an editor' bad" run -1 jsctl edit <<<$'x\ne\n'
    [ "$(wc -l <"$plan")" -eq 4 ]
    VISUAL=false run -1 jsctl edit
    [[ $output == *"the editor false failed"* ]]
}

@test "the man page has every verb and option, and no other" {
    jsctl help --table | awk -F'\t' '
        $1 == "verb" { print $2 }
        $1 == "option" { print $2, $3 }' | sort >"$BATS_TEST_TMPDIR/table"
    /usr/bin/python3 - "$ROOT/docs/jsctl.1.scd" <<'PYTHON' | sort >"$BATS_TEST_TMPDIR/page"
import re, sys
verbs = []
for line in open(sys.argv[1]):
    if line.startswith("# "):
        verbs = []
    elif line.startswith("## "):
        verbs = [v.strip() for v in re.split(r",|[A-Z[]", line[3:].strip())[: line.count(",") + 1]]
        print(*verbs, sep="\n")
    elif line.startswith("*--"):
        for option in re.findall(r"\*(--[a-z-]+)\*", line):
            for verb in verbs:
                print(verb, option)
PYTHON
    diff "$BATS_TEST_TMPDIR/table" "$BATS_TEST_TMPDIR/page"
}

@test "completions are made from the table" {
    jsctl completion bash >"$BATS_TEST_TMPDIR/jsctl.bash"
    complete_words() {
        bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _jsctl
            echo "${COMPREPLY[*]}"' bash "$BATS_TEST_TMPDIR/jsctl.bash" "$@"
    }
    [ "$(complete_words jsctl st)" = "status start" ]
    [ "$(complete_words jsctl "done" --m)" = "--minutes" ]
    [ "$(complete_words jsctl skip --why un)" = "unclear" ]
    [ "$(complete_words jsctl log add --s)" = "--start" ]
    [ "$(complete_words jsctl log a)" = "add" ]
    cd "$BATS_TEST_TMPDIR"
    [ "$(complete_words jsctl check jsctl.b)" = "jsctl.bash" ]
    local shell
    for shell in zsh fish; do
        jsctl completion $shell | grep -q 'tired unclear avoided clash other'
    done
}
