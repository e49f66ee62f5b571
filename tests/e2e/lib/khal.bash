# khal on one folder, in the zone Europe/Berlin.
#
#   khal_configure NAME FOLDER      a calendar that khal_run and khal_list have from now on
#   khal_run ARGUMENT...
#   khal_list FROM DAYS             DATE START-END TITLE, a line an event

khal_configure() {
    cat >"$BATS_TEST_TMPDIR/khal.conf" <<CONF
[calendars]
[[$1]]
path = $2
[locale]
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = $BATS_TEST_TMPDIR/khal-$1.db
CONF
}

khal_run() {
    khal --no-color -c "$BATS_TEST_TMPDIR/khal.conf" "$@"
}

khal_list() {
    khal_run list --day-format '' --format '{start-date} {start-time}-{end-time} {title}' "$@"
}
