# Spreadsheets in and out of the tracker, as their owners and coaches have them.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

SHEETS=tests/fuzz/corpus/track-csv

setup() {
    daemon_setup
    plan_write <<PLAN
[plan]
timezone = Europe/Berlin
hours = 8h
PLAN
    # What the files say was done must lie behind.
    TZ=UTC daemon_start_at '2027-01-15 12:00' 1
}

teardown() {
    daemon_teardown
}

export_to() {
    jsctl track export "$BATS_TEST_TMPDIR/$1"
}

counts() {
    jq -r '"\(.added) \(.changed) \(.unchanged)"'
}

@test "a sheet comes in once, a dry run writes nothing, one undo takes all of it back" {
    local sheet=$SHEETS/sheets.csv
    export_to empty.csv
    [ "$(wc -l <"$BATS_TEST_TMPDIR/empty.csv")" = 1 ]

    run -0 --separate-stderr jsctl track import "$sheet" --dry-run
    [[ $output == *'added   Acme Corp, C Developer'* ]]
    [[ $output == *'3 to add, 0 to change, 0 unchanged. Nothing was written yet.'* ]]
    [[ $stderr == *'sheets.csv:1:85: warning: column `Salary` is ignored'* ]]
    export_to dry.csv
    cmp "$BATS_TEST_TMPDIR/empty.csv" "$BATS_TEST_TMPDIR/dry.csv"

    [ "$(jsctl track import "$sheet" --json 2>/dev/null | counts)" = '3 0 0' ]
    export_to first.csv
    [ "$(stat -c %a "$BATS_TEST_TMPDIR/first.csv")" = 600 ]
    [ "$(jsctl track import - --json <"$sheet" 2>/dev/null | counts)" = '0 0 3' ]
    export_to second.csv
    cmp "$BATS_TEST_TMPDIR/first.csv" "$BATS_TEST_TMPDIR/second.csv"

    sed 's/Globex,Clerk,.*/Globex,Clerk,,,Rejected,,,,/; s/Interviewing/Applied/' "$sheet" \
        >"$BATS_TEST_TMPDIR/edited.csv"
    run -0 --separate-stderr jsctl track import "$BATS_TEST_TMPDIR/edited.csv" --dry-run
    [[ $output == *'changed #3 Globex, Clerk  stage rejected'* ]]
    [[ $output == *'kept    #2 Initech, Systems Engineer: the tracker says interview, line 3 says applied: interview stays'* ]]
    [ "$(jsctl track import "$BATS_TEST_TMPDIR/edited.csv" --json 2>/dev/null | counts)" = '0 1 2' ]

    jsctl track undo
    export_to third.csv
    cmp "$BATS_TEST_TMPDIR/first.csv" "$BATS_TEST_TMPDIR/third.csv"
    jsctl track undo
    export_to fourth.csv
    cmp "$BATS_TEST_TMPDIR/empty.csv" "$BATS_TEST_TMPDIR/fourth.csv"
}

@test "what was sent before the first week misses no goal, and nothing is suggested for it" {
    printf '[activity outreach]\nhours = 4h\ngoal = 10 applications\n' >>"$PLAN"
    jsctl reload
    {
        echo Company,Applied
        for day in 2026-12-03 2026-12-10 2026-12-17 2026-12-24 2026-12-31 2027-01-11; do
            echo "Firm $day,$day"
        done
    } | jsctl track import -
    # The Monday of the week that runs counts; the weeks before it are nobody's.
    [ "$(jsctl goals --json | jq -c '.goals[0] | [.actual, .met, .of]')" = '[1,0,0]' ]
    [ "$(jsctl tune --json | jq -c .suggestions)" = '[]' ]
    [ "$(jsctl review --json | jq -c .patterns)" = '[]' ]
}

@test "one bad cell, and nothing is imported; --dates settles what is doubtful" {
    run -1 --separate-stderr jsctl track import "$SHEETS/doubtful.csv"
    [ -z "$output" ]
    [[ $stderr == *'doubtful.csv:2:3: error: Date applied `3/4/2026`: this may be 2026-04-03 (say --dates dmy) or 2026-03-04 (--dates mdy)'* ]]
    [[ $stderr == *'doubtful.csv:9:1: error: '* ]]
    [[ $stderr == *'nothing was imported from'* ]]
    [ "$(jsctl track export | wc -l)" = 1 ]

    printf 'Company,Applied\nAcme,3/4/2026\n' | jsctl track import - --dates dmy
    jsctl track export | grep -q '^application,Acme,,,applied,,2026-04-03,'
    run -2 jsctl track import x.csv --dates ymd
    run -1 jsctl track import "$BATS_TEST_TMPDIR/none.csv"
    [[ $output == *'cannot read'* ]]
}

# What it holds as another program reads it: python's csv module, whose rows are ours to the letter.
@test "what is exported comes back byte for byte, and python's csv module reads the same" {
    local sheet
    for sheet in sheets.csv excel-sep.csv huntr.csv people.tsv own.csv hostile.csv; do
        jsctl track import "$SHEETS/$sheet" 2>/dev/null
    done
    export_to all.csv
    # A terminal gets none that it would act on.
    run -0 script -qec "TERM=xterm '$BUILD_DIR/bin/jsctl' track export" /dev/null
    [[ $output == *'\u202e=1+1'* && $output != *$'\xe2\x80\xae'* ]]
    daemon_stop
    mv "$DATA" "$DATA.before"
    daemon_start_again
    [ "$(jsctl track export | wc -l)" = 1 ]
    jsctl track import "$BATS_TEST_TMPDIR/all.csv"
    export_to again.csv
    cmp "$BATS_TEST_TMPDIR/all.csv" "$BATS_TEST_TMPDIR/again.csv"

    /usr/bin/python3 - "$BATS_TEST_TMPDIR/all.csv" <<'PYTHON'
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as f:
    rows = list(csv.DictReader(f, strict=True))
by_name = {(row["company"], row["person"], row["role"]): row for row in rows}
assert len(rows) == 14 and None not in rows[0], len(rows)
acme = by_name["'=Acme", "", "C developer"]
assert acme["note"] == 'two\nlines, ""' and acme["interview_at"] == "2026-12-01T10:00:00+01:00", acme
ada = by_name["Müller GmbH", "Ada Berg", ""]
assert ada["kind"] == "contact" and ada["last_contact"] == "2026-12-01", ada
assert by_name["Initech", "", "Systems Engineer"]["note"] == 'Spoke to "Bill", call back\nafter Friday'
# No cell is one that a spreadsheet would run.
assert not [cell for row in rows for cell in row.values() if cell.lstrip()[:1] in tuple("=+-@\t\r")]
PYTHON
}

@test "the coach's own columns: order and spelling stay, the coach's sheet is not overwritten" {
    jsctl track import "$SHEETS/own.csv"
    printf 'Date applied;Employer;Stars;Status\r\n2025-01-01;Old;5;x\r\n' >"$BATS_TEST_TMPDIR/coach.csv"
    run -0 --separate-stderr jsctl track export --columns "$BATS_TEST_TMPDIR/coach.csv"
    [ "$output" = $'Date applied;Employer;Stars;Status\r\n2026-11-24;\'=Acme;;interview\r\n2026-10-02;Initech;;withdrawn\r' ]
    [[ $stderr == *'no place for contacts: 1 left out'* ]]
    run -2 jsctl track export "$BATS_TEST_TMPDIR/coach.csv" --columns "$BATS_TEST_TMPDIR/coach.csv"
    grep -q Old "$BATS_TEST_TMPDIR/coach.csv"
    run -1 jsctl track export --columns /dev/null
    [[ $output == *'is to be the head of the sheet'* ]]
}

@test "the list for the job centre: by date, every contact of a person, what was taken back left out" {
    local november=(--from 2026-11-01 --to 2026-11-30)
    printf 'Company,Role,Status,Applied,Source\nAcme,C developer,Rejected,24.11.2026,board\nInitech,,Applied,01.12.2026,\nGlobex,,Applied,,\n' |
        jsctl track import -
    printf 'Name,Company,Via,Last contacted\nAda Berg,Acme,mail,2026-11-03\n' | jsctl track import -
    printf 'Name,Company,Last contacted\nAda Berg,Acme,2026-11-20\n' | jsctl track import -
    run -0 jsctl report --proof "${november[@]}" --csv -
    [ "$output" = $'date,what,company,person,role,how,result\r
2026-11-03,contact,Acme,Ada Berg,,mail,\r
2026-11-20,contact,Acme,Ada Berg,,mail,\r
2026-11-24,application,Acme,,C developer,board,rejected\r' ]
    run -0 jsctl report --proof "${november[@]}"
    [[ $output == *'1 application sent, 2 contacts made'* ]]
    [[ $output == *'1 more without the day on which it was sent'* ]]
    jsctl track undo
    jsctl report --proof "${november[@]}" --json |
        jq -e '[.deeds[].date] == ["2026-11-03", "2026-11-24"] and .undated == 1 and .from == "2026-11-01"'

    run -2 jsctl report --proof --weeks 3
    run -2 jsctl report --proof --private
    run -2 jsctl report --from 2026-11-01
    run -2 jsctl report --proof --from 2026-11-30 --to 2026-11-01
    run -2 jsctl report --proof --coach-page "$BATS_TEST_TMPDIR/page.html"
}
