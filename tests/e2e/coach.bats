# What a coach sees: weeks that are shared through a published calendar, on their way over vdirsyncer
# and a CalDAV server, and what `jsctl coach` makes of them.

bats_require_minimum_version 1.5.0
load lib/connected.bash

NOW='2026-11-25 12:00:00' # a Wednesday; the week is 2026-W48

setup() {
    daemon_setup
    need vdirsyncer khal /usr/bin/python3
    export TZ=Europe/Berlin
    COHORT=$BATS_TEST_TMPDIR/cohort
    ORACLE=$ROOT/tests/oracle
    clock_start "$NOW" 1
}

teardown() { connected_teardown; }

# On the clock of the daemon, not on the machine's.
coach() {
    env CLOCK="$CLOCK" LD_PRELOAD="$CLOCK_LIBRARY" "$BUILD_DIR/bin/jsctl" coach "$COHORT" "$@"
}

# plan [LINE]...: with lines for [plan].
plan() {
    {
        printf '[plan]\nname = Secret name\nwhy = A secret reason\ntimezone = Europe/Berlin\nhours = 20h\n'
        printf '%s\n' "$@"
        printf '[activity practice]\ntitle = Secret title\ndays = Mon-Fri\ntime = 09:00-10:00\ngoal = 4h\n'
        printf '[activity outreach]\ndays = Mon-Fri\ntime = 14:00-16:00\ngoal = 10 contacts\n'
    } | plan_write
}

# history OUTCOME...: a log of weeks, the last before this one first; every block ended so.
history() {
    /usr/bin/python3 - "$@" <<'PYTHON'
import datetime, sys
print('id,activity,title,start,end,outcome,minutes,count,note,answered_at,source,why')
for age, outcome in enumerate(sys.argv[1:], 1):
    for day in range(5):
        date = datetime.date(2026, 11, 23) - datetime.timedelta(7 * age - day)
        offset = '+02:00' if date < datetime.date(2026, 10, 25) else '+01:00'
        for activity, start, end in ('practice', '09:00', '10:00'), ('outreach', '14:00', '16:00'):
            count = 3 if outcome == 'done' and activity == 'outreach' else ''
            minutes = '' if outcome == 'missed' else 0
            if outcome == 'done':
                minutes = 60 if activity == 'practice' else 120
            print(f'{activity}/{date}/1,{activity},Secret title,{date}T{start}:00{offset},{date}T{end}:00{offset},'
                  f'{outcome},{minutes},{count},Secret note,,,')
PYTHON
}

# The shared weeks that lie in the published folder.
shared() {
    find "$DATA/calendar" -name 'share_*.ics' | sort
}

shares() {
    [ "$(shared | wc -l)" = "$1" ] && published
}

shares_week() {
    grep -q "$2" "$DATA/calendar/share_$1.ics" && published
}

# ---- One person ----

@test "jsctl share shows what a coach will see; share = yes publishes just that, no takes it away" {
    plan
    history done done skipped >"$BATS_TEST_TMPDIR/log.csv"
    daemon_start_again
    jsctl log import "$BATS_TEST_TMPDIR/log.csv"
    run -0 jsctl share
    [[ $output == *'Sharing is off'*'share = yes'* ]]
    [[ $output == *'Week 47: 2 of 2 goals met, 15 h of 15 h'* ]]
    [[ $output == *'outreach: 15 of 10 contacts, met'* ]]
    [[ $output != *[Ss]ecret* ]]
    jsctl share --json >"$BATS_TEST_TMPDIR/before"
    until_true published
    shares 0

    plan 'share = yes'
    jsctl reload
    until_true shares 4
    [[ $(jsctl share) == *'Sharing is on'*'share = no'* ]]
    # The coach sees what was shown, word for word, and no more.
    /usr/bin/python3 - "$DATA/calendar" >"$BATS_TEST_TMPDIR/seen" <<'PYTHON'
import glob, json, sys
from urllib.parse import unquote
from icalendar import Calendar
for path in sorted(glob.glob(sys.argv[1] + '/share_*.ics')):
    journal, = Calendar.from_ical(open(path, 'rb').read()).walk('VJOURNAL')
    print(json.dumps(json.loads(unquote(journal['X-JOBSEARCHD-SHARE']))))
PYTHON
    jq -c '.weeks[]' "$BATS_TEST_TMPDIR/before" | diff <(jq -c . "$BATS_TEST_TMPDIR/seen") -
    shared | xargs cat | tr -d '\r\n' | run ! grep -i secret
    shared | xargs /usr/bin/python3 "$ORACLE/valid-ics.py"
    run ! grep -q VJOURNAL "$DATA/jobsearchd.ics"
    jsctl export --ics - | run ! grep VJOURNAL

    # With `discreet` no name of an activity, and no unit.
    plan 'share = yes' 'discreet = yes'
    jsctl reload
    until_true shares_week 2026-W47 'Goal 1'
    shared | xargs cat | run ! grep -i -e practice -e outreach -e contact

    plan
    jsctl reload
    until_true shares 0
    [ -n "$(ls "$DATA/calendar")" ]
}

@test "only a week that says something new is written again; what others make of one is written over" {
    plan 'share = yes'
    history done done >"$BATS_TEST_TMPDIR/log.csv"
    daemon_start_again
    jsctl log import "$BATS_TEST_TMPDIR/log.csv"
    until_true shares 3
    until_true shares_week 2026-W46 '2 of 2 goals'
    shared | xargs stat -c '%n %i' >"$BATS_TEST_TMPDIR/before"
    jsctl done practice/2026-11-24/1
    until_true shares_week 2026-W48 '"answered":1'
    shared | xargs stat -c '%n %i' | diff "$BATS_TEST_TMPDIR/before" - | grep -c '^>' | grep -x 1
    here_says share/2026-W48 '^SEQUENCE:1'

    # Another's edit, and another's deleting.
    sed -i 's/^SUMMARY:Week 47.*\r/SUMMARY:Bravo\r/' "$DATA/calendar/share_2026-W47.ics"
    rm "$DATA/calendar/share_2026-W46.ics"
    until_true shares_week 2026-W47 'SUMMARY:Week 47'
    until_true shares 3
    [ -z "$(problems)" ]

    # A week ahead that is off is told, for the computer may be on holiday, too.
    jsctl pause 2026-11-30..2026-12-06
    until_true shares_week 2026-W49 'Week 49: off'
    jsctl resume
    until_true shares 3

    # A server's own form of it is no edit: it stays.
    tr -d '\r' <"$DATA/calendar/share_2026-W47.ics" | sed 's/^PRODID.*/PRODID:-\/\/A server/; s/\\,/,/g' \
        >"$BATS_TEST_TMPDIR/form"
    cp "$BATS_TEST_TMPDIR/form" "$DATA/calendar/share_2026-W47.ics"
    jsctl done practice/2026-11-25/1
    until_true shares_week 2026-W48 '"answered":2'
    cmp "$BATS_TEST_TMPDIR/form" "$DATA/calendar/share_2026-W47.ics"
}

# ---- Three people, a server, and a coach who may only read ----

# What docs/coach.md gives to copy: one [general], and a pair for each person.
coach_config() {
    local person text
    text=$(awk '/^```/ { inside = 0 } /^\[general\]/ { inside = 1 } inside' "$ROOT/docs/coach.md" |
        sed "s,https://dav.example.org,$CALDAV,; s,~/cohort,$COHORT,
            s,~/.local/share/vdirsyncer/,$BATS_TEST_TMPDIR/coach-status/,; s,^password.fetch.*,password = \"secret\",")
    sed '/^\[pair/,$d' <<<"$text"
    for person in "$@"; do
        sed "1,/^\$/d; s,ada,$person,g" <<<"$text"
    done
}

coach_vdirsyncer() {
    vdirsyncer -v WARNING -c "$BATS_TEST_TMPDIR/coach.conf" "$@"
}

# person NAME OUTCOME...: such a log, published and pushed to the server.
person() {
    local name=$1
    shift
    export XDG_DATA_HOME=$BATS_TEST_TMPDIR/data-$name
    DATA=$XDG_DATA_HOME/jobsearchd
    mkdir -p "$XDG_DATA_HOME"
    history "$@" >"$BATS_TEST_TMPDIR/log.csv"
    daemon_start_again
    jsctl log import "$BATS_TEST_TMPDIR/log.csv"
    until_true shares $(($# + 1))
    until_true shares_week 2026-W47 "\"answered\":$([ "$1" = missed ] && echo 0 || echo 10)"
    vdirsyncer_configure
    sed -i "s,^username.*,username = \"$name\",; s,~/.local/share/jobsearchd/,$DATA/,
            s,~/.local/share/vdirsyncer/,$BATS_TEST_TMPDIR/status-$name/," "$XDG_CONFIG_HOME/vdirsyncer/config"
    yes | vdirsyncer discover blocks
    vdirsyncer -v WARNING sync blocks
    daemon_stop
}

# Nothing goes round in circles, and a calendar program that knows no journals lists what it lists.
stays() {
    find "$DATA/calendar" -type f -printf '%P %i\n' | sort >"$BATS_TEST_TMPDIR/files"
    vdirsyncer -v WARNING sync blocks
    find "$DATA/calendar" -type f -printf '%P %i\n' | sort | diff "$BATS_TEST_TMPDIR/files" -
    khal_configure blocks "$DATA/calendar"
    khal_list 2026-11-25 1d | grep Outreach
}

@test "three people, a server, and a coach who may only read: who needs a call first" {
    cat >"$BATS_TEST_TMPDIR/rights" <<'RIGHTS'
[root]
user: .+
collection:
permissions: R
[owner]
user: .+
collection: {user}(/.*)?
permissions: RrWw
[coach]
user: coach
collection: (ada|ben|cleo)(/.*)?
permissions: Rr
RIGHTS
    caldav_start '[rights]' 'type = from_file' "file = $BATS_TEST_TMPDIR/rights"
    plan 'share = yes'
    sed -i '/^\[activity outreach\]/a title = Outreach' "$PLAN"
    person ada done done done done
    stays
    person ben skipped skipped done done
    person cleo missed missed missed done
    mkdir -p "$COHORT"/{ada,ben,cleo}
    coach_config ada ben cleo >"$BATS_TEST_TMPDIR/coach.conf"
    coach_vdirsyncer discover
    coach_vdirsyncer sync
    echo 'Ada L.' >"$COHORT/ada/displayname"

    run -0 --separate-stderr coach
    [ -z "$stderr" ]
    [[ ${lines[0]} == '2 of 3 need a call, as of Wednesday 25 November 2026' ]]
    [[ ${lines[2]} == cleo*'nothing answered for 3 weeks' ]]
    [[ ${lines[3]} == ben*'no goal met in the last 2 weeks, 100 % of them before' ]]
    [[ ${lines[4]} == 'Ada L.'*fine ]]
    # Only the weeks were fetched, and nothing came back to the server.
    [ "$(find "$COHORT" -name '*.ics' | wc -l)" = 15 ]
    run ! grep -rqi -e secret -e VEVENT "$COHORT"
    rm "$COHORT"/ben/*.ics
    run coach_vdirsyncer sync --force-delete ben
    [ "$(find "$BATS_TEST_TMPDIR/radicale" -name .Radicale.cache -prune -o -path '*/ben/*.ics' -exec grep -l VJOURNAL {} + | wc -l)" = 5 ]
}

# ---- Many people, and hostile ones ----

@test "the order is the rule's, by an oracle of its own; table, CSV, page and JSON say the same" {
    /usr/bin/python3 "$ORACLE/cohort-folders.py" "$COHORT" 45 26 2026-11-25 5
    mkdir "$COHORT/p00000/inbox" "$COHORT/empty" # a collection, and one who shares nothing yet
    mv "$COHORT"/p00000/share_2026-W4*.ics "$COHORT/p00000/inbox"
    coach --json >"$BATS_TEST_TMPDIR/ours.json"
    /usr/bin/python3 "$ORACLE/cohort.py" "$COHORT" 2026-11-25 >"$BATS_TEST_TMPDIR/oracle"
    jq -r '.people[] | [.name, .folder, .reason, .weight, .trend] | @tsv' "$BATS_TEST_TMPDIR/ours.json" |
        diff "$BATS_TEST_TMPDIR/oracle" -
    [ "$(cut -f 3 "$BATS_TEST_TMPDIR/oracle" | sort -u | wc -l)" = 6 ] # every reason occurs
    jq -r '.people[] | [.name, .why, "\(.goals_met) of \(.goals)"] | @tsv' "$BATS_TEST_TMPDIR/ours.json" >"$BATS_TEST_TMPDIR/people"
    coach --csv - | /usr/bin/python3 -c '
import csv, sys
for row in csv.DictReader(sys.stdin):
    print(row["name"], row["why"], row["goals_met"] + " of " + row["goals"], sep="\t")' | diff "$BATS_TEST_TMPDIR/people" -
    coach --html "$BATS_TEST_TMPDIR/page.html"
    [ "$(stat -c %a "$BATS_TEST_TMPDIR/page.html")" = 600 ]
    /usr/bin/python3 - "$BATS_TEST_TMPDIR/page.html" <<'PYTHON' | diff "$BATS_TEST_TMPDIR/people" -
import sys, xml.etree.ElementTree as tree
page = open(sys.argv[1]).read().replace('<!DOCTYPE html>', '')
import re
page = re.sub(r'<(meta|link)([^>]*)>', r'<\1\2/>', page)
for row in tree.fromstring(page).iter('tbody').__next__():
    cells = [''.join(cell.itertext()) for cell in row]
    print(*cells[:3], sep='\t')
PYTHON
    coach --weeks 26 | tail -n +4 | head -n 46 | cut -c 1-12 | sed 's/ *$//' | diff <(cut -f 1 "$BATS_TEST_TMPDIR/people") -
}

@test "what is broken or hostile is named, and all others count" {
    /usr/bin/python3 "$ORACLE/cohort-folders.py" "$COHORT" 3 12 2026-11-25 1
    coach --json | jq '.people' >"$BATS_TEST_TMPDIR/before"
    cd "$COHORT"
    local good=$BATS_TEST_TMPDIR/good.ics # unfolded, so that sed finds its way
    tr -d '\r' <p00000/share_2026-W44.ics | sed -z 's/\n //g' >"$good"
    head -c 300000 /dev/zero | tr '\0' 'x' >p00000/huge.ics
    head -c 4096 /dev/urandom >p00000/junk.ics
    head -c 250 "$good" >p00000/cut.ics
    : >p00000/empty.ics
    sed 's/planned_minutes":840/planned_minutes":1e99/' "$good" >p00000/number.ics
    sed 's/"answered":[0-9]*/"answered":-1/' "$good" >p00000/negative.ics
    printf 'BEGIN:VCALENDAR\nBEGIN:VJOURNAL\nX-JOBSEARCHD-SHARE:%s\nEND:VJOURNAL\nEND:VCALENDAR\n' \
        "$(printf '[%.0s' {1..50000})" >p00000/bomb.ics
    sed 's/2026-W44/9999-W44/; s/2026-10-26/9999-10-26/g' "$good" >p00000/far.ics
    mkfifo p00000/pipe.ics
    ln -s /etc/passwd p00000/passwd.ics
    ln -s . p00000/loop
    ln -s p00000 link
    ln -s link2 link2
    mkdir -p $'p00001/\e[31mred'
    echo nothing >$'p00001/\e[31mred/bad.ics'
    mkdir p00001/deep p00001/deep/deeper.ics
    printf 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Not ours\nEND:VEVENT\nEND:VCALENDAR\n' >p00001/event.ics
    echo 'Not a calendar' >README
    cp "$good" p00000/twice.ics
    cd -
    run -0 --separate-stderr coach --json
    [ "$(jq '.left_out' <<<"$output")" = 15 ]
    jq '.people' <<<"$output" | diff "$BATS_TEST_TMPDIR/before" -
    for name in huge junk cut empty number negative bomb far pipe passwd loop link link2; do
        grep -q "^jsctl: \(p00000/\)\?$name\(\.ics\)\?: it " <<<"$stderr"
    done
    [[ $stderr == *'15 files or folders were left out; all others count'* ]]
    grep -qF 'p00001/\x1b[31mred/bad.ics' <<<"$stderr"
    [[ $stderr != *$'\e'* ]]

    # Names reach no terminal, page or spreadsheet as anything but text.
    printf '\e[31m<script>=cmd()</script>\n' >"$COHORT/p00000/displayname"
    printf '=cmd()\n' >"$COHORT/p00001/displayname"
    run -0 --separate-stderr coach
    [[ $output != *$'\e'* ]]
    coach --html - 2>/dev/null | run ! grep '<script'
    coach --html - 2>/dev/null | grep -F '&lt;script&gt;'
    coach --csv - 2>/dev/null | grep "^'=cmd()"

    printf 'Same\n' | tee "$COHORT/p00001/displayname" >"$COHORT/p00002/displayname"
    coach 2>/dev/null | grep -F 'Same (p00001)'

    run -1 --separate-stderr coach_of "$COHORT/none"
    [[ $stderr == 'jsctl: cannot read '*'none (No such file or directory): name the folder'* ]]
    run -0 --separate-stderr coach_of "$COHORT/p00002"
    [[ $stderr == *'nobody has a folder in'* ]]
    run -2 coach --weeks 27
    run -2 coach --html a --csv b
}

coach_of() {
    jsctl coach "$1"
}
