# What is written against what is there: the man pages render, jobsearchd(1) says what the program
# does, and every link in the documents leads somewhere. The other manuals are held against the code
# in tests/unit/test-man.c (the plan) and cli.bats (jsctl).

bats_require_minimum_version 1.5.0
load lib/bus.bash

setup() {
    need scdoc groff
    private_folders
    cd "$ROOT" || return
    PATH=$BUILD_DIR/bin:$PATH
    MANUAL=docs/jobsearchd.1.scd
}

# A section of the manual, from its heading to the next.
section() {
    awk -v head="# $1" '/^# / { here = $0 == head } here' "$MANUAL"
}

@test "every man page renders without a warning" {
    local page
    for page in docs/*.scd; do
        scdoc <"$page" >"$BATS_TEST_TMPDIR/page"
        groff -man -ww -Tutf8 -Kutf8 "$BATS_TEST_TMPDIR/page" \
            >"$BATS_TEST_TMPDIR/text" 2>"$BATS_TEST_TMPDIR/warnings"
        [ -s "$BATS_TEST_TMPDIR/text" ]
        diff /dev/null "$BATS_TEST_TMPDIR/warnings"
    done
}

@test "jobsearchd(1) has every option of --help, and no other" {
    jobsearchd --help | grep -o -e '--[a-z-]*' | sort -u >"$BATS_TEST_TMPDIR/help"
    section OPTIONS | sed -n 's/^\*\(--[a-z-]*\)\*.*/\1/p' | sort >"$BATS_TEST_TMPDIR/options"
    section SYNOPSIS | grep -o -e '--[a-z-]*' | sort -u >"$BATS_TEST_TMPDIR/synopsis"
    diff "$BATS_TEST_TMPDIR/help" "$BATS_TEST_TMPDIR/options"
    diff "$BATS_TEST_TMPDIR/help" "$BATS_TEST_TMPDIR/synopsis"
}

@test "jobsearchd(1) has the exit statuses that there are" {
    printf '[activity a]\ndays = Mon\ntime = 09:00-10:00\n' >"$BATS_TEST_TMPDIR/good.ini"
    printf '[activity a]\ndays = Someday\n' >"$BATS_TEST_TMPDIR/bad.ini"
    run -0 jobsearchd --check "$BATS_TEST_TMPDIR/good.ini"
    run -1 jobsearchd --check "$BATS_TEST_TMPDIR/bad.ini"
    run -2 jobsearchd --no-such-option
    DBUS_SESSION_BUS_ADDRESS=unix:path=$BATS_TEST_TMPDIR/none run -1 jobsearchd
    section 'EXIT STATUS' | grep -o '^\*[0-9]*\*' >"$BATS_TEST_TMPDIR/written"
    lost=$(sed -n 's/^#define EXIT_BUS_LOST  *\([0-9]*\).*/\1/p' src/daemon/daemon.h)
    printf '*%s*\n' 0 1 2 "$lost" | diff - "$BATS_TEST_TMPDIR/written"
}

@test "a line of --dry-run is as jobsearchd(1) says" {
    run -0 --separate-stderr jobsearchd --plan config/plan.ini --dry-run 2026-11-23/2026-11-24
    [ "$(grep -cP '\tpractice\t' <<<"$output")" -eq 3 ]
    grep -P '^2026-11-23T08:55:00(\+00:00|Z)\t2026-11-23T08:55:00Z\tremind\tpractice\tPractise skills$' \
        <<<"$output"
    grep -P '\tstart\t' <<<"$output"
    grep -P '\tend\t' <<<"$output"
}

@test "every link in the documents leads to a file" {
    local file target missing=0
    for file in README.md docs/*.md; do
        while read -r target; do
            [ -e "$(dirname "$file")/$target" ] && continue
            echo "$file: no such file: $target" >&2
            missing=1
        done < <(grep -oP '((?<=\]\()|(?<=src="))(?!https?:)[^)"#]+' "$file")
    done
    [ "$missing" -eq 0 ]
}

@test "architecture.md names functions and files that there are" {
    local name missing=0
    # shellcheck disable=SC2016
    while read -r name; do
        grep -rqE "\b$name\(" src include || {
            echo "no such function: $name()" >&2
            missing=1
        }
    done < <(grep -oP '(?<=`)\w+(?=\(\)`)' docs/architecture.md | sort -u)
    # shellcheck disable=SC2016
    while read -r name; do
        [ -e "$name" ] || {
            echo "no such file: $name" >&2
            missing=1
        }
    done < <(grep -oP '(?<=`)(src|include|tests)/[\w./-]+(?=`)' docs/architecture.md | sort -u)
    [ "$missing" -eq 0 ]
}
