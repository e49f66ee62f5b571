#!/usr/bin/env bats
# Two ways, with the helper as the daemon starts it (confined), python3-icalendar as the calendar
# program. Needs publish-driver (make tools).

bats_require_minimum_version 1.5.0
load lib/bus

setup() {
    need /usr/bin/python3
    private_folders
    HELPER=$BUILD_DIR/libexec/jobsearchd/jobsearchd-calendar
    DRIVER=$BUILD_DIR/tests/e2e/publish-driver
    need "$HELPER" "$DRIVER"
    DATA=$BATS_TEST_TMPDIR/data
    CALENDAR=$DATA/calendar
    SEEN=$BATS_TEST_TMPDIR/seen
    mkdir "$DATA"
    : >"$SEEN"
}

record() {
    local IFS=$'\t'
    printf '%s\n' "$*"
}

paths() {
    printf '\tfolder=%s\tsingle=%s\tstate=%s' "$CALENDAR" "$DATA/jobsearchd.ics" "$DATA/state"
}

# publish [TITLE] [OUTCOME]: a series and five blocks; what was seen is handed over.
publish() {
    {
        printf 'begin%s\tnow=2026-11-23T07:00\tfrom=2026-09-28T00:00\tto=2027-01-01T00:00\n' "$(paths)"
        cat "$SEEN"
        record series id=practice/1 activity=practice title=Practise first=2026-11-23T09:00 \
            length=90 days=31
        for n in 1 2 3 4 5; do
            record block id=outreach/2026-W48/$n activity=outreach "title=${1:-Outreach}" \
                start=2026-11-26T1$n:00 end=2026-11-26T1$n:45 outcome="${2:-open}"
        done
        record end
    } | "$DRIVER" "$HELPER"
    : >"$SEEN"
}

# edits: what is told, without what was seen, which is kept.
edits() {
    {
        record zone zone=Europe/Berlin from=2026-11-23T00:00 to=2026-12-01T00:00
        printf 'edits%s\n' "$(paths)"
    } | "$DRIVER" "$HELPER" read >"$BATS_TEST_TMPDIR/told"
    grep ^seen "$BATS_TEST_TMPDIR/told" >"$SEEN" || true
    grep -v ^seen "$BATS_TEST_TMPDIR/told"
}

# as_program NAME CODE: edits one file as a calendar program.
as_program() {
    "$ROOT/tests/tools/edit-ics.py" "$CALENDAR/$1" "$2"
}

@test "an edit is told, waits until it is settled, and is told no more" {
    publish
    diff - <(edits) <<<'exit 0'
    as_program outreach_2026-W48_1.ics "move(master, at('2026-11-24T15:00'), at('2026-11-24T16:00'))"
    as_program practice_1.ics "master.add('exdate', at('2026-11-25T09:00'))"
    for _ in 1 2; do
        diff - <(edits) <<'EOF'
moved outreach/2026-W48/1 - 2026-11-24T14:00 2026-11-24T15:00
deleted practice/1 2026-11-25T09:00
exit 0
EOF
        : >"$SEEN.kept"
        mv "$SEEN" "$SEEN.kept"
        : >"$SEEN"
        run publish Letters
        diff - <(printf '%s\n' "$output" | sort) <<'EOF'
exit 0
foreign outreach_2026-W48_1.ics
foreign practice_1.ics
published 0 0 0
EOF
    done
    mv "$SEEN.kept" "$SEEN"
    run publish Letters
    [ "${lines[0]}" = 'published 7 0 2' ]
    diff - <(edits) <<<'exit 0'
}

@test "killed at any rename, an edit that came between is told" {
    need strace
    for n in 1 2 3 4; do
        rm -rf "$CALENDAR" "$DATA"/*
        publish >/dev/null
        as_program outreach_2026-W48_3.ics \
            "move(master, at('2026-11-24T15:00'), at('2026-11-24T16:00'))"
        cat >"$BATS_TEST_TMPDIR/killed" <<EOF
#!/bin/sh
exec strace -o /dev/null -e trace=renameat2 -e inject=renameat2:signal=SIGKILL:when=$n "$HELPER" "\$@"
EOF
        chmod +x "$BATS_TEST_TMPDIR/killed"
        # restore stands for a version that comes after the run has looked.
        {
            printf 'begin%s\tnow=2026-11-23T07:00\tfrom=2026-09-28T00:00\tto=2027-01-01T00:00' "$(paths)"
            printf '\trestore=1\n'
            record series id=practice/1 activity=practice title=Practise first=2026-11-23T09:00 \
                length=90 days=31
            for i in 1 2 3 4 5; do
                record block id=outreach/2026-W48/$i activity=outreach title=Letters \
                    start=2026-11-26T1$i:00 end=2026-11-26T1$i:45
            done
            record end
        } | "$DRIVER" "$BATS_TEST_TMPDIR/killed" | grep -q 'killed 9'
        diff - <(edits) <<'EOF'
moved outreach/2026-W48/3 - 2026-11-24T14:00 2026-11-24T15:00
exit 0
EOF
        run publish Letters
        [[ $output != *foreign* && $output != *failed* ]]
        diff - <(edits) <<<'exit 0'
    done
}
