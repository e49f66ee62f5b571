# `jsctl day`: the evening sweep, on a terminal and line by line.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

setup() {
    need /usr/bin/python3
    daemon_setup
    export TZ=Europe/Berlin
    {
        printf '[plan]\ntimezone = Europe/Berlin\nremind = 0\nnag = 0\n'
        printf '[activity practice]\ntitle = Practise skills\ndays = daily\ntime = 09:00-10:00\n'
        printf '[activity outreach]\ntitle = Outreach\ndays = daily\ntime = 10:00-11:00\n'
        printf 'goal = 10 contacts\n'
        printf '[activity blog]\ntitle = Blog post\ndays = daily\ntime = 11:00-12:00, 20:00-21:00\n'
    } | plan_write
    # The daemon was there in the morning, and now it is the evening.
    daemon_start_at '2026-11-24 08:00:00' 1
    daemon_stop
    daemon_start_at '2026-11-24 18:00:00' 1
}

teardown() {
    daemon_teardown
}

# on_terminal PATTERN ANSWER...: jsctl day on a terminal.
on_terminal() {
    /usr/bin/python3 "$BATS_TEST_DIRNAME/lib/terminal.py" "$@" -- "$BUILD_DIR/bin/jsctl" day
}

outcomes() {
    jsctl today --json | jq -r '[.blocks[] | "\(.activity) \(.outcome) \(.count)"] | join(", ")'
}

OPEN='practice open null, outreach open null, blog open null, blog open null'

@test "one key each" {
    run -0 on_terminal 'Practise skills.*\?' +d 'Outreach.*contacts that the tracker does not have\?' +7p 'Blog post.*\?' +e
    [[ $output == *'3 answered, 0 left open. Undo the last: jsctl undo'* ]]
    [ "$(outcomes)" = 'practice done null, outreach partial 7, blog excused null, blog open null' ]
    run -0 on_terminal
    [[ $output == 'Nothing is open.'* ]]
    jsctl undo
    run -0 on_terminal 'Blog post.*\?' +s
    [ "$(outcomes)" = 'practice done null, outreach partial 7, blog skipped null, blog open null' ]
}

@test "what is left stays open; q ends; a number is taken back with the backspace" {
    run -0 on_terminal 'Practise skills.*\?' $'+\n' 'Outreach.*contacts that the tracker does not have\?' $'+12\x7f\x7f3\n' 'Blog post.*\?' +q
    [[ $output == *'1 answered, 2 left open.'* ]]
    [ "$(outcomes)" = 'practice open null, outreach done 3, blog open null, blog open null' ]
}

@test "what was done without a number is asked for it, and keeps its note" {
    jsctl done outreach/2026-11-24/1 --note 'a good one'
    jsctl done practice/2026-11-24/1
    run -0 on_terminal 'Outreach.*was done: how many contacts that the tracker does not have\?' $'+4\n' 'Blog' +q
    jsctl log --json | jq -e '.entries[] | select(.activity == "outreach")
        | .count == 4 and .note == "a good one" and .outcome == "done" and .minutes == 60'
}

@test "what makes no sense is asked again" {
    run -0 on_terminal 'Practise skills.*\?' +x 'Practise skills.*\?' $'+7\n' 'Practise skills.*\?' +q
    [ "$(outcomes)" = "$OPEN" ]
}

@test "a block that was answered meanwhile is not answered twice" {
    run -0 on_terminal 'Practise skills.*\?' $'+\n' 'Outreach.*\?' +q
    {
        until_true test -s "$BATS_TEST_TMPDIR/asked"
        jsctl skip practice/2026-11-24/1 >&2
        printf 'd\nq\n'
    } | jsctl day >"$BATS_TEST_TMPDIR/asked"
    grep -q 'It was answered meanwhile: that stands.' "$BATS_TEST_TMPDIR/asked"
    [ "$(outcomes)" = 'practice skipped null, outreach open null, blog open null, blog open null' ]
}

@test "the terminal is as it was, whatever ends it" {
    local shell="stty -g >$BATS_TEST_TMPDIR/before; \"\$0\" day; stty -g >$BATS_TEST_TMPDIR/after; exit 0"
    run /usr/bin/python3 "$BATS_TEST_DIRNAME/lib/terminal.py" 'Practise skills.*\?' ^C -- \
        /bin/bash -c "trap : INT; $shell" "$BUILD_DIR/bin/jsctl"
    diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
    run /usr/bin/python3 "$BATS_TEST_DIRNAME/lib/terminal.py" 'Practise skills.*\?' ^D -- \
        /bin/bash -c "$shell" "$BUILD_DIR/bin/jsctl"
    diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
    [ "$(outcomes)" = "$OPEN" ]
}

@test "line by line where there is no terminal" {
    run -0 jsctl day <<<$'d\n\n'
    [[ $output == *'1 answered, 2 left open.'* ]]
    [ "$(outcomes)" = 'practice done null, outreach open null, blog open null, blog open null' ]
    run -0 jsctl day </dev/null
    [[ $output == *'0 answered, 1 left open.'* ]]
    run -0 jsctl day yesterday </dev/null
    [ "$output" = 'Nothing is open.' ]
    run -2 jsctl day someday
}
