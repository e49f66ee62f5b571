# A CalDAV server of one's own, and vdirsyncer between it and folders, as docs/calendars.md says.
#
#   caldav_start [LINE]...          Radicale on a free port: $CALDAV; ends with desktop_stop. LINES are
#                                   added to its configuration
#   vdirsyncer_configure            the very configuration of docs/calendars.md, with that address
#   vdirsyncer_discover             makes the collections on the server; once, before the first sync
#   vdirsyncer_sync [OPTION]...
#   phone COLLECTION VERB...        another device, at the server: see phone.py
#   items COLLECTION                what lies there: a name and an ETag a line

# The kernel picks the port, and the server tells which.
caldav_start() {
    need radicale || return
    cat >"$BATS_TEST_TMPDIR/radicale.conf" <<CONF
[server]
hosts = 127.0.0.1:0
[auth]
type = none
[storage]
filesystem_folder = $BATS_TEST_TMPDIR/radicale
[logging]
level = info
CONF
    [ $# -eq 0 ] || printf '%s\n' "$@" >>"$BATS_TEST_TMPDIR/radicale.conf"
    : >"$BATS_TEST_TMPDIR/radicale.log"
    desktop_run radicale radicale --config "$BATS_TEST_TMPDIR/radicale.conf"
    file_says "$BATS_TEST_TMPDIR/radicale.log" 'Listening on .*:([0-9]+)' || return
    CALDAV=http://127.0.0.1:${BASH_REMATCH[1]}
    file_says "$BATS_TEST_TMPDIR/radicale.log" 'server ready'
}

# The one block of the page that begins with [general].
vdirsyncer_text() {
    awk '/^```/ { inside = 0 } /^\[general\]/ { inside = 1 } inside' "$ROOT/docs/calendars.md"
}

vdirsyncer_configure() {
    need vdirsyncer || return
    mkdir -p "$XDG_CONFIG_HOME/vdirsyncer"
    echo secret >"$XDG_CONFIG_HOME/vdirsyncer/password"
    vdirsyncer_text | sed "s,https://dav.example.org,$CALDAV," >"$XDG_CONFIG_HOME/vdirsyncer/config"
}

# It asks whether it shall make what is not there.
vdirsyncer_discover() {
    yes | vdirsyncer discover
}

vdirsyncer_sync() {
    vdirsyncer sync "$@"
}

phone() {
    local collection=$1
    shift
    /usr/bin/python3 "$BATS_TEST_DIRNAME/lib/phone.py" "$CALDAV/me/$collection/" "$@"
}

items() {
    phone "$1" list
}
