# The tracker: what is typed, what is kept, and what comes back, over the bus and through a crash.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

setup() {
    daemon_setup
    export TZ=Europe/Berlin
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
nag = 0
remind = 0
[activity outreach]
days = Mon-Fri
time = 09:00-10:00
PLAN
    daemon_start_at '2026-11-25 12:30:00' 1 # a Wednesday
}

teardown() {
    daemon_teardown
}

# item N JQ-CONDITION: of item N as `track show --json` has it.
item() {
    jsctl track show "$1" --json | jq -e ".schema == 1 and ((.applications + .contacts)[0] | $2)"
}

@test "added in a line, seen by others, kept through a crash" {
    bus_listen
    run -0 jsctl track add "Acme" --role "C developer" --applied today --follow-up 7d
    [ "$output" = 'Added #1 Acme, C developer: applied Wed 25 Nov; follow-up Wed 2 Dec. Undo: jsctl track undo' ]
    bus_says 'TrackerChanged'
    kill -9 "$DAEMON"
    wait "$DAEMON" || true
    daemon_start_again
    item 1 '.name == "Acme" and .role == "C developer" and .stage == "applied"
        and .dates == {"applied": "2026-11-25"} and .follow_up == "2026-12-02"'

    run -0 jsctl track add --contact "Ada Berg" --company Acme --channel mail --contacted mon
    item 2 '.name == "Ada Berg" and .company == "Acme" and .channel == "mail"
        and .last_contact == "2026-11-23" and .follow_up == null'
    jsctl jobs --json | jq -e '(.applications | length == 1) and (.contacts | length == 1)'
    run -0 jsctl jobs add acme --role "c DEVELOPER"
    [[ $output == *$'\nThe same was there already: #1 Acme, C developer' ]]
}

@test "days are read as they are meant, and those that cannot be are refused" {
    jsctl track add Acme --applied mon --stage screen --follow-up wed
    item 1 '.stage == "screen" and .follow_up == "2026-12-02"
        and .dates == {"applied": "2026-11-23", "screen": "2026-11-25"}'
    jsctl track move acme interview --date yesterday --at "mon 10:00" --for 45m
    item 1 '.dates.interview == "2026-11-24" and .interview == "2026-11-30T10:00:00+01:00"
        and .interview_minutes == 45'
    run -2 --separate-stderr jsctl track move acme offer --date tomorrow
    [[ $stderr == *'--date `tomorrow` lies ahead'* ]]
    run -2 --separate-stderr jsctl track follow-up acme 24.12.2026
    [[ $stderr == *'WHEN `24.12.2026`: give a day such as 2026-11-24, today, mon or 7d'* ]]
    run -2 --separate-stderr jsctl track follow-up acme yesterday
    [[ $stderr == *'lies behind'* ]]
    run -2 --separate-stderr jsctl track move acme hired
    [[ $stderr == *'`hired` is no stage: it is one of interested, applied, '* ]]
    run -2 --separate-stderr jsctl track add --contact Bob --applied today
    [[ $stderr == *'--applied is for applications'* ]]
    run -2 --separate-stderr jsctl track add Bad --link 'javascript:alert(1)'
    [[ $stderr == *'link must begin with https://'* ]]
    jsctl track list --all --json | jq -e '.applications + .contacts | length == 1'
}

@test "found by any part of a name that one alone has; else it is asked which" {
    jsctl track add 'Müller & Söhne' --role Entwickler
    jsctl track add 'Acme' --role 'C developer'
    jsctl track add 'Acme Labs' --role 'Embedded'
    jsctl track add --contact 'Ada Berg' --company 'Acme'
    item 'MÜLL' '.n == 1'
    item acme '.n == 2' # its whole name
    item labs '.n == 3'
    item '#4' '.name == "Ada Berg"'
    item embedded '.n == 3'
    run -1 --separate-stderr jsctl track move ac rejected
    [ "$stderr" = 'jsctl: `ac` may be one of these; say which by its number:
  jsctl track move 2 rejected   #2 Acme, C developer
  jsctl track move 3 rejected   #3 Acme Labs, Embedded' ]
    jsctl track move 2 rejected
    run -0 jsctl track show ac # the only open one
    [[ $output == '#3 Acme Labs '* ]]
    run -1 --separate-stderr jsctl track show nobody
    [[ $stderr == *'the tracker has no item `nobody`: `jsctl track list --all` shows'* ]]
    run -1 --separate-stderr jsctl track move 4 applied
    [ "$stderr" = 'jsctl: #4 is no application: Ada Berg, the contact' ]
}

@test "every change is told, kept in the history, and taken back" {
    jsctl track add Acme --applied today --follow-up 7d
    jsctl track edit acme --role 'C developer' --note $'one\ntwo'
    run -2 jsctl track move acme rejected --follow-up 7d
    [[ $output == *'what is rejected is not followed up'* ]]
    run -0 jsctl track move acme rejected
    [ "$output" = 'Moved #1 Acme, C developer: rejected Wed 25 Nov. Undo: jsctl track undo' ]
    item 1 '.follow_up == null'
    run -1 --separate-stderr jsctl track follow-up acme 7d
    [[ $stderr == *'#1 is rejected: nothing is to be followed up'* ]]
    run -0 jsctl track undo
    [ "$output" = 'Taken back; now #1 Acme, C developer: applied Wed 25 Nov; follow-up Wed 2 Dec' ]
    jsctl track remove acme
    run -0 jsctl track
    [[ $output == 'Nothing here yet.'* ]]
    jsctl track history '#1' | tail -n 1 | grep -x '2026-11-25 12:30  remove'
    jsctl track undo
    run -0 jsctl track history acme
    [ "${#lines[@]}" = 6 ]
    [ "${lines[0]}" = '2026-11-25 12:30  add        name "Acme"; stage applied; applied Wed 25 Nov; follow-up Wed 2 Dec' ]
    [ "${lines[1]}" = '2026-11-25 12:30  change     role "C developer"; note "one\ntwo"' ]
    [ "${lines[2]}" = '2026-11-25 12:30  change     stage rejected; rejected Wed 25 Nov; follow-up none' ]
    jsctl track history 1 --json | jq -e '[.versions[].action]
        == ["add", "change", "change", "undo", "remove", "undo"]'
    run -1 --separate-stderr jsctl track edit acme --role 'C developer'
    [[ $stderr == *'nothing would change'* ]]
}

@test "contacts and follow-ups" {
    jsctl track add --contact Ada --contacted mon --follow-up today
    jsctl track add Acme --applied mon --follow-up today
    run -0 jsctl track
    [[ ${lines[1]} == '#2  Acme '*' today' ]]
    run -0 jsctl track contacted ada # which was due, so it was the follow-up
    [[ $output == 'Followed up #1 Ada. The next one: jsctl track follow-up 1 7d.'* ]]
    item ada '.follow_up == null and .last_contact == "2026-11-25"'
    jsctl track contacted ada --date yesterday --follow-up fri
    item ada '.follow_up == "2026-11-27" and .last_contact == "2026-11-24"'
    jsctl track follow-up acme done
    item acme '.follow_up == null'
    jsctl track history acme --json | jq -e '.versions[-1].action == "follow-up"'
    jsctl track follow-up ada none
    item ada '.follow_up == null'
}

@test "who writes over what another wrote is told; hostile text is shown escaped" {
    bus_call() {
        busctl --user call org.jobsearchd1 /org/jobsearchd1 org.jobsearchd1.Tracker "$@"
    }
    jsctl track add Acme
    run ! bus_call Put 'a{sv}' 3 n x 1 name s Beta changed t 1
    [[ $output == *'it was changed meanwhile'* ]]
    run ! bus_call Put 'a{sv}' 2 n x 9 name s Beta
    [[ $output == *'it was removed meanwhile'* ]]
    run ! bus_call Remove x 9
    [[ $output == *'The tracker has no #9.'* ]]
    bus_call PutMany 'aa{sv}b' 2 1 name s One 1 name s $'\u202eTwo' true | grep 'as 2 "added" "added"'
    jsctl track list --json | jq -e '.applications | length == 1'
    bus_call PutMany 'aa{sv}b' 2 1 name s One 1 name s $'\u202eTwo' false
    run -0 jsctl track
    [[ $output == *'#3  \u202eTwo'* ]]
    run -0 jsctl track undo
    [ "$output" = 'Taken back: 2 items are as they were before' ]
    jsctl track list --json | jq -e '.applications | length == 1'
}
