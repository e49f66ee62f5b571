# jobsearchd-notify alone: between a driver that speaks the daemon's records and a notification
# server that plays every part.

bats_require_minimum_version 1.5.0
load lib/bus.bash
load lib/talk.bash

setup() {
    need jq glib-compile-schemas gsettings
    start_bus
}

teardown() {
    talk_stop
    stop_bus
    # GLib's complaints about wrong use of it are bugs of ours.
    ! grep -h CRITICAL "$BATS_TEST_TMPDIR"/driver.err
}

server() {
    talk_start server "$BUILD_DIR/tests/e2e/fake-server" "$@"
    expect_next server .ready
    SERVER=$(field .ready)
}

helper() {
    talk_start driver "$BUILD_DIR/tests/e2e/notify-driver" \
        "$BUILD_DIR/libexec/jobsearchd/jobsearchd-notify"
    expect driver '.event=="ready"'
}

# The questions that a server gets once, when it is new.
examined() {
    expect_next server '.call=="GetCapabilities"'
    expect_next server '.call=="GetServerInformation"'
    expect_next server '.call=="Get"'
}

@test "a bubble carries all that was asked for" {
    server
    helper
    say driver 'show|k|Practise skills|First: open the page\nStart: jsctl start|||start=Start,snooze=Snooze 10 min,skip=Skip|resident'
    expect_next driver '.event=="shown" and .key=="k" and .id==1 and .server=="'"$SERVER"'"'
    expect server '.call=="Notify"
        and .app=="jobsearchd" and .replaces==0 and .icon=="appointment-soon" and .expire==-1
        and .summary=="Practise skills"
        and .body=="First: open the page\nStart: jsctl start"
        and .actions==["start","Start","snooze","Snooze 10 min","skip","Skip"]
        and .hints.urgency==1 and .hints.category=="x-jobsearchd.start"
        and .hints["desktop-entry"]=="jobsearchd" and .hints.resident==true'
}

@test "the body is escaped where the server reads markup, the summary never" {
    server
    helper
    say driver 'show|k|A < B & "C"|<b>1</b> & 2\nthree'
    expect driver '.event=="shown"'
    expect server '.call=="Notify" and .summary=="A < B & \"C\""
        and .body=="&lt;b&gt;1&lt;/b&gt; &amp; 2\nthree"'
}

@test "without body-markup the body is plain, without actions there are none" {
    server --capabilities body
    helper
    say driver 'show|k|s|<b>1</b> & 2|||start=Start'
    expect driver '.event=="shown"'
    expect server '.call=="Notify" and .body=="<b>1</b> & 2" and .actions==[]'
}

@test "control and bidi characters do not reach the screen" {
    server
    helper
    say driver $'show|k|a\x1b[31m b\u202ec|d\x07e\u2066f\\ng|||go=L\x1babel'
    expect driver '.event=="shown"'
    expect server '.call=="Notify" and .summary=="a[31m bc" and .body=="def\ng"
        and .actions==["go","Label"]'
}

@test "a second show of the same key takes the place of the first, another key does not" {
    server
    helper
    say driver 'show|k|one'
    expect driver '.event=="shown" and .id==1'
    say driver 'show|k|two'
    expect driver '.event=="shown" and .id==1'
    say driver 'show|other|three'
    expect driver '.event=="shown" and .id==2'
    expect server '.summary=="one" and .replaces==0'
    expect_next server '.summary=="two" and .replaces==1'
    expect_next server '.summary=="three" and .replaces==0'
}

@test "the bubble of an earlier run is replaced on the same server only" {
    server
    helper
    say driver "show|k|one||7|$SERVER"
    expect driver '.event=="shown" and .id==7'
    say driver "show|l|two||8|:1.99999"
    expect driver '.event=="shown" and .id==1'
    expect server '.summary=="one" and .replaces==7'
    expect_next server '.summary=="two" and .replaces==0'
}

@test "buttons, a click on the body and the end of a bubble are told" {
    server
    helper
    say driver 'show|k|s||||start=Start,default=Open'
    expect driver '.event=="shown"'
    say server 'action 1 start'
    expect_next driver '.event=="action" and .key=="k" and .action=="start"'
    say server 'action 1 default'
    expect_next driver '.event=="action" and .action=="default"'
    say server 'action 1 unheard-of'
    say server 'action 99 start'
    say server 'close 99 2'
    say server 'close 1 2'
    expect_next driver '.event=="closed" and .key=="k" and .reason==2'
    # A bubble that is gone has no buttons; the next of its key is a new one.
    say server 'action 1 start'
    say driver 'show|k|again'
    expect_next driver '.event=="shown" and .id==2'
    say server 'close 2 77'
    expect_next driver '.event=="closed" and .reason==4'
}

@test "close goes by key, else by id and server, and is answered by nothing" {
    server
    helper
    say driver 'show|k|s'
    expect driver '.event=="shown"'
    say driver 'close|k'
    expect server '.call=="CloseNotification" and .id==1'
    say driver "close|gone|5|$SERVER"
    expect server '.call=="CloseNotification" and .id==5'
    say driver 'close|gone|6|:1.99999'
    say driver 'close|gone|6|not a name'
    say driver 'close|gone|-6|'
    say driver 'show|l|t'
    expect_next driver '.event=="shown" and .key=="l"'
    expect_next server '.call=="Notify"'
}

@test "an inhibited server gets its bubbles when that ends" {
    server --inhibited yes
    helper
    say driver 'show|k|one'
    expect_next driver '.event=="held" and .key=="k"'
    examined
    say server 'inhibit 0'
    expect_next driver '.event=="shown" and .key=="k"'
    expect server '.call=="Notify" and .summary=="one"'

    say server 'invalidate 1'
    expect_next server '.call=="Get"'
    say driver 'show|k|two'
    expect_next driver '.event=="held"'
    # The one on the screen goes; the later version is still to come.
    say server 'close 1 2'
    say server 'invalidate 0'
    expect_next driver '.event=="shown" and .id==2'
    expect server '.call=="Notify" and .summary=="two" and .replaces==0'
}

@test "GNOME's show-banners counts with GNOME Shell" {
    gnome_banners_off
    server --name gnome-shell
    helper
    say driver 'show|k|one'
    expect_next driver '.event=="held"'
    gsettings set org.gnome.desktop.notifications show-banners true
    expect_next driver '.event=="shown"'
    gsettings set org.gnome.desktop.notifications show-banners false
    # No signal of the setting's reaches this test: ask until it is known.
    for _ in $(seq 100); do
        say driver 'show|l|two'
        expect_next driver '.key=="l"'
        [ "$(field .event)" = shown ] || break
    done
    [ "$(field .event)" = held ]
}

@test "GNOME's show-banners does not count with another server" {
    gnome_banners_off
    server
    helper
    say driver 'show|k|one'
    expect_next driver '.event=="shown"'
}

# The schema as GNOME has it, with a back-end that is one file.
gnome_banners_off() {
    export GSETTINGS_SCHEMA_DIR=$BATS_TEST_TMPDIR/schemas GSETTINGS_BACKEND=keyfile
    mkdir "$GSETTINGS_SCHEMA_DIR"
    cat >"$GSETTINGS_SCHEMA_DIR/org.gnome.desktop.notifications.gschema.xml" <<XML
<schemalist>
  <schema id="org.gnome.desktop.notifications" path="/org/gnome/desktop/notifications/">
    <key name="show-banners" type="b"><default>true</default></key>
  </schema>
</schemalist>
XML
    glib-compile-schemas "$GSETTINGS_SCHEMA_DIR"
    gsettings set org.gnome.desktop.notifications show-banners false
}

@test "a restarted server: ids are forgotten, capabilities asked again" {
    server
    helper
    say driver 'show|k|one|<'
    expect driver '.event=="shown" and .id==1'
    say driver 'show|l|other'
    expect driver '.event=="shown" and .id==2'
    talk_end server
    expect driver '.event=="closed" and .reason==4'
    expect_next driver '.event=="closed" and .reason==4'

    server --capabilities body
    say driver "show|k|two|<|1|:1.99999|start=Start"
    expect_next driver '.event=="shown" and .id==1 and .server=="'"$SERVER"'"'
    examined
    expect_next server '.call=="Notify" and .replaces==0 and .body=="<" and .actions==[]'
}

@test "what an inhibited server kept back is shown by the next one" {
    server --inhibited yes
    helper
    say driver 'show|k|one'
    expect driver '.event=="held"'
    talk_end server
    server
    expect_next driver '.event=="shown" and .key=="k"'
    expect server '.call=="Notify" and .summary=="one"'
}

@test "a server that the bus can start is started" {
    cat >"$BUS_DIR/services/n.service" <<SERVICE
[D-BUS Service]
Name=org.freedesktop.Notifications
Exec=$BUILD_DIR/tests/e2e/fake-server
SERVICE
    busctl --address="$DBUS_SESSION_BUS_ADDRESS" call org.freedesktop.DBus / org.freedesktop.DBus ReloadConfig
    helper
    say driver 'show|k|one'
    expect_next driver '.event=="shown" and .id==1'
}

@test "without a server a show fails, and the next one works when there is one" {
    helper
    say driver 'show|k|one'
    expect_next driver '.event=="failed" and .key=="k" and (.why | startswith("no notification server"))'
    server
    say driver 'show|k|one'
    expect_next driver '.event=="shown"'
}

@test "a server that answers by errors or rubbish is a failure, told in clean text" {
    local how method
    for how in fail garble; do
        for method in GetCapabilities GetServerInformation Notify; do
            server "--$how" "$method"
            helper
            say driver 'show|k|one'
            expect_next driver '.event=="failed" and .key=="k" and (.why | test("[\u0000-\u001f]") | not)'
            talk_end driver
            talk_end server
        done
    done
}

@test "a server whose Inhibited is rubbish or an error shows bubbles" {
    local how
    for how in fail garble; do
        server "--$how" Get
        helper
        say driver 'show|k|one'
        expect_next driver '.event=="shown"'
        talk_end driver
        talk_end server
    done
}

@test "a hung server: the daemon's patience ends it, and the next start works" {
    local method
    for method in GetCapabilities Notify Get; do
        server --hang "$method"
        helper
        say driver 'show|k|one'
        say driver 'expect|100'
        expect_next driver '.event=="ended" and .clean==false and .why=="killed: no answer within 0.1 s"'
        talk_end server
        server
        say driver 'start'
        expect driver '.event=="ready"'
        say driver 'show|k|one'
        expect_next driver '.event=="shown"'
        talk_end driver
        talk_end server
    done
}

@test "restarts of the server, one after the other" {
    local i
    server
    helper
    for i in $(seq 20); do
        talk_end server
        server
        say driver "show|k|$i"
        expect driver '.event=="shown" and .id==1 and .server=="'"$SERVER"'"'
        expect server '.call=="Notify" and .replaces==0 and .summary=="'"$i"'"'
    done
}

@test "a crowd of bubbles is bounded" {
    local i
    server
    helper
    for i in $(seq 64); do
        say driver "show|k$i|s"
        expect_next driver '.event=="shown"'
    done
    say driver 'show|k65|s'
    expect_next driver '.event=="failed" and .why=="too many bubbles"'
    say driver 'show|k64|s'
    expect_next driver '.event=="shown" and .id==64'
    expect server '.call=="Notify" and .id==64'
    expect_next server '.call=="Notify" and .replaces==64' # nothing was shown that is not counted
}

@test "it ends by itself when nothing is up or held, not before" {
    server
    helper
    say driver 'show|k|one'
    expect driver '.event=="shown"'
    TALK_TIMEOUT=3
    run ! expect_next driver true
    TALK_TIMEOUT=10
    say server 'close 1 1'
    expect_next driver '.event=="closed" and .reason==1'
    expect_next driver '.event=="ended" and .clean and .why=="exit status 0"'
}

@test "it ends at once when the daemon is done, after closing what is to be closed" {
    server
    helper
    say driver 'show|k|one'
    expect driver '.event=="shown"'
    say driver 'close|k'
    say driver 'finish'
    expect_next driver '.event=="ended" and .clean and .why=="exit status 0"'
    expect server '.call=="CloseNotification" and .id==1'
}

@test "it dies with the daemon, also while a server keeps it waiting" {
    local pid
    server --hang GetCapabilities
    helper
    say driver 'show|k|one'
    expect server '.call=="GetCapabilities"'
    pid=$(pgrep -P "${TALK_PID[driver]}" -x jobsearchd-noti)
    kill -KILL "${TALK_PID[driver]}"
    timeout 10 tail --pid="$pid" -s 0.05 -f /dev/null
}

@test "the bus dies: a line on standard error and exit status 1" {
    server
    helper
    say driver 'show|k|one'
    expect driver '.event=="shown"'
    stop_bus
    expect driver '.event=="ended" and .clean==false and .why=="exit status 1"'
    grep -x 'jobsearchd-notify: the session bus is gone' "$BATS_TEST_TMPDIR/driver.err"
}

@test "no bus: a line on standard error and exit status 1" {
    DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent helper
    expect_next driver '.event=="ended" and .clean==false and .why=="exit status 1"'
    grep '^jobsearchd-notify: no session bus: ' "$BATS_TEST_TMPDIR/driver.err"
}

@test "a record that is not for it ends it with status 1" {
    helper
    say driver 'broken'
    expect_next driver '.event=="ended" and .why=="exit status 1"'
    grep '^jobsearchd-notify: a bad record: ' "$BATS_TEST_TMPDIR/driver.err"
}

@test "started by hand it says who it is for" {
    run -2 "$BUILD_DIR/libexec/jobsearchd/jobsearchd-notify" 3</dev/null
    [[ $output == *'to be started by jobsearchd alone'* ]]
}
