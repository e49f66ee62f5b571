# The page on which a coach drops reports: jsctl writes it, coach-page.py uses it in one browser.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

# A page of scripts is the same under a sanitizer, and a browser takes long.
setup_file() {
    [[ -z ${SANITIZE:-} ]] || return 0
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR
    need chromium
    daemon_setup
    write_pages
    daemon_end
    stop_bus
    /usr/bin/python3 "$BATS_TEST_DIRNAME/coach-page.py" "$BATS_FILE_TMPDIR/page.html" \
        "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR"/{ada.html,ada.json,coach.json} \
        >"$BATS_FILE_TMPDIR/results" 2>&1 || cat "$BATS_FILE_TMPDIR/results"
}

write_pages() {
    export TZ=Europe/Berlin
    plan_write <<'PLAN'
[plan]
name = Job search
timezone = Europe/Berlin
target = 2027-03-01
[activity outreach]
days = Mon-Fri
time = 09:00-10:00
goal = 10 contacts
PLAN
    daemon_start_at '2026-11-25 12:00' 1
    for day in 02 04 09 12 16 17 18 23 24; do
        jsctl log add outreach --start "2026-11-$day 09:00" --minutes 60 --count 5
    done
    jsctl report --html "$BATS_FILE_TMPDIR/ada.html" --name 'Ada <Berg> & Söhne'
    jsctl report --json >"$BATS_FILE_TMPDIR/ada.json"
    jsctl report --coach-page "$BATS_FILE_TMPDIR/page.html"
    /usr/bin/python3 "$BATS_TEST_DIRNAME/lib/cohort.py" "$BATS_FILE_TMPDIR/cohort"
    env CLOCK="$CLOCK" LD_PRELOAD="$CLOCK_LIBRARY" "$BUILD_DIR/bin/jsctl" coach --json \
        "$BATS_FILE_TMPDIR/cohort" >"$BATS_FILE_TMPDIR/coach.json"
}

# What came before `ok NAME` or `not ok NAME` is of that test, or of one before.
passed() {
    [[ -z ${SANITIZE:-} ]] || skip "no browser under a sanitizer"
    grep -qx "ok $1" "$BATS_FILE_TMPDIR/results" || {
        cat "$BATS_FILE_TMPDIR/results"
        return 1
    }
}

@test "60 reports that are chosen are ranked by the rule" {
    passed order
}

@test "reports that are dropped join those that are there" {
    passed drop
}

@test "each week's goals are bars with numbers" {
    passed bars
}

@test "broken and hostile files are named, the others count" {
    passed broken
}

@test "200 spoiled reports are read or named, and the page stays whole" {
    passed spoiled
}

@test "markup in names and goals stays text" {
    passed markup
}

@test "of two reports of a person the later counts, and namesakes are two" {
    passed twice
}

@test "the output of --json counts as well" {
    passed json
}

@test "the list is saved as CSV, guarded against formulas" {
    passed csv
}

@test "a keyboard is enough" {
    passed keyboard
}

@test "a screen reader is given a table with names, on a phone too" {
    passed spoken
}

@test "all is readable in light and dark, and fits a phone" {
    passed looks
}

@test "what jsctl report writes is read" {
    passed real
}

@test "the same people come to the same by reports and by shared weeks" {
    passed coach
}

@test "the page stands alone, and is written whole or not at all" {
    private_folders
    local page=$BATS_TEST_TMPDIR/page.html
    run -2 jsctl report --coach-page "$page" --weeks 3
    [[ $output == *"stands alone"* && ! -e $page ]]
    jsctl report --coach-page "$page"
    jsctl report --coach-page - | cmp - "$page"
    grep -q "default-src 'none'" "$page"
    run ! grep -E "@(STYLES|SCRIPTS)@|(src|href)=" "$page"
    run -1 jsctl report --coach-page "$BATS_TEST_TMPDIR/no/page.html"
    [[ $output == "jsctl: cannot write "*"/no/page.html: No such file or directory" ]]
}
