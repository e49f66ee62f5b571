# How bubbles behave: when they come and when not, what is in them, and what a bad server can do.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

setup() {
    daemon_setup
}

teardown() {
    daemon_teardown
    desktop_stop
}

# A day of two blocks with ten minutes between them, at SPEED from 08:56 on.
#
#   morning SPEED [NAG]
morning() {
    {
        printf '[plan]\ntimezone = Europe/Berlin\nremind = 0\nnag = %s\n' "${2:-0}"
        printf '[activity practice]\ntitle = Practise skills\ndays = daily\ntime = 09:00-09:20\n'
        printf '[activity blog]\ntitle = Blog post\ndays = daily\ntime = 09:30-10:00\n'
    } | plan_write
    TZ=Europe/Berlin daemon_start_at '2026-11-24 08:56:00' "$1"
}

open_entries() {
    jsctl log --json | jq '[.entries[] | select(.outcome == "open")] | length'
}

@test "start ends the nagging" {
    server
    morning 300 6m
    expect_bubble '.summary == "Now: Practise skills"'
    say server 'action 1 start'
    expect_close '.id == 1'
    expect_bubble '.summary == "Practise skills: how did it go?"'
}

@test "without start there is a nag" {
    server
    morning 300 6m
    expect_bubble '.summary == "Now: Practise skills"'
    expect_bubble '.summary | test("^Practise skills: started [678] min ago")'
}

@test "the question at the end and the next start share one bubble" {
    server
    morning 300
    expect_bubble '.summary == "Now: Practise skills" and .id == 1'
    expect_bubble '.summary == "Practise skills: how did it go?" and .id == 1
        and (.body | contains("Next: Blog post at 09:30"))'
    expect_bubble '.summary == "Practise skills: how did it go?" and .id == 1
        and (.body | contains("Now: Blog post, 09:30–10:00"))
        and .actions == ["done", "Done", "partial", "Partly", "skip", "Skip"]'
    # The answer is the first one's; the other then stands by itself.
    say server 'action 1 done'
    expect_close '.id == 1'
    expect_bubble '.summary | test("^(Now: Blog post|Blog post: started)")'
    jsctl log --json | jq -e '[.entries[] | [.activity, .outcome]]
        == [["practice", "done"], ["blog", "open"]]'
}

@test "dismissed is not answered: the block stays open, and the nag comes" {
    server
    morning 300 6m
    expect_bubble '.summary == "Now: Practise skills" and .id == 1'
    say server 'close 1 2'
    expect_bubble '(.summary | test("^Practise skills: started")) and .replaces == 0'
    [ "$(open_entries)" = 1 ]
}

@test "expired is not answered, and a click on the body is no answer" {
    server
    plan_now
    daemon_start
    expect_bubble '.id == 1'
    say server 'action 1 default'
    say server 'close 1 1'
    expect_silence
    [ "$(open_entries)" = 1 ]
}

@test "a snooze comes back, once" {
    server
    morning 300
    expect_bubble '.summary == "Now: Practise skills"'
    say server 'action 1 snooze'
    expect_close
    expect_bubble '.summary | test("^Practise skills: started 1[0-3] min ago$")'
    expect_bubble '.summary == "Practise skills: how did it go?"'
}

# Two blocks and a question pass in silence; what is left of them afterwards is one bubble.
silence_passes() {
    bus_listen
    bus_says 'BlockStarted.*blog/2026-11-24/1'
    # The signal goes out before the bubble does: after an answer both are under way.
    jsctl status >/dev/null
    "$@"
    expect_bubble '(.summary | test("^Practise skills: how did it go|^2 blocks while you were away"))
        and (.body | contains("Blog post")) and .id == 1'
    jsctl skip blog/2026-11-24/1
    jsctl done practice/2026-11-24/1
    expect_close '.id == 1'
}

@test "quiet: nothing is shown, and afterwards one bubble for what still matters" {
    server
    morning 600
    jsctl quiet 3h
    [ "$(jsctl status --json | jq '.open')" = 0 ]
    silence_passes jsctl quiet off
}

@test "an inhibited server: nothing is shown, and afterwards one bubble" {
    server --inhibited yes
    morning 600
    silence_passes say server 'inhibit 0'
}

@test "a locked session: nothing is shown, and afterwards one bubble" {
    system_bus_start
    logind_start
    server
    logind_lock true
    morning 600
    silence_passes logind_lock false
}

@test "a locked screen of GNOME's: nothing is shown, and afterwards one bubble" {
    server
    morning 600
    screen_saver true
    silence_passes screen_saver false
}

screen_saver() {
    gdbus emit --session --object-path /org/gnome/ScreenSaver \
        --signal org.gnome.ScreenSaver.ActiveChanged "$1"
}

@test "what is answered while the screen is locked is not shown afterwards" {
    server
    daemon_start
    screen_saver true
    plan_now
    daemon_says 'Plan "Plan" taken'
    jsctl skip
    screen_saver false
    expect_silence
}

@test "discreet: no title, no first step, no name anywhere" {
    server
    plan_now 'discreet = yes'
    daemon_start
    expect_bubble '(.summary | test("^Block: started")) and (tostring | test("ractise|xercise|practice") | not)'
}

@test "markup in a title is shown, not followed" {
    server
    plan_now
    sed -i 's,^title = .*,title = <b>C</b> \& "D" <img src=x,; s,^first = .*,first = a < b \& c,' "$PLAN"
    daemon_start
    expect_bubble '(.summary | startswith("<b>C</b> & \"D\" <img src=x: started"))
        and (.body | contains("First: a &lt; b &amp; c"))'
}

@test "dunst shows such a title whole" {
    screen_start
    dunst_start 'format = %s|%b' 'markup = full'
    plan_now
    sed -i 's,^title = .*,title = a <b \& <i>c</i>,; s,^first = .*,first = x <y \& z,' "$PLAN"
    daemon_start
    dunst_shows '^a <b & <i>c</i>: started'
    dunst_history | jq -e '.data[0][0].message.data | contains("First: x &lt;y &amp; z")'
}

@test "a server without actions: the commands are in the body" {
    server --capabilities body
    plan_now
    daemon_start
    expect_bubble '.actions == [] and (.body | contains("jsctl start|snooze|skip '"$BLOCK"'"))'
}

@test "a bubble that is due when the helper has just gone for want of work" {
    server
    morning 300
    expect_bubble '.summary == "Now: Practise skills"'
    helper=$(pgrep -P "$DAEMON" -f jobsearchd-notify)
    jsctl skip
    expect_close
    # The daemon learns of both at once, in whatever order.
    kill -STOP "$DAEMON"
    until_true grep -q '^State:.Z' "/proc/$helper/status"
    TZ=Europe/Berlin clock_passes '2026-11-24 09:31:00'
    kill -CONT "$DAEMON"
    expect_bubble '.summary == "Now: Blog post"'
}

# ---- Servers that hang, go and come ----

# Well under the 25 s for which libnotify waits; generous, for a machine may be busy.
soon() {
    timeout 2 "$@"
}

@test "a hung server: the bus, the log and the next block do not wait" {
    server --hang Notify
    plan_now
    daemon_start
    bus_listen
    expect server '.call == "Notify"'
    soon "$BUILD_DIR/bin/jsctl" status
    soon "$BUILD_DIR/bin/jsctl" done --note 'while it hangs'
    soon "$BUILD_DIR/bin/jsctl" log --json | jq -e '.entries[0].outcome == "done"'
    soon "$BUILD_DIR/bin/jsctl" start practice
    bus_says 'BlockStarted.*practice/\+1'
}

@test "a hung server: a day goes on, and a server that answers gets what still matters, once" {
    server --hang Notify
    morning 120
    bus_listen
    expect server '.call == "Notify"'
    bus_says 'BlockStarted.*practice/2026-11-24/1'
    soon "$BUILD_DIR/bin/jsctl" status
    # Real seconds: the helper is given up, and so told.
    daemon_says 'jobsearchd-notify ended: killed: no answer within 5 s'
    until_true has_problem no-notification-server
    talk_end server
    server
    expect_bubble '.summary | test("^Practise skills: started [0-9]+ min ago")'
    until_true has_no_problem no-notification-server
    expect_bubble '.summary == "Practise skills: how did it go?" and .replaces == 1'
}

@test "no server at the start: a problem, and the bubble when one comes, once" {
    plan_now
    daemon_start
    until_true has_problem no-notification-server
    jsctl status | grep -i notif
    server
    expect_bubble '.summary | test("^Practise skills")'
    until_true has_no_problem no-notification-server
    expect_silence
}

@test "100 restarts of the server: what came while it was away is shown once, nothing twice" {
    local i
    plan_now
    server
    daemon_start
    expect_bubble '.summary | test("^Practise skills")'
    for i in $(seq 0 99); do
        talk_end server
        printf '[activity a%d]\ndays = daily\ntime = %s-%s\nremind = 5h\n' "$i" \
            "$(clock $((840 + i)))" "$(clock $((841 + i)))" >>"$PLAN"
        jsctl reload >/dev/null
        server
        expect_bubble ".summary | test(\"^a$i( in | at )\")"
    done
}

clock() {
    printf '%02d:%02d' $(($1 / 60)) $(($1 % 60))
}

# The daemon has heard that a bubble of this activity was shown.
is_remembered() {
    [ "$(sqlite3 "$XDG_DATA_HOME/jobsearchd/log.db" \
        "SELECT count(*) FROM announced WHERE id LIKE '$1/%'")" -gt 0 ]
}

@test "10 restarts of dunst: the same" {
    local i line=1
    screen_start
    plan_now
    dunst_start
    daemon_start
    dunst_shows '^Practise skills'
    for i in $(seq 0 9); do
        desktop_end "$DUNST"
        printf '[activity a%d]\ndays = daily\ntime = %s-%s\nremind = 5h\n' "$i" \
            "$(clock $((840 + i)))" "$(clock $((841 + i)))" >>"$PLAN"
        jsctl reload >/dev/null
        dunst_start
        dunst_shows "^a$i (in|at) "
        # dunst_start began the list anew: one line is all that was shown.
        [ "$(wc -l <"$BATS_TEST_TMPDIR/dunst-shown.log")" = 1 ]
        # A server that goes before it was heard takes the word with it, and the next one is told.
        until_true is_remembered "a$i"
    done
}
