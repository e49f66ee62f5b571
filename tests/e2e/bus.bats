# The daemon on a real bus: who may be there, what it answers to anybody, how it goes.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

OBJECT=/org/jobsearchd1
SCHEDULER=org.jobsearchd1.Scheduler

setup() {
    daemon_setup
    plan_now
}

teardown() {
    daemon_teardown
    desktop_stop
}

bus_call() {
    timeout 10 busctl --address="$DBUS_SESSION_BUS_ADDRESS" call org.jobsearchd1 "$OBJECT" "$@" 2>&1
}

@test "a second daemon says that one runs, and exits 1" {
    daemon_start
    run -1 "$BUILD_DIR/bin/jobsearchd"
    [[ $output == *'jobsearchd runs already'* ]]
    # The first has lost nothing by it.
    jsctl done
    jsctl log --json | jq -e '.entries[0].outcome == "done"'
}

@test "the bus dies: the daemon says so and exits 75" {
    daemon_start
    stop_bus
    daemon_wait
    [ "$STATUS" = 75 ]
    daemon_says 'The session bus is gone'
}

@test "no bus at the start: a line that helps, exit 1" {
    DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent run -1 "$BUILD_DIR/bin/jobsearchd"
    [[ $output == *'no session bus'* && $output == *dbus-run-session* ]]
}

@test "SIGTERM and SIGINT end it with status 0, and its helpers with it" {
    local signal
    server
    for signal in TERM INT; do
        daemon_start
        expect server '.call == "Notify"'
        helper=$(pgrep -P "$DAEMON" -f jobsearchd-notify)
        kill "-$signal" "$DAEMON"
        daemon_wait
        [ "$STATUS" = 0 ]
        timeout "$PATIENCE" tail --pid="$helper" -s 0.02 -f /dev/null
        gdbus call --session -d org.freedesktop.DBus -o / -m org.freedesktop.DBus.NameHasOwner \
            org.jobsearchd1 | grep -Fx '(false,)'
    done
}

@test "jsctl without a bus or without a daemon: status 3 and a line that helps" {
    run -3 --separate-stderr jsctl status
    [ -z "$output" ]
    [[ $stderr == 'jsctl: '*'systemctl --user start jobsearchd'* ]]
    DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent run -3 --separate-stderr jsctl done
    [[ $stderr == 'jsctl: '*bus* ]]
}

@test "jsctl when the daemon does not answer: status 3, after its patience" {
    daemon_start
    kill -STOP "$DAEMON"
    run -3 timeout 15 "$BUILD_DIR/bin/jsctl" status
    [[ $output == *'does not answer'* ]]
    kill -CONT "$DAEMON"
    jsctl status
}

@test "a call starts a daemon that does not run; what only watches does not" {
    cat >"$BUS_DIR/services/org.jobsearchd1.service" <<SERVICE
[D-BUS Service]
Name=org.jobsearchd1
Exec=/bin/sh -c 'echo \$\$ >$BATS_TEST_TMPDIR/activated; exec $BUILD_DIR/bin/jobsearchd 2>>$LOG'
SERVICE
    busctl --address="$DBUS_SESSION_BUS_ADDRESS" call org.freedesktop.DBus / \
        org.freedesktop.DBus ReloadConfig
    jsctl status --waybar || true
    [ ! -e "$BATS_TEST_TMPDIR/activated" ]
    run -0 jsctl status --json
    [ "$(jq -r .current.id <<<"$output")" = "$BLOCK" ]
    kill "$(cat "$BATS_TEST_TMPDIR/activated")"
}

@test "introspection shows every member of docs/dbus.md, each argument with a name" {
    daemon_start
    busctl --address="$DBUS_SESSION_BUS_ADDRESS" introspect --xml-interface \
        org.jobsearchd1 "$OBJECT" >"$BATS_TEST_TMPDIR/introspection.xml"
    /usr/bin/python3 - "$BATS_TEST_TMPDIR/introspection.xml" "$ROOT/docs/dbus.md" <<'PY'
import re, sys
import xml.etree.ElementTree as ET

ours, unnamed = set(), []
for interface in ET.parse(sys.argv[1]).getroot().iter("interface"):
    if not interface.get("name").startswith("org.jobsearchd1."):
        continue
    for member in interface:
        if member.tag in ("method", "signal", "property"):
            ours.add((interface.get("name"), member.tag, member.get("name")))
        unnamed += [(member.get("name"), arg.get("type"))
                    for arg in member.findall("arg") if not arg.get("name")]
assert not unnamed, f"arguments without a name: {unnamed}"

documented, interface, kind = set(), None, None
for line in open(sys.argv[2], encoding="utf-8"):
    if line.startswith("## "):
        interface, kind = line[3:].strip(), None
    elif line.startswith("### "):
        kind = {"Methods": "method", "Signals": "signal", "Properties": "property"}[line[4:].strip()]
    elif kind in ("method", "signal") and (m := re.match(r"#### `(\w+)\(", line)):
        documented.add((interface, kind, m[1]))
    elif kind == "property" and (m := re.match(r"\| `(\w+)` \|", line)):
        documented.add((interface, kind, m[1]))
assert ours == documented, f"only on the bus {ours - documented}; only in docs {documented - ours}"
assert len(ours) > 20, ours
PY
}

@test "wrong types, wrong values, wrong names: an error for each, and the daemon lives" {
    local huge deep
    daemon_start
    huge=$(head -c 100000 /dev/zero | tr '\0' x)
    deep=$(printf '../%.0s' $(seq 300))
    while IFS=$'\t' read -r member signature arguments; do
        # shellcheck disable=SC2086
        run ! bus_call "${member%.*}" "${member##*.}" $signature $arguments
        [[ $output == *[Ee]rror* || $output == *'ailed'* || -n $output ]]
        kill -0 "$DAEMON"
    done <<CALLS
org.jobsearchd1.Scheduler.GetStatus	s	x
org.jobsearchd1.Scheduler.ListDay	u	1
org.jobsearchd1.Scheduler.ListDay	s	2026-13-01
org.jobsearchd1.Scheduler.ListDay	s	$huge
org.jobsearchd1.Scheduler.ListWeek	s	+99999999999999999999
org.jobsearchd1.Scheduler.ListWeek	s	2026-W60
org.jobsearchd1.Scheduler.ListWeek	ss	a b
org.jobsearchd1.Scheduler.Start	su	$deep 0
org.jobsearchd1.Scheduler.Start	su	practice 4294967295
org.jobsearchd1.Scheduler.Start	s	practice
org.jobsearchd1.Scheduler.Answer	ssa{sv}	$huge done 0
org.jobsearchd1.Scheduler.Answer	ssa{sv}	$BLOCK open 0
org.jobsearchd1.Scheduler.Answer	ssa{sv}	$BLOCK done 1 minutes s many
org.jobsearchd1.Scheduler.Answer	ssa{sv}	$BLOCK done 1 minutes x -5
org.jobsearchd1.Scheduler.Answer	ssa{sv}	$BLOCK done 1 unheard-of s of
org.jobsearchd1.Scheduler.Answer	ssa{sv}	$BLOCK done 1 note s $huge
org.jobsearchd1.Scheduler.Answer	ssa{sv}	practice/2126-11-24/1 done 0
org.jobsearchd1.Scheduler.Snooze	su	$BLOCK 0
org.jobsearchd1.Scheduler.Snooze	su	$BLOCK 1441
org.jobsearchd1.Scheduler.Quiet	u	99999
org.jobsearchd1.Scheduler.Quiet	i	-1
org.jobsearchd1.Scheduler.Undo	s	x
org.jobsearchd1.Scheduler.NoSuchMethod	s	x
org.jobsearchd1.Log.List	ttssbsu	0 0 x done false x 0
org.jobsearchd1.Log.List	ttssbsu	0 0 - done true $huge 10
org.jobsearchd1.Log.List	ttssbsu	0 0 - nonsense true - 4294967295
org.jobsearchd1.Log.History	s	$deep
org.jobsearchd1.Log.Put	a(sssttsstiissts)b	1 a b c 1 0 d e 0 -2 -2 f g 0 h false
org.jobsearchd1.Review.GetGoals	s	$huge
CALLS
    jsctl log --json | jq -e '.entries | length == 1 and .[0].outcome == "open"'
    run ! grep -i -e sanitizer -e assert "$LOG"
}

@test "refusals have names under org.jobsearchd1.Error and one line that helps" {
    daemon_start
    while IFS=$'\t' read -r error call; do
        # shellcheck disable=SC2086
        run ! gdbus call --session -d org.jobsearchd1 -o "$OBJECT" -m $call
        [[ $output == *"org.jobsearchd1.Error.$error: "* ]]
        [ "$(wc -l <<<"$output")" = 1 ]
    done <<'CALLS'
NoSuchBlock	org.jobsearchd1.Scheduler.Answer practice/2026-11-24/9 done {}
NotBegun	org.jobsearchd1.Scheduler.Answer practice/2126-11-24/1 done {}
NoSuchActivity	org.jobsearchd1.Scheduler.Start nosuch 0
InvalidArgument	org.jobsearchd1.Scheduler.ListDay yesterday-ish
NothingToUndo	org.jobsearchd1.Scheduler.Undo
CALLS
}

@test "properties: PropertiesChanged tells what gdbus reads" {
    daemon_start
    bus_listen
    jsctl done
    bus_says "PropertiesChanged.*'Current': <\\('', "
    run -0 gdbus call --session -d org.jobsearchd1 -o "$OBJECT" \
        -m org.freedesktop.DBus.Properties.Get "$SCHEDULER" PlanFile
    [[ $output == *"$PLAN"* ]]
    run ! gdbus call --session -d org.jobsearchd1 -o "$OBJECT" \
        -m org.freedesktop.DBus.Properties.Set "$SCHEDULER" PlanFile '<"/x">'
}

@test "a flood of callers that do not read: the daemon stays small and answers others" {
    daemon_start
    /usr/bin/python3 "$BATS_TEST_DIRNAME/lib/flood.py" "$DBUS_SESSION_BUS_ADDRESS" 20000
    timeout 5 "$BUILD_DIR/bin/jsctl" status
    stays_below 65536 "$(peak_kib "$DAEMON")"
}
