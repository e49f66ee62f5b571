# Suggestions: what the log speaks for, the edit of the plan file and of nothing else in it, the way
# back, and whether it has helped.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

setup() {
    need sqlite3 diff
    daemon_setup
    export TZ=Europe/Berlin COLUMNS=110
    plan_write <<'PLAN'
# My plan.
[plan]
timezone = Europe/Berlin
nag = 0
remind = 0

[activity practice]   ; the one that matters
title = Practise skills
  ; before breakfast
days  =  Mon-Thu      ; not on Friday
time = 09:00-10:30
;minimum = 30m

[activity blog]
days = Fri
time = 11:00-12:00
PLAN
    cp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
}

teardown() {
    [ ! -d "$BATS_TEST_TMPDIR/sealed" ] || umount "$BATS_TEST_TMPDIR/sealed" || true
    daemon_teardown
}

# row ACTIVITY DAY START END OUTCOME: one line of the log as CSV.
row() {
    local minutes=0
    [ "$5" != "done" ] || minutes=60
    echo "$1/$2/1,$1,$1,${2}T$3:00$6,${2}T$4:00$6,$5,$minutes,,,${2}T20:00:00$6,jsctl,"
}

# Eight Tuesday mornings of which one was kept, and 40 of 44 elsewhere, up to Friday, 20 November 2026.
habit() {
    local week day date outcome offset n=0
    jsctl log --csv | head -n 1
    for week in 11 10 9 8 7 6 5 4 3 2 1; do
        for day in 0 1 2 3 4; do
            date=$(date -d "2026-11-23 -$week weeks +$day days" +%F)
            offset=$(TZ=Europe/Berlin date -d "$date 12:00" +%:z)
            outcome=done
            if [ "$day" = 1 ]; then
                [ "$week" -le 8 ] || continue
                [ "$week" = 8 ] || outcome=skipped
            else
                n=$((n + 1))
                [ $((n % 11)) != 5 ] || outcome=skipped
            fi
            if [ "$day" = 4 ]; then
                row blog "$date" 11:00 12:00 "$outcome" "$offset"
            else
                row practice "$date" 09:00 10:30 "$outcome" "$offset"
            fi
        done
    done
}

# The daemon on Monday, 23 November 2026, with that log.
start_with_habit() {
    daemon_start_at '2026-11-23 08:00:00' 1 "$@"
    habit >"$BATS_TEST_TMPDIR/habit.csv"
    jsctl log import "$BATS_TEST_TMPDIR/habit.csv"
}

# The id of the first suggestion.
first_id() {
    jsctl tune --json | jq -r '.suggestions[0].id'
}

check_clean() {
    run -0 --separate-stderr jsctl check "$PLAN"
    [ -z "$output$stderr" ]
}

@test "a habit is named with its evidence, the week that comes out, and the diff; nothing changes" {
    start_with_habit
    jsctl tune --json | jq -e '.schema == 1 and .applied == [] and (.suggestions[0] |
        .activity == "practice" and .edit == "move" and (.id | startswith("practice-move-"))
        and .pattern.weekday == "Tue" and .pattern.part == "morning"
        and .pattern.kept == 1 and .pattern.of == 8
        and .pattern.elsewhere_kept == 30 and .pattern.elsewhere_of == 33
        and (.evidence | startswith("kept 1 of 8 on Tuesday mornings"))
        and .before == "Mon, Tue, Wed, Thu 09:00-10:30" and .after != .before
        and (.diff | contains("\n-days  =  Mon-Thu      ; not on Friday\n")))'
    run -0 jsctl tune
    [[ $output == *'kept 1 of 8 on Tuesday mornings'* ]]
    [[ $output == *'now    Mon, Tue, Wed, Thu 09:00-10:30'* ]]
    [[ $output == *'+days  =  '* ]]
    [[ $output == *$'       Tue    09:00-10:30 practice\n       then   nothing\n       Fri    11:00-12:00 blog\n       then   09:00-10:30 practice, 11:00-12:00 blog\n'* ]]
    jsctl tune --json | jq -e '.suggestions[0].days == [
        {"weekdays": "Tue", "before": "09:00-10:30 practice", "after": ""},
        {"weekdays": "Fri", "before": "11:00-12:00 blog", "after": "09:00-10:30 practice, 11:00-12:00 blog"}]'
    [[ $output == *'Nothing changes by itself: jsctl tune --apply practice-move-'* ]]
    cmp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
}

@test "no log, no suggestion" {
    daemon_start_at '2026-11-23 08:00:00' 1
    run -0 jsctl tune
    [[ $output == 'Nothing to suggest: '* ]]
    jsctl tune --json | jq -e '.suggestions == [] and .applied == []'
    run -1 --separate-stderr jsctl tune --undo
    [[ $stderr == *'No suggestion was applied'* ]]
    run -1 jsctl tune --apply practice-move-0000
    run -2 jsctl tune --apply x --undo
}

@test "applied: that line and no other byte, a backup, a clean plan that runs; and back" {
    start_with_habit
    local id
    id=$(first_id)
    jsctl tune --json | jq -j '.suggestions[0].diff' >"$BATS_TEST_TMPDIR/shown.diff"
    run -0 jsctl tune --apply "$id"
    [[ $output == *"The plan before it is kept as $PLAN.20"* ]]
    cmp "$PLAN".20* "$BATS_TEST_TMPDIR/before.ini"
    # patch(1) comes to the same.
    patch -s -o "$BATS_TEST_TMPDIR/patched.ini" "$BATS_TEST_TMPDIR/before.ini" "$BATS_TEST_TMPDIR/shown.diff"
    cmp "$PLAN" "$BATS_TEST_TMPDIR/patched.ini"
    check_clean
    # The daemon goes by it at once.
    jsctl week --json | jq -e '[.blocks[] | select(.activity == "practice") | .id]
        | index("practice/2026-11-24/1") == null'
    # What was changed has its time; the same again is none.
    jsctl tune --json | jq -e --arg id "$id" '.suggestions == [] and .applied[0].id == $id
        and (.applied[0] | .unit == "blocks" and .before_kept == 1 and .before_of == 8 and .of == 0)'
    run -1 --separate-stderr jsctl tune --apply "$id"
    [[ $stderr == *"There is no suggestion $id, or not any more"* ]]
    run -0 jsctl tune --undo
    [[ $output == "Taken back: $id."* ]]
    cmp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
    jsctl tune --json | jq -e --arg id "$id" '.suggestions[0].id == $id and .applied == []'
    run -1 jsctl tune --undo
}

@test "it is told whether it has helped" {
    start_with_habit
    jsctl tune --apply "$(first_id)"
    local days
    days=$(jsctl week --json | jq -r '[.blocks[] | select(.activity == "practice")] | .[-1].id')
    [ "$days" = practice/2026-11-27/1 ]
    {
        jsctl log --csv | head -n 1
        row practice 2026-11-27 09:00 10:30 done +01:00
        row practice 2026-12-04 09:00 10:30 skipped +01:00
        row practice 2026-12-11 09:00 10:30 done +01:00
    } >"$BATS_TEST_TMPDIR/since.csv"
    jsctl log import "$BATS_TEST_TMPDIR/since.csv"
    daemon_stop
    daemon_start_at '2026-12-14 08:00:00' 1
    run -0 jsctl tune
    [[ $output == *'Mon 23 Nov'*'since then kept 2 of 3 blocks, before 1 of 8'* ]]
}

@test "a plan that was edited since is not overwritten" {
    start_with_habit
    local id
    id=$(first_id)
    # An edit elsewhere in the file is kept.
    sed -i 's/^# My plan\./# Mine./' "$PLAN"
    jsctl tune --apply "$id"
    [ "$(head -n 1 "$PLAN")" = '# Mine.' ]
    echo '# more' >>"$PLAN"
    cp "$PLAN" "$BATS_TEST_TMPDIR/edited.ini"
    run -1 --separate-stderr jsctl tune --undo
    [[ $stderr == *'was edited since'* ]]
    cmp "$PLAN" "$BATS_TEST_TMPDIR/edited.ini"
    # One with errors neither.
    echo 'nonsense' >>"$PLAN"
    run -1 --separate-stderr jsctl tune
    [[ $stderr == *'has errors. Run `jsctl edit`.'* ]]
}

@test "a symbolic link stays one, and its target is edited" {
    mkdir "$BATS_TEST_TMPDIR/dotfiles"
    mv "$PLAN" "$BATS_TEST_TMPDIR/dotfiles/plan"
    ln -s "$BATS_TEST_TMPDIR/dotfiles/plan" "$PLAN"
    start_with_habit
    jsctl tune --apply "$(first_id)"
    [ -L "$PLAN" ]
    grep -q '^days  =  Mon,Wed-Fri ' "$BATS_TEST_TMPDIR/dotfiles/plan"
    cmp "$BATS_TEST_TMPDIR/dotfiles"/plan.20* "$BATS_TEST_TMPDIR/before.ini"
}

@test "a plan that cannot be written: refused, and nothing remembered" {
    # Read-only for root too.
    start_with_habit
    local id
    id=$(first_id)
    daemon_stop
    daemon_start_mounted 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"' "${PLAN%/*}" \
        CLOCK="$CLOCK" LD_PRELOAD="$CLOCK_LIBRARY"
    run -1 --separate-stderr jsctl tune --apply "$id"
    [[ $stderr == *'cannot write'*'Make it writable'* ]]
    cmp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
    jsctl tune --json | jq -e '.applied == [] and (.suggestions | length > 0)'
}

# A plan with three changes that lie apart: the title, a block's time, and an activity more.
coach_plan() {
    sed -e 's/^title = Practise skills/title = Practise/' -e 's/^time = 11:00-12:00/time = 14:00-15:00/' "$PLAN"
    printf '\n[activity sport]\ndays = Sat\ntime = 10:00-11:00\n'
}

@test "a coach's plan: taken change by change, with a backup that leads back; with errors never" {
    seq -f '# %g' 20 >"$BATS_TEST_TMPDIR/comments"
    sed -i "/^\[activity blog/{
        r $BATS_TEST_TMPDIR/comments
        N
    }" "$PLAN"
    cp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
    daemon_start_at '2026-11-23 08:00:00' 1
    local coach=$BATS_TEST_TMPDIR/coach.ini
    coach_plan >"$coach"
    run -1 --separate-stderr jsctl tune --from "$coach" <<<$'n\nn'
    [[ $output == *'-title = Practise skills'*'(1/2) Take this change?'*'-time = 11:00-12:00'*'(2/2)'* ]]
    [[ $stderr == *'nothing was changed'* ]]
    run -1 jsctl tune --from "$coach" <<<y # and no more
    cmp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
    # One of the two, as patch(1) would have it.
    run -0 jsctl tune --from "$coach" <<<$'what\nn\ny'
    [[ $output == *'a takes it and all that follow'*'Done: 1 of 2 changes. To take it back: jsctl tune --yes --from '*plan.ini.20* ]]
    sed 's/^title = Practise$/title = Practise skills/' "$coach" | cmp "$PLAN" -
    cmp "$PLAN".20* "$BATS_TEST_TMPDIR/before.ini"
    check_clean
    until_true eval 'jsctl week --json | jq -e "[.blocks[] | select(.activity == \"blog\") | .start[11:16]] == [\"14:00\"]" >/dev/null'
    # Back, by what it said; and all of it.
    run -0 jsctl tune --yes --from "$PLAN".20*
    cmp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
    run -0 jsctl tune --from "$coach" <<<a
    cmp "$PLAN" "$coach"
    run -0 jsctl tune --from "$coach"
    [[ $output == *'That is the plan that you have.'* ]]
    echo 'nonsense' >>"$coach"
    run -1 jsctl tune --from "$coach" --yes
    run -1 jsctl tune --from "$BATS_TEST_TMPDIR/none.ini"
}

@test "changes that make no plan together are not written" {
    seq -f '# %g' 20 >"$BATS_TEST_TMPDIR/comments"
    sed -i "/^time = 09:00-10:30/r $BATS_TEST_TMPDIR/comments" "$PLAN"
    cp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
    # The window that is named at the end stands at the beginning.
    sed '2i [window late]\ndays = Mon-Fri\ntime = 16:00-18:00\n' "$PLAN" >"$BATS_TEST_TMPDIR/coach.ini"
    printf '\n[activity mail]\nhours = 2\nwindow = late\n' >>"$BATS_TEST_TMPDIR/coach.ini"
    run -1 --separate-stderr jsctl tune --from "$BATS_TEST_TMPDIR/coach.ini" <<<$'n\ny'
    [[ $stderr == *'late'*'what you took has errors: nothing was changed'* ]]
    cmp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
    [ "$(echo "${PLAN%/*}"/*)" = "$PLAN" ] # nothing is left beside it
    run -0 jsctl tune --from "$BATS_TEST_TMPDIR/coach.ini" <<<$'y\ny'
}

@test "a log that cannot be written: the plan stays as it is" {
    start_with_habit
    local id
    id=$(first_id)
    # Another program writes, and does not end.
    coproc HOLDER { exec sqlite3 "$DATA/log.db" 3>&-; }
    local holder=$HOLDER_PID
    echo 'BEGIN IMMEDIATE; SELECT 1;' >&"${HOLDER[1]}"
    read -r -t "$PATIENCE" -u "${HOLDER[0]}"
    run -1 --separate-stderr jsctl tune --apply "$id"
    kill "$holder"
    [[ $stderr == *'Not saved'* ]]
    cmp "$PLAN" "$BATS_TEST_TMPDIR/before.ini"
    jsctl tune --json | jq -e --arg id "$id" '.applied == [] and .suggestions[0].id == $id'
}
