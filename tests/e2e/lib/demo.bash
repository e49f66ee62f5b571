# The autumn of tests/tools/demo-log.py in a daemon, for tests and pictures of reports; after
# daemon_setup.
#
#   demo_start        the daemon on Saturday, 28 November 2026, 18:00 in Berlin, which it leaves
#                     running: twelve weeks of log, the suggestion that was taken up at the end of
#                     October, the tracker, and answers

demo() {
    "$ROOT/tests/tools/demo-log.py" "$@"
}

demo_import() {
    demo log "$1" "$2" >"$BATS_TEST_TMPDIR/demo.csv"
    jsctl log import "$BATS_TEST_TMPDIR/demo.csv"
}

demo_start() {
    export TZ=Europe/Berlin
    demo plan | plan_write
    daemon_start_at '2026-10-31 20:00:00' 1
    demo_import 2026-08-31 2026-10-31
    jsctl tune --apply "$(jsctl tune --json | jq -r '.suggestions[0].id')"
    daemon_stop
    daemon_start_at '2026-11-28 18:00:00' 1
    demo_import 2026-11-01 2026-11-28
    gdbus call --session -d org.jobsearchd1 -o /org/jobsearchd1 \
        -m org.jobsearchd1.Tracker.PutMany "$(demo tracker)" false
    jsctl review 2026-10-12 --answer 1 'The course group meets then'
    jsctl review --answer 2 'Two talks instead of ten mails'
} >/dev/null
