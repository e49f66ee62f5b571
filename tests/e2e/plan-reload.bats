# A plan that is edited while the daemon runs: all ways in which editors and people do it.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

setup() {
    daemon_setup
    bus_reads=1
    server
}

teardown() {
    daemon_teardown
    desktop_stop
}

# A plan by that name, to tell one from the other; its block runs now.
plan_named() {
    plan_now "name = $1"
}

# The plan of that name is taken, and the bus is told.
taken() {
    bus_says 'PlanChanged' "$bus_reads"
    bus_reads=$SAID_LINE
    [ "$(status .plan)" = "$1" ]
}

start_with() {
    plan_named "$1"
    daemon_start "${@:2}"
    bus_listen
    [ "$(status .plan)" = "$1" ]
}

@test "edited in place" {
    start_with one
    plan_named two
    taken two
    sed -i 's/11:00-14:00/15:00-16:00/' "$PLAN"
    taken two
    jsctl today --json | jq -e '.blocks[0].start | contains("T15:00:00")'
}

@test "written in two goes: what counts is what stands there in the end" {
    start_with one
    printf '[plan]\nname = two\ntimezone = %s\n[activity pra' "$ZONE" >"$PLAN"
    printf 'ctice]\ndays = daily\ntime = 11:00-14:00\n' >>"$PLAN"
    taken two
    jsctl status --json | jq -e '.problems == []'
}

@test "renamed over" {
    start_with one
    PLAN=$PLAN.new plan_named two
    mv "$PLAN.new" "$PLAN"
    taken two
    # And again: the watch is on the name, not on the file that was.
    PLAN=$PLAN.new plan_named three
    mv "$PLAN.new" "$PLAN"
    taken three
    plan_named four
    taken four
}

@test "a symlinked plan: its target edited, renamed over, the link put elsewhere" {
    local dotfiles=$HOME/dotfiles other=$HOME/other
    mkdir -p "$dotfiles" "$other"
    PLAN=$dotfiles/jobsearchd.ini plan_named one
    ln -s "$dotfiles/jobsearchd.ini" "$PLAN"
    daemon_start
    bus_listen
    [ "$(status .plan)" = one ]

    PLAN=$dotfiles/jobsearchd.ini plan_named two
    taken two
    PLAN=$dotfiles/new plan_named three
    mv "$dotfiles/new" "$dotfiles/jobsearchd.ini"
    taken three
    PLAN=$other/plan.ini plan_named four
    ln -sfn "$other/plan.ini" "$PLAN"
    taken four
    # It is the new target that is watched now.
    PLAN=$other/plan.ini plan_named five
    taken five
    [ -L "$PLAN" ]
}

@test "a plan with errors is refused with all of them, and the one before goes on" {
    start_with one
    plan_write <<'PLAN'
[plan]
prioritee = 3
[activity practice]
days = Mon-Fry
time = 09:00-10:00
PLAN
    daemon_says 'plan.ini:2:1: error: .*`priority`'
    daemon_says 'plan.ini:4:[0-9]+: error: '
    until_true has_problem plan-invalid
    jsctl status --json | jq -e '.plan == "one" and .current.id == "'"$BLOCK"'"
        and ([.problems[] | select(.code == "plan-invalid")] | length == 2)
        and (.problems[0].text | test("plan.ini:2:1:"))
        and (.problems[0].remedy | test("jsctl edit"))'
    run ! grep -q PlanChanged "$BATS_TEST_TMPDIR/signals.log"

    plan_named two
    taken two
    jsctl status --json | jq -e '.problems == []'
}

@test "a plan that cannot be read is refused" {
    start_with one
    rm "$PLAN"
    mkdir "$PLAN"
    until_true has_problem plan-invalid
    [ "$(status .plan)" = one ]
    rmdir "$PLAN"
    plan_named two
    taken two
}

@test "SIGHUP: read anew, also where no change of the file was seen" {
    # /proc's files tell nobody of a change.
    exec {fd}<>"$BATS_TEST_TMPDIR/unnamed"
    rm "$BATS_TEST_TMPDIR/unnamed"
    PLAN=/proc/$BASHPID/fd/$fd plan_named one
    daemon_start --plan "/proc/$BASHPID/fd/$fd"
    bus_listen
    [ "$(status .plan)" = one ]
    PLAN=/proc/$BASHPID/fd/$fd plan_named two
    [ "$(status .plan)" = one ]
    kill -HUP "$DAEMON"
    taken two
    exec {fd}>&-
}

@test "jsctl reload says what is wrong, and where" {
    start_with one
    printf '[activity x]\ndays = daily\n' >>"$PLAN"
    run -1 jsctl reload
    [[ $output == *plan.ini:*': error: '* ]]
    [ "$(status .plan)" = one ]
    plan_named two
    run -0 jsctl reload
    [ "$(status .plan)" = two ]
}

@test "deleted: the plan goes on; made anew: the new one is taken" {
    start_with one
    rm "$PLAN"
    until_true has_problem plan-invalid
    [ "$(status .plan)" = one ]
    jsctl done
    plan_named two
    taken two
    jsctl status --json | jq -e '.problems == []'
}

@test "no plan at the start: a problem that says what to do; the first plan is taken when it comes" {
    daemon_start
    bus_listen
    jsctl status --json | jq -e '.plan == "" and (.problems | length == 1)
        and (.problems[0] | .code == "no-plan" and (.remedy | test("jsctl (init|edit)")))'
    run -1 jsctl done
    plan_named one
    taken one
    jsctl status --json | jq -e '.problems == []'
}

@test "no folder for the plan either: it is taken all the same" {
    rmdir "$XDG_CONFIG_HOME/jobsearchd"
    daemon_start
    bus_listen
    plan_named one
    taken one
}

@test "a block that moves is announced anew, one that stays is not" {
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
remind = 0
nag = 0
[activity practice]
title = Practise skills
days = daily
time = 09:00-09:20
PLAN
    TZ=Europe/Berlin daemon_start_at '2026-11-24 08:56:00' 300
    expect_bubble '.summary == "Now: Practise skills" and (.body | startswith("09:00–09:20"))'
    bus_listen
    echo 'goal = 6h' >>"$PLAN"
    taken Plan
    sed -i 's/09:00-09:20/09:30-09:40/' "$PLAN"
    expect_close
    expect_bubble '.summary == "Now: Practise skills" and (.body | startswith("09:30–09:40"))'
    expect_bubble '.summary == "Practise skills: how did it go?"'
}

@test "a block that is taken out of the plan has no bubble any more" {
    plan_now
    daemon_start
    expect_bubble '.summary | test("^Practise skills")'
    sed -i 's/^days = .*/days = daily\nevery = 1 weeks/; s/11:00-14:00/15:00-16:00/' "$PLAN"
    expect_close
    [ "$(status .current)" = null ]
}

@test "the target of a link is deleted and comes back" {
    PLAN=$HOME/dotfiles.ini plan_named one
    ln -s "$HOME/dotfiles.ini" "$PLAN"
    daemon_start
    bus_listen
    rm "$HOME/dotfiles.ini"
    until_true has_problem plan-invalid
    PLAN=$HOME/dotfiles.ini plan_named two
    taken two
}

@test "jsctl edit: what the editor leaves is checked and taken" {
    start_with one
    printf '#!/bin/sh\nsed -i "s/^name = .*/name = edited/" "$1"\n' >"$HOME/editor"
    chmod +x "$HOME/editor"
    VISUAL=$HOME/editor run -0 jsctl edit
    taken edited
}
