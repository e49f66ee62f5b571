bats_require_minimum_version 1.5.0
load lib/daemon.bash
setup() { cd $ROOT; daemon_setup; export TZ=Europe/Berlin; }
teardown() { daemon_teardown; }
@test "x" {
 cd $ROOT
 D=$ROOT/tests/tools/demo-log.py
 $D plan | plan_write
 daemon_start_at '2026-10-31 20:00:00' 1
 $D log 2026-08-31 2026-10-31 > $BATS_TEST_TMPDIR/a.csv
 jsctl log import $BATS_TEST_TMPDIR/a.csv
 jsctl tune --apply $(jsctl tune --json | jq -r '.suggestions[0].id')
 daemon_stop
 daemon_start_at '2026-11-28 18:00:00' 1
 $D log 2026-11-01 2026-11-28 > $BATS_TEST_TMPDIR/a.csv
 jsctl log import $BATS_TEST_TMPDIR/a.csv
 jsctl review 2026-10-12 --answer 1 "The course group meets at that time"
 jsctl review 2026-11-16 --answer 1 "Calls in the afternoon, mails in the morning"
 jsctl review --answer 2 "Two talks instead of ten mails"
 if jsctl help track >/dev/null 2>&1; then tests/tools/demo-log.py track | while IFS=$'\t' read -ra w; do jsctl track "${w[@]}"; done; fi
 time jsctl report --html /tmp/rep/r.html
 time jsctl report --json > /tmp/rep/r.json
 jsctl report --csv /tmp/rep/r.csv
 jsctl report > /tmp/rep/r.txt
 jsctl report --private --html /tmp/rep/p.html
 jsctl report --private --json > /tmp/rep/p.json
 jsctl report --weeks 26 --html /tmp/rep/l.html
 jsctl report --weeks 1 --html /tmp/rep/o.html
 if [ -n "${HOLD:-}" ]; then $HOLD; fi
}
