# `jsctl init`: questions on a terminal, answers by options, a plan from a file; what is written, and
# what never is.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

setup() {
    need /usr/bin/python3 sqlite3
    daemon_setup
    rmdir "${PLAN%/*}"
    export TZ=Europe/Berlin COLUMNS=110
}

teardown() {
    daemon_teardown
}

# on_terminal PATTERN ANSWER... -- ARGUMENT...: jsctl init on a terminal; what it got is in $output.
on_terminal() {
    local talk=()
    while [ "$1" != -- ]; do
        talk+=("$1")
        shift
    done
    shift
    /usr/bin/python3 "$BATS_TEST_DIRNAME/lib/terminal.py" "${talk[@]}" -- \
        "$BUILD_DIR/bin/jsctl" init "$@"
}

# Nothing was written: not even the folder.
no_plan() {
    [ ! -e "${PLAN%/*}" ]
}

check_clean() {
    run -0 --separate-stderr "$BUILD_DIR/bin/jobsearchd" --check "$@"
    [ -z "$output$stderr" ]
}

# The minutes of the plan's ordinary week.
week_minutes() {
    "$BUILD_DIR/bin/jobsearchd" --preview --json |
        jq '[.weeks[1].blocks[] | (.end[0:16] + ":00Z" | fromdate) - (.start[0:16] + ":00Z" | fromdate)]
            | add / 60'
}

@test "the questions on a terminal: an empty answer is the default, a wrong one is asked again" {
    run -0 on_terminal \
        '1\. .*\[3\] ' 9 'from 1 \(low\) to 5 \(high\)' '' \
        '2\. .*\[sooner\] ' 2099-12-31 '3\. ' 08:00-16:00 '4\. ' 'Coffee first' '5\. ' '' '6\. ' '' \
        '7\. ' '' '8\. ' '' '9\. ' 'To write C' \
        'number of an answer' '' --
    [[ $output == *"An ordinary week, "* ]]
    [[ $output == *"This week, from now on"* ]]
    [[ $output == *"Your first outreach: "* ]]
    grep -qx 'priority = 3' "$PLAN"
    grep -qx 'target = 2099-12-31' "$PLAN"
    grep -qx 'first = Coffee first' "$PLAN"
    grep -qx 'why = To write C' "$PLAN"
    [ "$(stat -c %a "$PLAN")" = 600 ]
    check_clean
}

@test "an answer can be changed after the week was seen, and the week changes with it" {
    run -0 on_terminal 'number of an answer' 1 '1\. .*\[3\] ' 5 'number of an answer' y -- \
        --priority 2 --target none --hours 09:00-17:00 --habit none --best mornings \
        --days-off Sat,Sun --activities all --goals 80 --why none
    local sums
    sums=$(grep -o 'ordinary week, .*:' <<<"$output")
    [ "$(wc -l <<<"$sums")" = 2 ]
    [ "$(sort -u <<<"$sums" | wc -l)" = 2 ]
    grep -qx 'priority = 5' "$PLAN"
}

@test "Ctrl-C, Ctrl-D, no, and an input that ends write nothing" {
    run -130 on_terminal '1\. ' ^C --
    no_plan
    run -1 on_terminal '1\. ' 4 '2\. ' ^D --
    [[ $output == *"nothing was written"* ]]
    no_plan
    run -1 on_terminal 'number of an answer' n -- --priority 4 --target none --hours 09:00-17:00 \
        --habit none --best mornings --days-off none --activities all --goals 0 --why none
    no_plan
    run -130 on_terminal 'number of an answer' ^C -- --priority 4 --target none \
        --hours 09:00-17:00 --habit none --best mornings --days-off none --activities all \
        --goals 0 --why none
    no_plan
    run -1 --separate-stderr jsctl init <<<$'4\nlater\n'
    [[ $stderr == *"nothing was written"*"--yes"* ]]
    no_plan
}

@test "without a terminal: all options, or --yes, or answers line by line" {
    run -0 --separate-stderr jsctl init --priority 2 --target later --hours 18:00-22:00 \
        --habit Tea --best afternoons --days-off Fri-Sun,2099-12-24 --activities practice,outreach \
        --goals 50 --why none </dev/null
    [ -z "$stderr" ]
    grep -qx 'days-off = 2099-12-24' "$PLAN"
    grep -qx 'days = Mon-Thu' "$PLAN"
    ! grep -q blog "$PLAN" || return 1
    check_clean

    rm "$PLAN"
    run -0 --separate-stderr jsctl init --yes </dev/null
    [ -z "$stderr" ]
    check_clean

    rm "$PLAN"
    printf '1\n\n\n\n\n\n\n\n\n\n' | jsctl init
    grep -qx 'priority = 1' "$PLAN"
}

@test "priority 2 and priority 5 are different weeks" {
    jsctl init --priority 2 --yes
    local two=$(week_minutes)
    jsctl init --priority 5 --yes --force
    local five=$(week_minutes)
    echo "$two minutes, $five minutes"
    [ "$two" -ge $((12 * 60)) ] && [ "$two" -le $((14 * 60)) ]
    [ "$five" -ge $((27 * 60)) ] && [ "$five" -le $((32 * 60)) ]
}

@test "a plan is not overwritten; with --force the one before is kept beside it" {
    mkdir -p "$HOME/dotfiles" "${PLAN%/*}"
    echo '; mine' >"$HOME/dotfiles/plan"
    chmod 640 "$HOME/dotfiles/plan"
    ln -s "$HOME/dotfiles/plan" "$PLAN"

    run -1 --separate-stderr jsctl init --yes
    [[ $stderr == *"there is a plan at $PLAN"*"--force"* ]]
    [ -z "$output" ]
    [ "$(cat "$PLAN")" = '; mine' ]

    run -0 jsctl init --yes --force
    [ -L "$PLAN" ]
    [ "$(stat -c %a "$HOME/dotfiles/plan")" = 640 ]
    local backups=("$HOME"/dotfiles/plan.20*)
    [ ${#backups[@]} = 1 ]
    [ "$(cat "${backups[0]}")" = '; mine' ]
    [[ $output == *"${backups[0]}"* ]]
    check_clean
}

@test "a plan that comes while the questions are asked is not overwritten" {
    local answers init status=0
    mkfifo "$BATS_TEST_TMPDIR/answers"
    "$BUILD_DIR/bin/jsctl" init <"$BATS_TEST_TMPDIR/answers" >"$BATS_TEST_TMPDIR/out" \
        2>"$BATS_TEST_TMPDIR/err" 3>&- &
    init=$!
    exec {answers}>"$BATS_TEST_TMPDIR/answers"
    printf '\n%.0s' 1 2 3 4 5 6 7 8 9 >&"$answers"
    file_says "$BATS_TEST_TMPDIR/out" 'Your first outreach'
    mkdir -p "${PLAN%/*}"
    echo '; mine' >"$PLAN"
    echo y >&"$answers"
    exec {answers}>&-
    wait "$init" || status=$?
    [ "$status" = 1 ]
    grep -q 'changed meanwhile' "$BATS_TEST_TMPDIR/err"
    [ "$(cat "$PLAN")" = '; mine' ]
}

@test "--from takes a plan as it is, shows its week, and refuses one with errors" {
    local coach=$BATS_TEST_TMPDIR/coach.ini
    printf '; from your coach\r\n[activity a]\r\ntitle = Letters\r\ndays = daily\r\ntime = 09:00-10:00' \
        >"$coach"
    run -0 jsctl init --from "$coach" </dev/null
    [[ $output == *Letters* ]]
    cmp "$coach" "$PLAN"
    rm -r "${PLAN%/*}"

    run -1 on_terminal 'Write this plan' n -- --from "$coach"
    no_plan

    echo 'nonsense' >>"$coach"
    run -1 --separate-stderr jsctl init --from "$coach" </dev/null
    [[ $stderr == *"$coach:"*error* ]]
    no_plan
    run -1 --separate-stderr jsctl init --from "$BATS_TEST_TMPDIR/none" </dev/null
    no_plan
    run -2 jsctl init --from "$coach" --priority 3 </dev/null
    no_plan
}

@test "a bad option is told before anything is asked" {
    run -2 --separate-stderr jsctl init --priority 6
    [[ $stderr == *"--priority: "*"1 (low) to 5 (high)"* ]]
    [ -z "$output" ]
    run -2 jsctl init --best evenings
    run -2 jsctl init --days-off Mon-Sun
    no_plan
}

@test "a daemon without a plan says jsctl init, and takes up what it makes" {
    daemon_start
    jsctl status --json | jq -e '.problems[] | select(.code == "no-plan") | .remedy | test("jsctl init")'
    jsctl status >"$BATS_TEST_TMPDIR/status"
    grep -q 'jsctl init' "$BATS_TEST_TMPDIR/status"

    run -0 jsctl init --yes --days-off none
    [[ $output != *systemctl* ]]
    until_true has_no_problem no-plan
    jsctl week +1 --json | jq -e '[.blocks[] | select(.activity == "outreach")] | length == 7'
}

@test "what init shows of both weeks is what the daemon then places" {
    daemon_start_at '2026-11-24 08:00' 1
    CLOCKED=(env CLOCK="$CLOCK" LD_PRELOAD="$CLOCK_LIBRARY")
    "${CLOCKED[@]}" "$BUILD_DIR/bin/jsctl" init --yes --priority 4
    until_true has_no_problem no-plan
    until_true eval 'jsctl week --json | jq -e "[.blocks[] | select(.fixed | not)] | length > 0"'

    "${CLOCKED[@]}" "$BUILD_DIR/bin/jobsearchd" --preview --json |
        jq -c '.weeks[].blocks[] | [.id, .start, .end]' >"$BATS_TEST_TMPDIR/preview"
    { jsctl week --json && jsctl week +1 --json; } |
        jq -c '.blocks[] | [.id, .start, .end]' >"$BATS_TEST_TMPDIR/week"
    # The daemon also shows what of this week is over.
    grep -vxFf "$BATS_TEST_TMPDIR/week" "$BATS_TEST_TMPDIR/preview" >"$BATS_TEST_TMPDIR/missing" || true
    diff /dev/null "$BATS_TEST_TMPDIR/missing"
    # Outreach on the first day, and this week within 60 % of 26 hours.
    grep -m 1 outreach/ "$BATS_TEST_TMPDIR/preview" | grep -q '"outreach/2026-W48/1","2026-11-24'
    "${CLOCKED[@]}" "$BUILD_DIR/bin/jobsearchd" --preview --json | jq -e '.weeks[0].blocks |
        map((.end[0:16] + ":00Z" | fromdate) - (.start[0:16] + ":00Z" | fromdate)) |
        add / 60 <= 936'
}

first_week_blocks() {
    "${CLOCKED[@]}" "$BUILD_DIR/bin/jobsearchd" --preview --json | jq '.weeks[0].blocks | length'
}

@test "only the week in which the daemon first ran is shown with less" {
    local first later
    # Tuesday, so that there is a week to speak of.
    clock_start '2026-11-24 07:00' 1
    CLOCKED=(env CLOCK="$CLOCK" LD_PRELOAD="$CLOCK_LIBRARY")
    jsctl init --yes --priority 4 >/dev/null
    first=$(first_week_blocks)
    daemon_start
    daemon_stop
    sqlite3 "$DATA/log.db" "UPDATE value SET value = $(date -d '2026-10-01' +%s) WHERE name = 'first-run'"
    later=$(first_week_blocks)
    echo "$first blocks, $later blocks"
    [ "$first" -lt "$later" ]
}
