/* Plays the daemon towards jobsearchd-calendar: reads a script, sends a record a line, prints what
 * is answered.
 *
 *     publish-driver HELPER [VERB] < SCRIPT          VERB is publish, or read
 *
 * A line is a word and fields, all parted by tabs, the fields NAME=VALUE:
 *
 *     begin      folder single state suffix name color zone now from to alarms restore
 *     series     id activity title description priority first length days every week-start until
 *                alarm
 *     off        at
 *     override   at start end outcome title
 *     block      id activity title description priority start end outcome busy alarm
 *     seen       id hash same
 *     end        sends PUBLISH_END and waits for PUBLISHED
 *     zone       zone from to: READ_BEGIN
 *     edits      folder single state: READ_EDITS, and waits for EDITS_END
 *
 * Times are 2026-11-24T09:00, on the wall clock for first, until and at, else UTC. \n in a value is
 * a newline, \e an escape character. Answers are printed as
 *
 *     published WRITTEN REMOVED UNCHANGED
 *     failed ERRNO PATH: WHAT
 *     foreign NAME
 *     moved ID AT START END | deleted ID AT | refused ID: WHAT      AT is - for a single block
 *     seen <tab> id=ID ...                                          as the record above has it
 *     exit STATUS | killed SIGNAL */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/block.h"
#include "base/civil.h"
#include "base/macro.h"
#include "records.h"

#define MAX_FIELDS 16

struct line {
    char *word;
    char *fields[MAX_FIELDS];
    size_t n;
};

static void die(const char *what, const char *about)
{
    fprintf(stderr, "publish-driver: %s: %s\n", what, about);
    exit(1);
}

static void unescape(char *s)
{
    char *to = s;

    for (; *s; s++)
        if (s[0] == '\\' && (s[1] == 'n' || s[1] == 'e'))
            *to++ = *++s == 'n' ? '\n' : '\033';
        else
            *to++ = *s;
    *to = '\0';
}

static void line_split(char *text, struct line *ret)
{
    char *rest = text;

    *ret = (struct line){.word = strsep(&rest, "\t")};
    while (rest && ret->n < MAX_FIELDS) {
        char *field = strsep(&rest, "\t");

        unescape(field);
        ret->fields[ret->n++] = field;
    }
}

/* The value of a field, or the fallback. */
static const char *text_of(const struct line *line, const char *name, const char *fallback)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < line->n; i++)
        if (strncmp(line->fields[i], name, n) == 0 && line->fields[i][n] == '=')
            return line->fields[i] + n + 1;
    return fallback;
}

static int64_t number_of(const struct line *line, const char *name, int64_t fallback)
{
    const char *value = text_of(line, name, NULL);

    return value ? strtoll(value, NULL, 10) : fallback;
}

static int64_t time_of(const struct line *line, const char *name)
{
    const char *value = text_of(line, name, "1970-01-01T00:00");
    char date[DATE_SIZE] = "";
    int hour = 0, minute = 0;
    int32_t day = 0;

    if (strlen(value) < 16 || sscanf(value + 11, "%2d:%2d", &hour, &minute) != 2)
        die("not a time", value);
    memcpy(date, value, 10);
    if (civil_parse_date(date, &day) < 0)
        die("not a date", value);
    return (int64_t)day * DAY_SEC + hour * 3600 + minute * 60;
}

static int64_t outcome_of(const struct line *line)
{
    enum outcome outcome;

    if (outcome_parse(text_of(line, "outcome", "open"), &outcome) < 0)
        die("no such outcome", text_of(line, "outcome", ""));
    return outcome;
}

static void put_begin(const struct line *l, struct record *record)
{
    record_put_publish_begin(record, &(struct publish_begin){
                                         .folder = text_of(l, "folder", ""),
                                         .single_file = text_of(l, "single", ""),
                                         .state_file = text_of(l, "state", ""),
                                         .uid_suffix = text_of(l, "suffix", "test.jobsearchd"),
                                         .display_name = text_of(l, "name", "Job search"),
                                         .color = text_of(l, "color", "#3366cc"),
                                         .zone_name = text_of(l, "zone", "Europe/Berlin"),
                                         .now_sec = time_of(l, "now"),
                                         .from_sec = time_of(l, "from"),
                                         .to_sec = time_of(l, "to"),
                                         .alarms = number_of(l, "alarms", 0),
                                         .restore = number_of(l, "restore", 0),
                                     });
}

static void put_series(const struct line *l, struct record *record)
{
    record_put_publish_series(record, &(struct publish_series){
                                          .id = text_of(l, "id", ""),
                                          .activity = text_of(l, "activity", ""),
                                          .title = text_of(l, "title", ""),
                                          .description = text_of(l, "description", ""),
                                          .priority = number_of(l, "priority", 3),
                                          .first_local_sec = time_of(l, "first"),
                                          .length_minutes = number_of(l, "length", 60),
                                          .days = number_of(l, "days", DAYS_ALL),
                                          .every_weeks = number_of(l, "every", 1),
                                          .week_start = number_of(l, "week-start", MONDAY),
                                          .has_until = text_of(l, "until", NULL),
                                          .until_local_sec = time_of(l, "until"),
                                          .alarm_minutes = number_of(l, "alarm", -1),
                                      });
}

static void put_exception(const struct line *l, enum publish_exception_kind kind,
                          struct record *record)
{
    record_put_publish_exception(record, &(struct publish_exception){
                                             .kind = kind,
                                             .recurrence_local_sec = time_of(l, "at"),
                                             .start_sec = time_of(l, "start"),
                                             .end_sec = time_of(l, "end"),
                                             .outcome = outcome_of(l),
                                             .title = text_of(l, "title", ""),
                                         });
}

static void put_block(const struct line *l, struct record *record)
{
    record_put_publish_block(record, &(struct publish_block){
                                         .id = text_of(l, "id", ""),
                                         .activity = text_of(l, "activity", ""),
                                         .title = text_of(l, "title", ""),
                                         .description = text_of(l, "description", ""),
                                         .priority = number_of(l, "priority", 3),
                                         .start_sec = time_of(l, "start"),
                                         .end_sec = time_of(l, "end"),
                                         .outcome = outcome_of(l),
                                         .is_busy = number_of(l, "busy", 1),
                                         .alarm_minutes = number_of(l, "alarm", -1),
                                     });
}

static void put_edits(const struct line *l, struct record *record)
{
    record_begin(record, RECORD_READ_EDITS);
    record_put_string(record, text_of(l, "folder", ""));
    record_put_string(record, text_of(l, "single", ""));
    record_put_string(record, text_of(l, "state", ""));
}

static void put_line(const struct line *line, struct record *record)
{
    if (streq(line->word, "begin"))
        put_begin(line, record);
    else if (streq(line->word, "series"))
        put_series(line, record);
    else if (streq(line->word, "off"))
        put_exception(line, EXCEPTION_OFF, record);
    else if (streq(line->word, "override"))
        put_exception(line, EXCEPTION_OVERRIDE, record);
    else if (streq(line->word, "block"))
        put_block(line, record);
    else if (streq(line->word, "seen"))
        record_put_seen(record, &(struct seen){.id = text_of(line, "id", ""),
                                               .hash = number_of(line, "hash", 0),
                                               .is_same = number_of(line, "same", 0)});
    else if (streq(line->word, "zone"))
        record_put_read_begin(record,
                              &(struct read_begin){.zone_name = text_of(line, "zone", "UTC"),
                                                   .from_sec = time_of(line, "from"),
                                                   .to_sec = time_of(line, "to")});
    else if (streq(line->word, "edits"))
        put_edits(line, record);
    else if (streq(line->word, "end"))
        record_begin(record, RECORD_PUBLISH_END);
    else
        die("no such record", line->word);
}

static void print_time(int64_t sec)
{
    char date[DATE_SIZE];
    int32_t second = civil_local_second(sec);

    civil_format_date(civil_local_day(sec), date);
    printf(" %sT%02d:%02d", date, second / 3600, second / 60 % 60);
}

static void print_edit(struct record *record)
{
    static const char *const kinds[] = {"moved", "deleted", "refused"};
    struct edit edit;

    if (record_get_edit(record, &edit) < 0)
        die("edit", "malformed");
    printf("%s %s", kinds[edit.kind], *edit.id ? edit.id : "-");
    if (edit.kind == EDIT_REFUSED) {
        printf(": %s", edit.what);
    } else if (edit.recurrence_local_sec < 0) {
        printf(" -");
    } else {
        print_time(edit.recurrence_local_sec);
    }
    if (edit.kind == EDIT_MOVED) {
        print_time(edit.start_sec);
        print_time(edit.end_sec);
    }
    printf("\n");
}

static void print_seen(struct record *record)
{
    struct seen seen;

    if (record_get_seen(record, &seen) < 0)
        die("seen", "malformed");
    printf("seen\tid=%s\thash=%" PRId64 "\tsame=%d\n", seen.id, seen.hash, seen.is_same);
}

/* Prints answers until PUBLISHED or EDITS_END, or until the helper is gone. */
static void print_answers(int fd)
{
    _cleanup_(record_done) struct record answer = {};

    while (record_receive(fd, &answer) > 0) {
        int64_t numbers[3] = {};
        const char *path;

        switch (record_type(&answer)) {
        case RECORD_PUBLISHED:
            for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
                numbers[i] = record_get_integer(&answer);
            printf("published %d %d %d\n", (int)numbers[0], (int)numbers[1], (int)numbers[2]);
            return;
        case RECORD_PUBLISH_FAILED:
            numbers[0] = record_get_integer(&answer);
            path = record_get_string(&answer);
            printf("failed %d %s: %s\n", (int)numbers[0], path, record_get_string(&answer));
            break;
        case RECORD_EDITS_END:
            return;
        case RECORD_EDIT:
            print_edit(&answer);
            break;
        case RECORD_SEEN:
            print_seen(&answer);
            break;
        case RECORD_FOREIGN_EDIT:
            printf("foreign %s\n", record_get_string(&answer));
            break;
        default:
            printf("record %d\n", record_type(&answer));
        }
    }
}

static void run_script(int fd)
{
    _cleanup_(record_done) struct record record = {};
    _cleanup_(freep) char *text = NULL;
    size_t capacity = 0;
    ssize_t n;

    while ((n = getline(&text, &capacity, stdin)) > 0) {
        struct line line;

        if (text[n - 1] == '\n')
            text[n - 1] = '\0';
        if (!*text || *text == '#')
            continue;
        line_split(text, &line);
        put_line(&line, &record);
        if (record.error < 0)
            die("record", strerror(-record.error));
        if (record_send(fd, &record) < 0)
            return; /* it is gone: its status tells */
        if (streq(line.word, "end") || streq(line.word, "edits"))
            print_answers(fd);
    }
}

static pid_t start(const char *helper, const char *verb, int fd)
{
    pid_t pid = fork();

    if (pid < 0)
        die("fork", strerror(errno));
    if (pid > 0)
        return pid;
    if (dup2(fd, HELPER_FD) < 0)
        die("dup2", strerror(errno));
    execl(helper, helper, verb, NULL);
    die(helper, strerror(errno));
    return -1;
}

int main(int argc, char **argv)
{
    int fds[2], status;
    pid_t pid;

    if (argc < 2 || argc > 3)
        die("usage", "publish-driver HELPER [VERB] < SCRIPT");
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
        die("socketpair", strerror(errno));
    if (fds[1] == HELPER_FD && fcntl(fds[1], F_SETFD, 0) < 0)
        die("fcntl", strerror(errno));
    pid = start(argv[1], argc > 2 ? argv[2] : "publish", fds[1]);
    close(fds[1]);
    if (record_send_hello(fds[0], "jobsearchd") < 0 || record_receive_hello(fds[0]) < 0)
        printf("no hello\n");
    else
        run_script(fds[0]);
    close(fds[0]);
    if (waitpid(pid, &status, 0) < 0)
        die("waitpid", strerror(errno));
    if (WIFSIGNALED(status))
        printf("killed %d\n", WTERMSIG(status));
    else
        printf("exit %d\n", WEXITSTATUS(status));
    return 0;
}
