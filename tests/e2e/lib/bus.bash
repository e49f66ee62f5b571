# A session bus of one's own, for bats tests: nothing of the machine's is reached or started.
#
#   setup()    { start_bus; }
#   teardown() { stop_bus; }
#
# start_bus makes the bus, points DBUS_SESSION_BUS_ADDRESS and the XDG folders (under
# $BATS_TEST_TMPDIR) at what is the test's alone, and sets ROOT (the source tree) and BUILD_DIR
# ($BUILD, or build). Its service folder, $BUS_DIR/services, is empty: what is to be activated is
# put there by the test.

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
BUILD_DIR=$(cd "$ROOT" && realpath "${BUILD:-build}")

# Ends the test with a message unless every tool is there: a missing one is a failure, no skip.
need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || {
            echo "needed for this test, but not there: $tool" >&2
            return 1
        }
    done
}

private_folders() {
    export HOME=$BATS_TEST_TMPDIR/home
    export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share
    export XDG_STATE_HOME=$HOME/.local/state XDG_CACHE_HOME=$HOME/.cache
    export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR/run
    mkdir -p "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
    mkdir -p -m 0700 "$XDG_RUNTIME_DIR"
    export TZ=UTC LC_ALL=C.UTF-8
    unset DISPLAY WAYLAND_DISPLAY NO_COLOR NOTIFY_SOCKET WATCHDOG_USEC
}

start_bus() {
    need dbus-daemon || return
    private_folders
    BUS_DIR=$BATS_TEST_TMPDIR/bus
    mkdir -p "$BUS_DIR/services"
    "$ROOT/tests/tools/bus-config.sh" "$BUS_DIR/socket" "$BUS_DIR/services" >"$BUS_DIR/bus.conf"
    # Descriptor 3 is bats's own: who keeps it open keeps bats waiting.
    dbus-daemon --config-file="$BUS_DIR/bus.conf" --fork --print-address=3 --print-pid=4 \
        3>"$BUS_DIR/address" 4>"$BUS_DIR/pid" || return
    DBUS_SESSION_BUS_ADDRESS=$(cat "$BUS_DIR/address")
    BUS_PID=$(cat "$BUS_DIR/pid")
    export DBUS_SESSION_BUS_ADDRESS
}

stop_bus() {
    [ -z "${BUS_PID:-}" ] || kill "$BUS_PID" 2>/dev/null || true
    BUS_PID=
}
