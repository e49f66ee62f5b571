# The log through the daemon: out and in again, page by page, and what of it waits for an answer.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

setup() {
    daemon_setup
}

teardown() {
    daemon_teardown
}

# call METHOD SIGNATURE ARGUMENT...: of the interface Log; the reply as JSON, for jq.
call() {
    busctl --user --json=short call -- org.jobsearchd1 /org/jobsearchd1 org.jobsearchd1.Log "$@"
}

list() {
    call List ttssbsu "$@"
}

put() {
    call Put 'a(sssttsstiissts)b' "$@"
}

# all_pages NEWEST_FIRST LIMIT: the ids of the log, page by page.
all_pages() {
    local cursor='' page
    while page=$(list 0 0 '' '' "$1" "$cursor" "$2"); do
        jq -r '.data[0][][0]' <<<"$page"
        cursor=$(jq -r '.data[1]' <<<"$page")
        [ -n "$cursor" ] || return 0
    done
    return 1
}

# rows FROM TO OUTCOME: CSV of unplanned work, the i-th begun i minutes after midnight.
rows() {
    local i start
    start=$(TZ=$ZONE date -d "$TODAY" +%s)
    echo 'id,activity,title,start,end,outcome,minutes,count,note,answered_at,source,why'
    for ((i = $1; i <= $2; i++)); do
        printf 'practice/+%d,practice,Practise skills,%(%FT%TZ)T,%(%FT%TZ)T,%s,,,,,,\n' "$i" \
            $((start + i * 60)) $((start + i * 60 + 60)) "$3"
    done
}

has_begun() {
    log_json .entries | grep -q "\"$BLOCK\".*\"open\""
}

@test "what is exported comes back byte for byte, open blocks too" {
    local one=$BATS_TEST_TMPDIR/one.csv
    plan_now
    daemon_start
    until_true has_begun
    jsctl log add practice --start 09:00 --minutes 45 --why tired --note $'two\nlines, "quoted"'
    jsctl log add practice --start 10:00 --minutes 20 --outcome skipped --why clash
    rows 77 78 open | jsctl log import -
    jsctl log --csv >"$one"
    grep -q "^$BLOCK,.*,open,,,,,,"$'\r$' "$one"
    grep -q '^practice/+77,.*,open,,,,,,'$'\r$' "$one"
    grep -q ',tired'$'\r$' "$one"

    daemon_stop
    rm "$DATA"/log.db*
    daemon_start
    jsctl log import "$one"
    jsctl log --csv | cmp - "$one"
    jsctl log import "$one"
    jsctl log --csv | cmp - "$one"
}

@test "work noted afterwards gets the next numbers and its activity's title" {
    plan_now
    daemon_start
    jsctl log add practice --start 09:00 --minutes 45
    put 3 '' practice '' 60000000 120000000 unplanned done 0 1 -1 '' '' 0 '' \
        practice/+40 practice Mine 60000000 120000000 unplanned done 0 1 -1 '' '' 0 '' \
        '' gone '' 60000000 120000000 unplanned done 0 1 -1 '' '' 0 '' false
    jsctl log add practice --start 10:00 --minutes 45
    log_json '.entries[] | select(.id | contains("+")) | "\(.id) \(.title), \(.source)"' | sort |
        diff - <(printf '"%s, jsctl"\n' "gone/+3 gone" "practice/+1 Practise skills" \
            "practice/+2 Practise skills" "practice/+40 Mine" "practice/+41 Practise skills")

    run -1 put 1 '' practice '' 60000000 120000000 fixed done 0 1 -1 '' '' 0 '' false
    [[ $output == *"entry 1: block must be"* ]]
}

@test "pages upwards and downwards are the same log" {
    local limit cursor all=$BATS_TEST_TMPDIR/all
    plan_now
    daemon_start
    rows 1 700 "done" | jsctl log import -
    jsctl log --csv | tail -n +2 | cut -d, -f1 >"$all"
    [ "$(grep -c practice/+ "$all")" -eq 700 ]
    for limit in 1000 250 101; do
        all_pages false $limit | cmp - "$all"
        all_pages true $limit | tac | cmp - "$all"
    done

    # What lies above a place and what lies below it.
    cursor=$(list 0 0 '' '' false '' 300 | jq -r '.data[1]')
    {
        list 0 0 '' '' true "$cursor" 1000 | jq -r '.data[0][][0]' | tac
        sed -n 300p "$all"
        list 0 0 '' '' false "$cursor" 1000 | jq -r '.data[0][][0]'
    } | cmp - "$all"

    jsctl log --limit 5 --csv | tail -n +2 | cut -d, -f1 | cmp - <(tail -n 5 "$all")
    run -1 list 0 0 '' '' true nonsense 10
    [[ $output == *"Not a cursor"* ]]
}

@test "the status lists the newest blocks that wait for an answer" {
    plan_now 'grace = 100h' 'discreet = yes'
    daemon_start
    rows 1 7 open | jsctl log import -
    [ "$(status .open)" -eq 7 ]
    [ "$(jsctl | sed -n 's|^  jsctl done \([^ ]*\) .*|\1|p' | xargs)" = \
        "practice/+7 practice/+6 practice/+5 practice/+4 practice/+3" ]
    [[ $(jsctl) == *"jsctl log --outcome open" ]]
    # The terminal is the user's; a bar is seen by others.
    [[ $(jsctl) == "Now    Practise skills until"* ]]
    [ "$(jsctl status --waybar | jq -r .text)" = "Block until 14:00" ]
}
