# The completion log on real disks: what was answered is there, whatever happens to the daemon, the
# disk or the file; and what is in it is safe to look at.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

setup() {
    need sqlite3
    daemon_setup
    server
}

teardown() {
    daemon_teardown
    desktop_stop
}

outcome() {
    jsctl log --json | jq -r --arg id "$BLOCK" '.entries[] | select(.id == $id) | .outcome'
}

@test "killed the moment that done has returned: the answer is there" {
    local i
    plan_now
    for i in 1 2 3 4 5; do
        daemon_start
        jsctl done "$BLOCK" --minutes "$i" --note "number $i" && kill -KILL "$DAEMON"
        daemon_wait
        [ "$STATUS" = 137 ]
        daemon_start
        jsctl log --json | jq -e --argjson i "$i" \
            '.entries[0] | .outcome == "done" and .minutes == $i and .note == "number \($i)"'
        daemon_stop
    done
    [ "$(sqlite3 "$DATA/log.db" 'PRAGMA integrity_check')" = ok ]
}

@test "the file is the user's alone" {
    plan_now
    daemon_start
    [ "$(stat -c %a "$DATA/log.db")" = 600 ]
    [ "$(stat -c %a "$DATA")" = 700 ]
}

# ---- Disks ----

# The daemon with a file system of its own at $DATA, mounted with these options.
daemon_start_on() {
    mkdir -p "$DATA"
    daemon_start_mounted "mount -t tmpfs -o $1 tmpfs "'"$0"' "$DATA"
}

@test "a disk that may not be written: reminders go on, done refuses and says why" {
    plan_now
    daemon_start_on ro
    expect_bubble '.summary | test("^Practise skills")'
    run -1 jsctl done
    [[ $output == *'ead-only'* ]]
    jsctl status --json | jq -e '.problems | any(.code == "log-not-saved" and (.text | test("[Rr]ead-only")))'
    canary_add
    expect_bubble '.summary | test("^Canary")'

    [ "$(id -u)" = 0 ] || return 0 # nobody else may mount it again
    daemon_there mount -o remount,rw "$DATA"
    run -0 jsctl done "$BLOCK"
    [ "$(outcome)" = done ]
    until_true has_no_problem log-not-saved
    daemon_there test -s "$DATA/log.db"
}

@test "a full disk: reminders go on, done refuses and says why, and works when there is room" {
    plan_now
    daemon_start_on size=2m
    expect_bubble '.summary | test("^Practise skills")'
    daemon_there sh -c 'cat /dev/zero >"$0/filler" 2>/dev/null' "$DATA" || true
    run -1 jsctl done
    [[ $output == *full* || $output == *'o space'* ]]
    [ "$(outcome)" = open ]
    canary_add
    expect_bubble '.summary | test("^Canary")'

    daemon_there rm "$DATA/filler"
    jsctl done "$BLOCK"
    [ "$(outcome)" = done ]
    # What could not be noted down as said is not said again.
    sed -i 's/^name = .*/name = other/' "$PLAN"
    jsctl skip canary/"$TODAY"/1
    expect_close
    expect_close
}

# ---- Files that are not what they should be ----

@test "a corrupt log.db is set aside with its -wal, whole, and a fresh one started" {
    plan_now
    mkdir -p "$DATA"
    head -c 20000 /dev/urandom >"$DATA/log.db"
    head -c 5000 /dev/urandom >"$DATA/log.db-wal"
    (cd "$DATA" && sha256sum log.db log.db-wal) >"$BATS_TEST_TMPDIR/sums"
    daemon_start
    jsctl status --json | jq -e '.problems | any(.code == "log-set-aside" and (.text | test("log.db.broken-20")))'
    for suffix in '' -wal; do
        aside=$(find "$DATA" -name "log.db.broken-*Z$suffix")
        [ "$(sha256sum <"$aside" | cut -c1-64)" = \
            "$(grep " log.db$suffix\$" "$BATS_TEST_TMPDIR/sums" | cut -c1-64)" ]
    done
    jsctl done
    [ "$(outcome)" = done ]
    daemon_stop
    daemon_start
    [ "$(outcome)" = done ]
}

@test "a log with a broken page in the middle is set aside as well" {
    plan_now
    daemon_start
    jsctl done
    daemon_stop
    sqlite3 "$DATA/log.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
    dd if=/dev/urandom of="$DATA/log.db" bs=4096 seek=3 count=2 conv=notrunc status=none
    daemon_start
    until_true has_problem log-set-aside
    compgen -G "$DATA/log.db.broken-*" >/dev/null
}

@test "a log of a newer version is left alone, and done refuses" {
    plan_now
    daemon_start
    jsctl done
    daemon_stop
    sqlite3 "$DATA/log.db" 'PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
    cp "$DATA/log.db" "$BATS_TEST_TMPDIR/before"
    daemon_start
    jsctl status --json | jq -e '.problems | any(.code == "log-not-saved" and (.text | test("newer")))'
    run -1 jsctl done "$BLOCK"
    [[ $output == *newer* ]]
    daemon_stop
    cmp "$DATA/log.db" "$BATS_TEST_TMPDIR/before"
}

# ---- Much in it ----

# Its peak in KiB on descriptor 3.
measured() {
    /usr/bin/python3 -c '
import os, resource, subprocess, sys
status = subprocess.run(sys.argv[1:], close_fds=True).returncode
os.write(3, b"%d\n" % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)' "$@"
}

@test "100000 rows: all are listed, in order, and neither side grows with them" {
    plan_now
    daemon_start
    jsctl log --csv >/dev/null
    daemon_stop
    sqlite3 "$DATA/log.db" "
        WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 100000)
        INSERT INTO completion
        SELECT printf('practice/+%d', n + 1000), 'practice', 'Practise skills',
            1600000000 + n * 900, 1600000000 + n * 900 + 600, 'unplanned', 'done', 10, n % 7, '',
            'note ' || n, 'import', 0, 0, 1600000000 + n * 900 + 600 FROM i"
    daemon_start
    jsctl log --csv --limit 10 >/dev/null
    before=$(peak_kib "$DAEMON")
    measured "$BUILD_DIR/bin/jsctl" log --csv >"$BATS_TEST_TMPDIR/all.csv" 3>"$BATS_TEST_TMPDIR/peak"
    after=$(peak_kib "$DAEMON")
    # A head, 100000, and the block that runs.
    [ "$(wc -l <"$BATS_TEST_TMPDIR/all.csv")" = 100002 ]
    [ "$(cut -d, -f1 "$BATS_TEST_TMPDIR/all.csv" | sort -u | wc -l)" = 100002 ]
    tail -n +2 "$BATS_TEST_TMPDIR/all.csv" | cut -d, -f4 | sort -c
    echo "daemon $before -> $after KiB, jsctl $(cat "$BATS_TEST_TMPDIR/peak") KiB"
    stays_below 4096 $((after - before))
    # All of it as text is 13 MB.
    stays_below 12288 "$(cat "$BATS_TEST_TMPDIR/peak")"

    # What --csv writes, import takes, and the same comes out.
    daemon_stop
    mv "$DATA" "$DATA.first"
    daemon_start
    sed -i '/,open,/d; 5001q' "$BATS_TEST_TMPDIR/all.csv"
    jsctl log import "$BATS_TEST_TMPDIR/all.csv"
    jsctl log --csv --to 2022-01-01 | cmp - "$BATS_TEST_TMPDIR/all.csv"
}

# ---- What it may hold ----

hostile_rows() {
    sqlite3 "$DATA/log.db" "
        INSERT INTO completion VALUES ('practice/+901', 'practice', '=HYPERLINK(\"http://x\",\"y\")',
            1600000000, 1600000600, 'unplanned', 'done', 10, 1, '', '+1+1', 'jsctl', 0, 0, 1600000600);
        INSERT INTO completion VALUES ('practice/+902', 'practice', '@SUM(A1)',
            1600000000, 1600000600, 'unplanned', 'done', 10, 1, '', '  -2+3', 'jsctl', 0, 0, 1600000600);
        INSERT INTO completion VALUES ('practice/+903', 'practice',
            'red' || char(27) || '[31m' || char(7) || char(0x202e) || char(0x9b) || 'x',
            1600000000, 1600000600, 'unplanned', 'done', 10, 1, '',
            'a' || char(27) || ']0;title' || char(7) || char(10) || '\"q\",\"r\"' || char(13),
            'jsctl', 0, 0, 1600000600)"
}

@test "formulas and terminal escapes in titles and notes come out harmless" {
    plan_now
    daemon_start
    daemon_stop
    hostile_rows
    daemon_start
    # By a reader that is not ours: no field begins as a formula, and there are three whole rows.
    jsctl log --csv --to 2021-01-01 >"$BATS_TEST_TMPDIR/log.csv"
    /usr/bin/python3 - "$BATS_TEST_TMPDIR/log.csv" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
assert len(rows) == 3, rows
for row in rows:
    for field in row.values():
        text = field.lstrip(" ")
        assert not text or text[0] not in "=+-@\t\r", field
assert rows[0]["title"] == "'=HYPERLINK(\"http://x\",\"y\")", rows[0]
PY
    # No C0 but newline, no DEL, no C1, no bidi override on a screen; in JSON no C0.
    jsctl log --to 2021-01-01 >"$BATS_TEST_TMPDIR/out"
    grep -q red "$BATS_TEST_TMPDIR/out"
    run ! env LC_ALL=C grep -q $'[\x01-\x09\x0b-\x1f\x7f]\|\xc2\x9b\|\xe2\x80\xae' "$BATS_TEST_TMPDIR/out"
    jsctl log --json --to 2021-01-01 >"$BATS_TEST_TMPDIR/out"
    jq -e '.entries | length == 3' "$BATS_TEST_TMPDIR/out"
    run ! env LC_ALL=C grep -q $'[\x01-\x09\x0b-\x1f\x7f]' "$BATS_TEST_TMPDIR/out"
}

@test "escapes on the command line and in the plan do not reach the terminal" {
    plan_now
    sed -i $'s/^title = .*/title = red\u202e x/' "$PLAN"
    daemon_start
    jsctl done --note $'bell\a' || true
    jsctl status >"$BATS_TEST_TMPDIR/out" 2>&1
    jsctl today >>"$BATS_TEST_TMPDIR/out" 2>&1
    jsctl week >>"$BATS_TEST_TMPDIR/out" 2>&1
    jsctl log >>"$BATS_TEST_TMPDIR/out" 2>&1
    grep -q red "$BATS_TEST_TMPDIR/out"
    run ! env LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]\|\xe2\x80\xae' "$BATS_TEST_TMPDIR/out"
    run ! env LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]\|\xe2\x80\xae' "$LOG"
}
