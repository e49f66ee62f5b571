# The report for a coach: the same figures in each form, and a page that looks as it should in a real
# browser. The log and the tracker are tests/tools/demo-log.py's.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/demo.bash

setup_file() {
    (
        trap 'daemon_end; stop_bus' EXIT
        cd "$BATS_FILE_TMPDIR"
        BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR
        daemon_setup
        reports_write
    )
}

setup() {
    cd "$BATS_FILE_TMPDIR" || return
    private_folders
}

reports_write() {
    demo_start
    jsctl log edit practice/2026-11-24/1 --note '</script><img src=https://example.org/x>'
    jsctl review --json >review.json
    jsctl share --weeks 7 --json >share.json
    jsctl report >report.txt
    jsctl report --text | cmp - report.txt
    jsctl report --json >report.json
    jsctl report --csv report.csv
    jsctl report --csv - | cmp - report.csv
    jsctl report --html report.html
    jsctl report --html - | cmp - report.html
    jsctl report --private --html private.html
    jsctl report --private --json >private.json
    jsctl report --private --csv private.csv
    jsctl report --private >private.txt
    jsctl report --weeks 26 --html long.html
    jsctl report --weeks 1 --json >one.json
}

@test "eight weeks that end with the one to look back on, with goals, time and changes" {
    jq -e --slurpfile review review.json '
        .schema == 1 and .kind == "jobsearchd-report" and .name == "Job search" and .made == "2026-11-28"
        and .timezone == "Europe/Berlin" and .target == "2027-03-01" and .weeks_left == 14
        and .from == "2026-10-05" and .to == "2026-11-29" and (.private | not)
        and [.weeks[].week] == ["2026-W41", "2026-W42", "2026-W43", "2026-W44", "2026-W45", "2026-W46",
            "2026-W47", "2026-W48"]
        and [.weeks[].over] == [true, true, true, true, true, true, true, false]
        and .weeks[4].planned_minutes == 0 and .weeks[4].excused_minutes == 1180
        and all(.weeks[4].goals[]; .off and (.met | not))
        and .weeks[5].goals[0] == {activity: "practice", unit: "hours", target: 6, actual: 7.5, met: true,
            off: false}
        and .heat == $review[0].heat and .patterns == $review[0].patterns
        and (.weeks[7] | .activities == $review[0].activities
            and [.goals[] | .actual] == [$review[0].goals[].actual])
        and ([.changes[] | [.edit, .date, .kept, .of]] == [["move", "2026-10-31", 10, 12]])
        and .weeks[1].questions[0].answer == "The course group meets then"
        and all(.goals[]; .of <= 8 and .met <= .of)' report.json
    # What is added up is the sum of what the weeks say.
    jq -e '[.activities[].done_minutes] == [range(.activities | length) as $i
            | [.weeks[].activities[] as $a | select($a.activity == .activities[$i].activity) | $a.done_minutes] | add]
        and ([.activities[] | .done_minutes + .partial_minutes] | add) == ([.weeks[].done_minutes] | add)
        and (.goals[1] as $goal | $goal.met
            == ([.weeks[].goals[1] | select(.met)] | length))' report.json
    jq -e '.weeks | length == 1' one.json
}

@test "a coach who reads what is shared sees the same weeks" {
    jq -S '.weeks | sort_by(.from)' share.json >shared
    jq -S '.weeks | map({week, from, planned_minutes, done_minutes, excused_minutes, answered, goals})' \
        report.json | diff shared -
}

# By hand from the list in demo-log.py, on 28 November.
@test "applications: how far they came, and how they were answered" {
    jq -e '.tracker | del(.open, .contacts) == {
            applications: 14, applied: 13, screen: 5, interview: 3, offer: 1, rejected: 3, withdrawn: 1,
            replied: 7, reply_of: 11, waiting: 2, reply_days: 9,
            sources: [{source: "LinkedIn", applied: 5, replied: 2, interviews: 0},
                {source: "Company page", applied: 4, replied: 3, interviews: 1},
                {source: "Meetup", applied: 3, replied: 2, interviews: 2},
                {source: "Newspaper", applied: 1, replied: 0, interviews: 0}]}' report.json
    jq -e '[.weeks[].applications] == [3, 2, 3, 1, 0, 2, 1, 1]
        and [.weeks[].contacts] == [0, 0, 0, 0, 0, 1, 2, 1]
        and (.tracker.open | length == 10) and (.tracker.contacts | length == 4)' report.json
}

@test "text, CSV and page carry the figures of the JSON" {
    run -0 /usr/bin/python3 "$BATS_TEST_DIRNAME/report-figures.py" report.json report.csv report.html \
        report.txt
    [[ $output =~ ^[1-9][0-9]{2,}\ figures ]]
}

@test "private: no company, person, link, note, source or answer; the figures stay" {
    for name in Alster Imke Berg Yildiz Robotics LinkedIn 'course group' example.org 'write C'; do
        grep -q "$name" report.json
        run -1 grep -l "$name" private.html private.json private.csv private.txt
    done
    jq -e --slurpfile open report.json '.private and .tracker.open == [] and .tracker.contacts == []
        and .why == null
        and [.weeks[] | del(.notes, .questions)] == [$open[0].weeks[] | del(.notes, .questions)]
        and .tracker.replied == $open[0].tracker.replied
        and .weeks[1].questions[0].answered and .weeks[1].questions[0].answer == null' private.json
}

@test "the page is well-formed, and holds its figures as JSON" {
    need tidy
    for page in report.html private.html long.html; do
        tidy -errors -quiet "$page"
        /usr/bin/python3 -c 'import html5lib, sys
html5lib.HTMLParser(strict=True).parse(open(sys.argv[1], "rb"))' "$page"
    done
    sed -n '/id="jobsearchd-report"/,/<.script>/p' report.html | sed '1d;$d' | cmp <(jq -c . report.json) <(jq -c .)
    [ "$(stat -c %a report.html report.csv | sort -u)" = 600 ]
    run -0 grep -c '<script' report.html
    [ "$output" = 1 ]
}

@test "in a browser: nothing leaves, all can be read, on a desktop, a phone and on paper" {
    [[ -z ${SANITIZE:-} ]] || skip "no browser under a sanitizer"
    need chromium
    /usr/bin/python3 "$BATS_TEST_DIRNAME/report.py" report.html >seen.json
    jq . seen.json
    jq -e '.requests == [] and .complaints == [] and .sheets >= 2 and .sheets <= 4
        and (.views | length == 4)
        and all(.views[]; .overflow == 0 and .contrast == [] and .names == [] and .clashes == []
            and .headings and .charts == 13 and .tables == 10 and .smallest >= 10 and .texts > 300
            and .json == "jobsearchd-report")' seen.json
}

@test "what cannot be is refused" {
    start_bus
    for weeks in 0 27 -1 many; do
        run -2 jsctl report --weeks "$weeks"
        [[ $output == *'from 1 to 26'* ]]
    done
    run -2 jsctl report --json --text
    [[ $output == *'exclude each other'* ]]
    run -3 jsctl report
    stop_bus
}
