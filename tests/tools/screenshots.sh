#!/usr/bin/env bash
# Makes docs/images/*.png anew: README's own plan, the real programs, a real notification server and
# a real terminal, on a private bus and a private screen.
#
#   BUILD=build tests/tools/screenshots.sh        needs xterm besides what the tests need
set -euo pipefail
cd "$(dirname "$0")/../.."

IMAGES=$PWD/docs/images
BATS_TEST_DIRNAME=$PWD/tests/e2e
# shellcheck disable=SC2034
BATS_TEST_FILENAME=$0 BATS_TEST_NUMBER=0 BATS_TEST_COMPLETED=1
BATS_TEST_TMPDIR=$(mktemp -d)

load() {
    # shellcheck source=/dev/null
    . "$BATS_TEST_DIRNAME/$1"
}
load lib/daemon.bash
load lib/desktop.bash

finish() {
    daemon_teardown
    desktop_stop
    rm -rf "$BATS_TEST_TMPDIR"
}
trap finish EXIT

# Twice as large as most screens show it, so that it is sharp on all.
big_screen_start() {
    export GDK_SCALE=2
    : >"$BATS_TEST_TMPDIR/display"
    # shellcheck disable=SC2016
    desktop_run xvfb sh -c 'exec Xvfb -displayfd 5 -screen 0 2000x1400x24 -nolisten tcp 5>"$0"' \
        "$BATS_TEST_TMPDIR/display"
    file_says "$BATS_TEST_TMPDIR/display" '^[0-9]+$'
    export DISPLAY=:$SAID
}

# The window of a class, when it has drawn itself.
shoot() {
    local window
    window=$(timeout "$PATIENCE" xdotool search --sync --onlyvisible --class "$1" | tail -n 1)
    sleep 1
    import -window "$window" "$2"
}

need xterm convert faketime
daemon_setup
# shellcheck disable=SC2016
sed -n '/^```ini$/,/^```$/{/^```/d;p}' README.md | plan_write
big_screen_start

# Days that have passed: libfaketime shifts the daemon's monotonic timers too, and those must stay
# after the machine's start.

# ---- The notification; the corners outside of its round ones are transparent ----

# The icon as `make install` puts it.
install -D -m 644 config/jobsearchd.svg \
    "$XDG_DATA_HOME/icons/hicolor/scalable/apps/jobsearchd.svg"
cp /usr/share/icons/hicolor/index.theme "$XDG_DATA_HOME/icons/hicolor/"
banners_start
daemon_start_at '2026-11-19 09:00:01' 1
shoot notification-daemon "$BATS_TEST_TMPDIR/notification.png"
convert "$BATS_TEST_TMPDIR/notification.png" -alpha set -fill none -fuzz 5% -bordercolor black \
    -border 1 -draw 'matte 0,0 floodfill' -shave 1x1 -strip "$IMAGES/notification.png"
daemon_stop

# ---- The week, on Thursday afternoon ----

daemon_start_at '2026-11-19 16:05:00' 1
{
    for day in 16 17 18 19; do
        jsctl "done" "practice/2026-11-$day/1"
    done
    jsctl "done" outreach/2026-11-16/1 --count 2
    jsctl "done" outreach/2026-11-16/2 --count 3
    jsctl "done" outreach/2026-11-17/1 --count 1
    jsctl partial outreach/2026-11-17/2 --count 1
    jsctl skip follow-ups/2026-11-17/1 --why tired
    jsctl "done" outreach/2026-11-18/1 --count 2
    jsctl "done" outreach/2026-11-18/2
    jsctl "done" outreach/2026-11-19/2 --count 1
    jsctl start follow-ups/2026-11-19/1
} >/dev/null
# shellcheck disable=SC2016
desktop_run xterm xterm -class week -fa 'DejaVu Sans Mono' -fs 15 -geometry 117x40 -b 24 \
    -bg '#1d2127' -fg '#d8dee6' -e sh -c 'printf "\033[?25l"; "$0" week; sleep 60' \
    "$BUILD_DIR/bin/jsctl"
shoot week "$BATS_TEST_TMPDIR/week.png"
convert "$BATS_TEST_TMPDIR/week.png" -trim -bordercolor '#1d2127' -border 24 -strip \
    "$IMAGES/week.png"
echo "made $IMAGES/notification.png and $IMAGES/week.png"
