#!/usr/bin/env bash
# Makes docs/images/report*.png anew: the report of demo-log.py's autumn, in headless Chromium.
#
#   BUILD=build tests/tools/screenshots-report.sh
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
load lib/demo.bash

finish() {
    daemon_teardown
    rm -rf "$BATS_TEST_TMPDIR"
}
trap finish EXIT

need chromium convert
daemon_setup
demo_start
jsctl report --html "$BATS_TEST_TMPDIR/report.html"
/usr/bin/python3 tests/e2e/report.py "$BATS_TEST_TMPDIR/report.html" "$BATS_TEST_TMPDIR" >/dev/null
convert "$BATS_TEST_TMPDIR/desktop-light.png" -crop 1100x922+0+0 +repage -strip +dither -colors 128 \
    "$IMAGES/report.png"
# From the heat map on.
convert "$BATS_TEST_TMPDIR/phone-dark.png" -crop 720x1300+0+5480 +repage -strip +dither -colors 128 \
    "$IMAGES/report-phone.png"
echo "made $IMAGES/report.png and $IMAGES/report-phone.png"
