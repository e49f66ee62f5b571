/* Two ways: what calendar programs do to the published folder, and what the reading run tells of
 * it. The calendar program is python3-icalendar (tests/tools/edit-ics.py), which writes in a form
 * of its own; where it cannot write what others do, the text is edited. */
#include "publish-fixture.h"

#include <sys/wait.h>

#include "calendar/read.h"

#define SERIES  "practice_1.ics"
#define BLOCK   "outreach_2026-W48_1.ics"
#define MANY    6 /* blocks outreach/2026-W48/1 ... beside the series */
#define ANOTHER "outreach_2026-W48_2.ics"

/* ---- Running ---- */

static void block_name(int n, char buf[static 40])
{
    snprintf(buf, 40, "outreach_2026-W48_%d.ics", n);
}

/* A series of which Tuesday was done in an hour, Wednesday is off, Thursday was skipped; and some
 * blocks. */
static void publish(struct run *run, int n_blocks)
{
    struct record record = {};

    run_begin(run);
    run_series(run, "practice/1", "Practise");
    run_override(run, 1, OUTCOME_DONE);
    record_put_publish_exception(
        &record, &(struct publish_exception){.kind = EXCEPTION_OFF,
                                             .recurrence_local_sec = NOW + 2 * HOUR + 2 * DAY_SEC,
                                             .title = ""});
    send_record(run, &record);
    run_override(run, 3, OUTCOME_SKIPPED);
    for (int n = 1; n <= n_blocks; n++) {
        char id[32];

        snprintf(id, sizeof(id), "outreach/2026-W48/%d", n);
        run_block(run, id, "Outreach");
    }
    run_end(run);
}

/* Edits as a calendar program. */
static void edit(const struct run *run, const char *name, const char *code)
{
    char path[160];
    int status;
    pid_t pid;

    file_path(run, name, path);
    pid = fork();
    if (pid == 0) {
        execl("tests/tools/edit-ics.py", "edit-ics.py", path, code, NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (status != 0)
        fail_msg("%s: is the package python3-icalendar installed?", code);
}

static void add_local(struct text *text, int64_t local_sec)
{
    char date[DATE_SIZE];
    int32_t second = civil_local_second(local_sec);

    civil_format_date(civil_local_day(local_sec), date);
    text_addf(text, " %sT%02d:%02d", date, second / 3600, second / 60 % 60);
}

static void add_edit(struct text *text, struct record *record)
{
    static const char *const kinds[] = {"moved", "deleted", "refused"};
    struct edit edit;

    assert_int_equal(record_get_edit(record, &edit), 0);
    text_addf(text, "%s %s", kinds[edit.kind], *edit.id ? edit.id : "-");
    if (edit.recurrence_local_sec >= 0)
        add_local(text, edit.recurrence_local_sec);
    if (edit.kind == EDIT_MOVED) {
        add_local(text, edit.start_sec);
        add_local(text, edit.end_sec);
    }
    if (edit.kind == EDIT_REFUSED) {
        assert_true(strlen(edit.what) > 10);
    } else {
        text_add(text, " from");
        add_local(text, edit.base_start_sec);
        assert_string_equal(edit.what, "");
    }
    text_add(text, "\n");
}

/* Versions that were seen are handed to the next publishing run. */
static void take_read(struct run *run, struct record *record, struct text *text)
{
    static char ids[ARRAY_SIZE(run->seen)][BLOCK_ID_SIZE];
    struct seen seen;

    switch (record_type(record)) {
    case RECORD_EDIT:
        add_edit(text, record);
        break;
    case RECORD_SEEN:
        assert_int_equal(record_get_seen(record, &seen), 0);
        text_addf(text, "seen %s%s%s\n", seen.id, seen.hash == SEEN_MISSING ? " missing" : "",
                  seen.is_same ? " same" : "");
        strcpy(ids[run->n_seen], seen.id);
        run_see(run, ids[run->n_seen], seen.hash, seen.is_same);
        break;
    default:
        assert_int_equal(record_type(record), RECORD_EDITS_END);
        text_add(text, "end\n");
    }
}

/* Asks on the one end, and has it answered on the other, which is closed then. */
static void ask_edits(const struct run *run, const int fds[2])
{
    struct record record = {};

    record_put_read_begin(&record, &(struct read_begin){"Europe/Berlin", NOW, NOW + DAY_SEC});
    assert_int_equal(record_send(fds[0], &record), 0);
    record_begin(&record, RECORD_READ_EDITS);
    record_put_string(&record, run->folder);
    record_put_string(&record, run->single);
    record_put_string(&record, run->state);
    assert_int_equal(record_send(fds[0], &record), 0);
    record_done(&record);
    shutdown(fds[0], SHUT_WR);
    assert_int_equal(read_serve(fds[1]), 0);
    close(fds[1]);
}

/* What is told, a line each; times in UTC but for which occurrence. The caller frees. */
static char *read_edits(struct run *run)
{
    struct record record = {};
    struct text text = {};
    int fds[2];
    char *told;

    run->n_seen = 0;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
    ask_edits(run, fds);
    while (record_receive(fds[0], &record) > 0)
        take_read(run, &record, &text);
    record_done(&record);
    close(fds[0]);
    assert_int_equal(text_take(&text, &told), 0);
    return told;
}

static void expect(struct run *run, const char *what, const char *expected)
{
    _cleanup_(freep) char *told = read_edits(run);
    char ended[1024];

    snprintf(ended, sizeof(ended), "%send\n", expected);
    if (!streq(told, ended))
        fail_msg("%s:\n%sinstead of\n%s", what, told, ended);
}

/* ---- One edit at a time ---- */

#define B             "outreach/2026-W48/1"
#define SEEN(id)      "seen " id "\n"
#define SAME(id)      "seen " id " same\n"
#define MOVED_B(when) "moved " B " " when " from 2026-11-23T12:00\n" SEEN(B)

static const struct edit_case {
    const char *what, *name, *code, *expected;
} edit_cases[] = {
    {"written anew", BLOCK, "pass", SAME(B)},
    {"other properties", BLOCK,
     "put(master, 'location', 'Cafe'); put(master, 'x-server', '1'); put(cal, 'prodid', 'me');"
     "put(master, 'description', 'Mine'); put(master, 'sequence', 9); put(master, 'priority', 2)",
     SAME(B)},
    {"another title", BLOCK, "put(master, 'summary', 'Mine')", SEEN(B)},
    {"moved", BLOCK, "move(master, at('2026-11-24T15:00'), at('2026-11-24T16:30'))",
     MOVED_B("2026-11-24T14:00 2026-11-24T15:30")},
    {"another end", BLOCK, "put(master, 'dtend', at('2026-11-23T15:00'))",
     MOVED_B("2026-11-23T12:00 2026-11-23T14:00")},
    {"in UTC", BLOCK, "move(master, at('2026-11-23T12:00', 'UTC'), at('2026-11-23T13:00', 'UTC'))",
     SAME(B)},
    {"in another zone", BLOCK,
     "move(master, at('2026-11-23T07:00', 'America/New_York'),"
     " at('2026-11-23T08:00', 'America/New_York'))",
     SAME(B)},
    {"on any clock", BLOCK,
     "move(master, at('2026-11-23T13:00', None), at('2026-11-23T15:00', None))",
     MOVED_B("2026-11-23T12:00 2026-11-23T14:00")},
    {"all day", BLOCK, "move(master, day('2026-11-25'), day('2026-11-26'))",
     MOVED_B("2026-11-24T23:00 2026-11-25T23:00")},
    {"by its length", BLOCK,
     "del master['dtend']; put(master, 'duration', datetime.timedelta(minutes=60))", SAME(B)},
    {"cancelled", BLOCK, "put(master, 'status', 'CANCELLED')",
     "deleted " B " from 2026-11-23T12:00\n" SEEN(B)},
    {"no length", BLOCK, "put(master, 'dtend', at('2026-11-23T13:00'))", "refused " B "\n" SEEN(B)},
    {"made a series", BLOCK, "put(master, 'rrule', {'freq': 'daily'})", "refused " B "\n" SEEN(B)},
    {"without its event", BLOCK, "cal.subcomponents.remove(master)", "refused " B "\n" SEEN(B)},

    {"series written anew", SERIES, "pass", SAME("practice/1")},
    {"series, occurrence moved", SERIES,
     "override(at('2026-11-30T09:00'), at('2026-11-30T14:00'), at('2026-11-30T15:00'))",
     "moved practice/1 2026-11-30T09:00 2026-11-30T13:00 2026-11-30T14:00"
     " from 2026-11-30T08:00\n" SEEN("practice/1")},
    {"series, named in UTC", SERIES,
     "override(at('2026-11-30T08:00', 'UTC'), at('2026-12-01T14:00'), at('2026-12-01T15:00'))",
     "moved practice/1 2026-11-30T09:00 2026-12-01T13:00 2026-12-01T14:00"
     " from 2026-11-30T08:00\n" SEEN("practice/1")},
    {"series, occurrence made longer", SERIES,
     "override(at('2026-11-23T09:00'), None, at('2026-11-23T11:00'))",
     "moved practice/1 2026-11-23T09:00 2026-11-23T08:00 2026-11-23T10:00"
     " from 2026-11-23T08:00\n" SEEN("practice/1")},
    {"series, override as by the rule", SERIES, "override(at('2026-11-30T09:00'))",
     SAME("practice/1")},
    {"series, override of ours moved", SERIES,
     "move(events[1], at('2026-11-24T17:00'), at('2026-11-24T18:00'))",
     "moved practice/1 2026-11-24T09:00 2026-11-24T16:00 2026-11-24T17:00"
     " from 2026-11-24T08:00\n" SEEN("practice/1")},
    {"series, override of ours gone", SERIES, "cal.subcomponents.remove(events[1])",
     SEEN("practice/1")},
    {"series, occurrence excluded", SERIES, "master.add('exdate', at('2026-11-27T09:00'))",
     "deleted practice/1 2026-11-27T09:00 from 2026-11-27T08:00\n" SEEN("practice/1")},
    {"series, excluded in UTC", SERIES, "master.add('exdate', at('2026-11-27T08:00', 'UTC'))",
     "deleted practice/1 2026-11-27T09:00 from 2026-11-27T08:00\n" SEEN("practice/1")},
    {"series, no such time excluded", SERIES, "master.add('exdate', at('2026-11-27T10:00'))",
     SAME("practice/1")},
    {"series, excluded before it begins", SERIES, "master.add('exdate', at('2026-11-20T09:00'))",
     SAME("practice/1")},
    {"series, what is off excluded again", SERIES, "master.add('exdate', at('2026-11-25T09:00'))",
     SAME("practice/1")},
    {"series, what was skipped excluded", SERIES,
     "cal.subcomponents.remove(events[2]); master.add('exdate', at('2026-11-26T09:00'))",
     SAME("practice/1")},
    {"series, occurrence cancelled", SERIES,
     "put(override(at('2026-12-01T09:00')), 'status', 'CANCELLED')",
     "deleted practice/1 2026-12-01T09:00 from 2026-12-01T08:00\n" SEEN("practice/1")},
    {"series, what was done is deleted", SERIES,
     "cal.subcomponents.remove(events[1]); master.add('exdate', at('2026-11-24T09:00'))",
     "deleted practice/1 2026-11-24T09:00 from 2026-11-24T08:00\n" SEEN("practice/1")},
    {"series, two edits", SERIES,
     "override(at('2026-12-01T09:00'), at('2026-12-01T10:00'), at('2026-12-01T11:00'));"
     "master.add('exdate', at('2026-11-30T09:00'))",
     "deleted practice/1 2026-11-30T09:00 from 2026-11-30T08:00\n"
     "moved practice/1 2026-12-01T09:00 2026-12-01T09:00 2026-12-01T10:00"
     " from 2026-12-01T08:00\n" SEEN("practice/1")},
    {"series, another start", SERIES,
     "move(master, at('2026-11-23T10:00'), at('2026-11-23T11:30'))",
     "refused practice/1\n" SEEN("practice/1")},
    {"series, another length", SERIES, "put(master, 'dtend', at('2026-11-23T11:30'))",
     "refused practice/1\n" SEEN("practice/1")},
    {"series, another rule", SERIES, "master['rrule']['byday'].remove('WE')",
     "refused practice/1\n" SEEN("practice/1")},
    {"series, ended", SERIES, "master['rrule']['until'] = [at('2026-12-24T08:00', 'UTC')]",
     "refused practice/1\n" SEEN("practice/1")},
    {"series, the rule in other words", SERIES,
     "master['rrule']['byday'].reverse(); master['rrule']['wkst'] = ['SU']", SAME("practice/1")},
    {"series in UTC", SERIES,
     "move(master, at('2026-11-23T08:00', 'UTC'), at('2026-11-23T09:30', 'UTC'))",
     "refused practice/1\n" SEEN("practice/1")},
    {"series in a zone without summer", SERIES,
     "move(master, at('2026-11-23T09:00', 'Africa/Lagos'), at('2026-11-23T10:30', 'Africa/Lagos'))",
     "refused practice/1\n" SEEN("practice/1")},
    {"series, another date", SERIES, "master.add('rdate', at('2026-11-28T09:00'))",
     "refused practice/1\n" SEEN("practice/1")},
    {"series, this and later", SERIES,
     "put(override(at('2026-11-30T09:00')), 'recurrence-id', at('2026-11-30T09:00'),"
     " {'RANGE': 'THISANDFUTURE'})",
     "refused practice/1\n" SEEN("practice/1")},
    {"series without its rule", SERIES, "del master['rrule']",
     "refused practice/1\n" SEEN("practice/1")},
    {"series, only an override left", SERIES, "cal.subcomponents.remove(master)",
     "refused practice/1\n" SEEN("practice/1")},
    {"series, another title", SERIES, "put(master, 'summary', 'Mine')", SEEN("practice/1")},
    {"series, too much", SERIES,
     "[override(at('2026-11-30T09:00') + datetime.timedelta(days=n),"
     " at('2026-11-30T10:00') + datetime.timedelta(days=n),"
     " at('2026-11-30T11:00') + datetime.timedelta(days=n)) for n in range(101)]",
     "refused practice/1\n" SEEN("practice/1")},
};

/* Each edit is told, and told again until it is settled; then our own lies there again, or a form
 * of the same stays, and nothing is told any more. */
static void test_edits(void **state)
{
    struct run *run = *state;

    for (size_t i = 0; i < ARRAY_SIZE(edit_cases); i++) {
        const struct edit_case *c = &edit_cases[i];
        bool is_same = strstr(c->expected, " same") != NULL;
        int64_t theirs;

        publish(run, 2);
        assert_int_equal(run->n_foreign, 0);
        expect(run, c->what, "");
        edit(run, c->name, c->code);
        theirs = file_hash(run, c->name);
        expect(run, c->what, c->expected);
        run->n_seen = 0;
        publish(run, 2);
        if (run->n_foreign != 1 || run->n_written != 0)
            fail_msg("%s: written over, unseen", c->what);
        expect(run, c->what, c->expected);
        publish(run, 2);
        if (run->n_foreign != 0 || run->n_failed != 0)
            fail_msg("%s: not settled", c->what);
        assert_int_equal(file_hash(run, c->name) == theirs, is_same);
        expect(run, c->what, "");
    }
}

/* It is not ours to replace. */
static void test_name_taken(void **state)
{
    struct run *run = *state;

    publish(run, 2);
    edit(run, BLOCK, "put(master, 'uid', 'x@example.org')");
    for (int i = 0; i < 2; i++) {
        expect(run, "taken", "refused " B "\n" SEEN(B));
        publish(run, 2);
        assert_int_equal(run->last_error, EEXIST);
        assert_true(file_has(run, BLOCK, "UID:x@example.org"));
    }
}

/* ---- What python3-icalendar does not write ---- */

#define OWN_ZONE                                                                    \
    "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n" \
    "TZOFFSETFROM:-0500\r\nTZOFFSETTO:-0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"

static const struct {
    const char *what, *name, *from, *to, *expected;
} text_cases[] = {
    {"a zone of their own", BLOCK, "DTSTART;TZID=Europe/Berlin:20261123T130000",
     "DTSTART;TZID=Mine:20261123T060000", MOVED_B("2026-11-23T11:00 2026-11-23T13:00")},
    {"a longer name of the zone", BLOCK, "DTSTART;TZID=Europe/Berlin:20261123T130000",
     "DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261123T130000", SAME(B)},
    {"cut", BLOCK, "END:VEVENT", "", "refused " B "\n" SEEN(B)},
    {"no calendar", BLOCK, "BEGIN:VCALENDAR", "BEGIN:NOTHING", "refused " B "\n" SEEN(B)},
    {"a start that is none", BLOCK, "20261123T130000", "20261323T990000",
     "refused " B "\n" SEEN(B)},
    {"excluded by its day", SERIES, "EXDATE;", "EXDATE;VALUE=DATE:20261130,20261201\r\nEXDATE;",
     "deleted practice/1 2026-11-30T09:00 from 2026-11-30T08:00\n"
     "deleted practice/1 2026-12-01T09:00 from 2026-12-01T08:00\n" SEEN("practice/1")},
    {"an override that cannot be read", SERIES, "RECURRENCE-ID;TZID=Europe/Berlin:2026112",
     "RECURRENCE-ID;TZID=Europe/Berlin:x", "refused practice/1\n" SEEN("practice/1")},
    {"its status in small letters", BLOCK, "STATUS:CONFIRMED", "status:Cancelled",
     "deleted " B " from 2026-11-23T12:00\n" SEEN(B)},
};

static void test_texts(void **state)
{
    struct run *run = *state;

    for (size_t i = 0; i < ARRAY_SIZE(text_cases); i++) {
        publish(run, 2);
        file_edit(run, text_cases[i].name, text_cases[i].from, text_cases[i].to);
        if (strstr(text_cases[i].to, "=Mine"))
            file_edit(run, text_cases[i].name, "BEGIN:VEVENT", OWN_ZONE "BEGIN:VEVENT");
        expect(run, text_cases[i].what, text_cases[i].expected);
    }
    publish(run, 2);
    file_put(run, BLOCK, "");
    expect(run, "emptied", "refused " B "\n" SEEN(B));
}

/* ---- Conflicts ---- */

/* The first edit that is told. */
static struct edit read_first(struct run *run)
{
    struct record record = {};
    struct edit told;
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
    ask_edits(run, fds);
    assert_int_equal(record_receive(fds[0], &record), 1);
    assert_int_equal(record_get_edit(&record, &told), 0);
    record_done(&record);
    close(fds[0]);
    told.id = told.what = NULL; /* they went with the record */
    return told;
}

static void test_revisions_are_told(void **state)
{
    struct run *run = *state;
    struct edit told;

    publish(run, 2);
    run->block_outcome = OUTCOME_DONE;
    publish(run, 2);
    run->block_outcome = OUTCOME_OPEN;
    publish(run, 2);
    edit(run, BLOCK,
         "move(master, at('2026-11-24T15:00'), at('2026-11-24T16:30')); put(master, 'sequence', 4);"
         "put(master, 'last-modified', at('2026-11-23T09:00', 'UTC'))");
    told = read_first(run);
    assert_int_equal(told.sequence, 4);
    assert_int_equal(told.modified_sec, NOW + HOUR + HOUR);
    assert_int_equal(told.base_sequence, 2);
    assert_int_equal(told.base_modified_sec, NOW);

    /* What is gone has no revision: it is not older for that. */
    file_remove(run, BLOCK);
    told = read_first(run);
    assert_int_equal(told.kind, EDIT_DELETED);
    assert_int_equal(told.sequence, 2);
    assert_int_equal(told.modified_sec, 0);
    assert_int_equal(told.base_sequence, 2);
}

/* Nor is an override without a revision of its own in a series that has one. */
static void test_revision_of_an_override(void **state)
{
    struct run *run = *state;
    struct edit told;

    publish(run, 2);
    edit(run, SERIES, "put(master, 'summary', 'Mine'); put(master, 'sequence', 5)");
    run->restore = true;
    publish(run, 2);
    run->restore = false;
    file_remove(run, "." SERIES ".theirs");
    edit(run, SERIES,
         "del override(at('2026-11-30T09:00'), at('2026-11-30T14:00'), at('2026-11-30T15:00'))"
         "['sequence']");
    told = read_first(run);
    assert_int_equal(told.kind, EDIT_MOVED);
    assert_int_equal(told.sequence, 6);
    assert_int_equal(told.base_sequence, 6);
}

/* ---- Gone ---- */

static void delete_blocks(struct run *run, int first, int last)
{
    char name[40];

    for (int n = first; n <= last; n++) {
        block_name(n, name);
        file_remove(run, name);
    }
}

static void test_deleted(void **state)
{
    struct run *run = *state;

    publish(run, MANY);
    delete_blocks(run, 2, 4);
    expect(run, "three",
           "deleted outreach/2026-W48/2 from 2026-11-23T12:00\nseen outreach/2026-W48/2 missing\n"
           "deleted outreach/2026-W48/3 from 2026-11-23T12:00\nseen outreach/2026-W48/3 missing\n"
           "deleted outreach/2026-W48/4 from 2026-11-23T12:00\nseen outreach/2026-W48/4 missing\n");
    run->block_outcome = OUTCOME_SKIPPED; /* all of them: the other three become cancelled files */
    publish(run, MANY);
    assert_int_equal(run->n_foreign, 0);
    assert_false(file_exists(run, ANOTHER));
    expect(run, "settled", "");

    /* What was cancelled and is deleted tells nothing new. */
    file_remove(run, BLOCK);
    expect(run, "cancelled before", "seen " B " missing same\n");
    publish(run, MANY);
    assert_int_equal(run->n_foreign, 0);
    assert_false(file_exists(run, BLOCK));

    file_remove(run, SERIES);
    expect(run, "a series", "refused practice/1\nseen practice/1 missing\n");
    publish(run, MANY);
    assert_true(file_exists(run, SERIES));
    expect(run, "settled", "");
}

static void test_too_many_deleted(void **state)
{
    struct run *run = *state;

    publish(run, MANY);
    delete_blocks(run, 1, 4);
    expect(run, "four",
           "refused -\nseen outreach/2026-W48/1 missing\nseen outreach/2026-W48/2 missing\n"
           "seen outreach/2026-W48/3 missing\nseen outreach/2026-W48/4 missing\n");
    publish(run, MANY);
    assert_int_equal(run->n_foreign, 0);
    assert_true(file_exists(run, BLOCK));
    expect(run, "settled", "");
}

static void test_emptied_folder(void **state)
{
    struct run *run = *state;
    char command[128];

    publish(run, 1);
    file_remove(run, BLOCK);
    file_remove(run, SERIES);
    expect(run, "emptied", "refused -\nseen " B " missing\nseen practice/1 missing\n");
    publish(run, 1);
    assert_true(file_exists(run, BLOCK));

    snprintf(command, sizeof(command), "rm -r '%s'", run->folder);
    assert_int_equal(system(command), 0);
    expect(run, "missing", "refused -\nseen " B " missing\nseen practice/1 missing\n");
    publish(run, 1);
    assert_true(file_exists(run, SERIES));
    expect(run, "settled", "");
}

/* ---- Without the one or the other ---- */

static void test_nothing_published(void **state)
{
    struct run *run = *state;

    expect(run, "nothing", "");
    publish(run, 2);
    assert_int_equal(unlink(run->state), 0);
    edit(run, BLOCK, "move(master, at('2026-11-24T15:00'), at('2026-11-24T16:30'))");
    expect(run, "no state", "");
}

static void test_without_base(void **state)
{
    struct run *run = *state;

    publish(run, 3);
    edit(run, BLOCK, "move(master, at('2026-11-24T15:00'), at('2026-11-24T16:30'))");
    file_remove(run, ANOTHER);
    assert_int_equal(unlink(run->single), 0);
    expect(run, "no single file",
           "refused " B
           "\n" SEEN(B) "refused outreach/2026-W48/2\nseen outreach/2026-W48/2 missing\n");
    publish(run, 3);
    assert_int_equal(run->n_foreign, 0);
    expect(run, "settled", "");
}

/* ---- Replaced at the last moment ---- */

/* Theirs was made from what we had published before; that is what it is compared with, and not with
 * what lies in its place by now. */
static void test_theirs(void **state)
{
    static const char theirs[] = "." SERIES ".theirs";
    struct run *run = *state;

    publish(run, 2);
    edit(run, SERIES, "master.add('exdate', at('2026-11-27T09:00'))");
    run->restore = true; /* as if it had come between our look and our writing */
    run_begin(run);
    run_series(run, "practice/1", "Practise");
    run_override(run, 7, OUTCOME_DONE); /* we changed another one meanwhile */
    run_block(run, B, "Outreach");
    run_block(run, "outreach/2026-W48/2", "Outreach");
    run_end(run);
    run->restore = false;
    assert_int_equal(run->n_foreign, 1);
    assert_true(file_exists(run, theirs));
    expect(run, "theirs",
           "deleted practice/1 2026-11-27T09:00 from 2026-11-27T08:00\n" SEEN("practice/1"));

    run->n_seen = 0;
    publish(run, 2);
    assert_int_equal(run->n_foreign, 1); /* not before it was seen */
    assert_true(file_exists(run, theirs));
    expect(run, "theirs again",
           "deleted practice/1 2026-11-27T09:00 from 2026-11-27T08:00\n" SEEN("practice/1"));
    publish(run, 2);
    assert_int_equal(run->n_foreign, 0);
    assert_false(file_exists(run, theirs));
    expect(run, "settled", "");
}

static void test_theirs_of_what_was_dropped(void **state)
{
    struct run *run = *state;
    _cleanup_(freep) char *ours = NULL;

    publish(run, 2);
    ours = file_text(run, BLOCK);
    file_put(run, "." BLOCK ".theirs", ours); /* a run was killed between exchange and removal */
    expect(run, "ours", "");
    file_put(run, ".outreach_2026-W48_9.ics.theirs", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
    expect(run, "not planned", "refused outreach/2026-W48/9\n" SEEN("outreach/2026-W48/9"));
    publish(run, 2);
    assert_int_equal(run->n_foreign, 0);
    expect(run, "settled", "");
}

/* Names that no item of ours has are nobody's business. */
static void test_strange_names(void **state)
{
    static const char *const names[] = {".\xff.ics.theirs", ".a b.ics.theirs", "birthday.ics"};
    struct run *run = *state;

    publish(run, 2);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        file_put(run, names[i], "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
    expect(run, "strange names", "");
    publish(run, 2);
    assert_int_equal(run->n_foreign, 0);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        assert_true(file_exists(run, names[i]));
}

/* A log that was lost makes another installation of it, and back: none takes the other's files for
 * edits, and edits are told of the one whose items lie there. */
static void test_another_installation(void **state)
{
    struct run *run = *state;

    publish(run, 2);
    run->suffix = "memory.jobsearchd";
    publish(run, 2);
    assert_int_equal(run->n_foreign, 0);
    assert_true(file_has(run, BLOCK, "UID:" B "@memory.jobsearchd"));
    edit(run, BLOCK, "put(master, 'dtend', at('2026-11-23T15:00'))");
    expect(run, "the second", MOVED_B("2026-11-23T12:00 2026-11-23T14:00"));
    publish(run, 2);
    run->suffix = SUFFIX;
    publish(run, 2);
    assert_int_equal(run->n_foreign, 0);
    edit(run, BLOCK, "put(master, 'dtend', at('2026-11-23T15:00'))");
    expect(run, "the first again", MOVED_B("2026-11-23T12:00 2026-11-23T14:00"));
    publish(run, 2);
    assert_int_equal(run->n_foreign, 0);
    expect(run, "settled", "");
}

#define EDITS_TEST(f) cmocka_unit_test_setup_teardown(f, run_setup, run_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EDITS_TEST(test_edits),
        EDITS_TEST(test_name_taken),
        EDITS_TEST(test_texts),
        EDITS_TEST(test_revisions_are_told),
        EDITS_TEST(test_revision_of_an_override),
        EDITS_TEST(test_deleted),
        EDITS_TEST(test_too_many_deleted),
        EDITS_TEST(test_emptied_folder),
        EDITS_TEST(test_nothing_published),
        EDITS_TEST(test_without_base),
        EDITS_TEST(test_theirs),
        EDITS_TEST(test_theirs_of_what_was_dropped),
        EDITS_TEST(test_strange_names),
        EDITS_TEST(test_another_installation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
