/* Publishes plans for an oracle to compare: what the daemon would hand to jobsearchd-calendar, and
 * what that makes of it.
 *
 *     publish-plans FOLDER < CASES        cases as in case-input.h
 *
 * For case N it publishes into FOLDER/N, writes the daemon's own blocks as FOLDER/N.tsv (start,
 * end, activity), and prints a line for published.py: FOLDER/N/calendar, FOLDER/N.tsv, FROM, TO.
 * The first day is left out: what began the day before its first run is not published. */
#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "calendar/publish.h"
#include "case-input.h"
#include "daemon/publish-items.h"

struct published_case {
    const char *folder;
    unsigned number;
    struct plan *plan;
    struct zone *zone;
    int64_t from_sec, to_sec;
};

static int send_batch(int fd, const struct batch *batch)
{
    int r = record_send_hello(fd, "publish-plans");

    for (size_t i = 0; r >= 0 && i < batch->n; i++)
        r = record_send(fd, &batch->items[i]);
    return r;
}

/* Waits for PUBLISHED; a file that could not be written fails the case. */
static int wait_published(int fd)
{
    _cleanup_(record_done) struct record record = {0};
    int r = record_receive_hello(fd);

    while (r >= 0 && (r = record_receive(fd, &record)) > 0)
        if (record_type(&record) == RECORD_PUBLISHED)
            return 0;
        else if (record_type(&record) == RECORD_PUBLISH_FAILED)
            return -EIO;
    return r < 0 ? r : -EPIPE;
}

static int serve(int fd)
{
    return record_send_hello(fd, "calendar") < 0 || record_receive_hello(fd) < 0 ||
           publish_serve(fd) < 0;
}

static int publish_batch(const struct batch *batch)
{
    int fds[2], r, status;
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) < 0)
        return -errno;
    pid = fork();
    if (pid == 0) {
        close(fds[0]);
        _exit(serve(fds[1]));
    }
    close(fds[1]);
    r = pid < 0 ? -errno : send_batch(fds[0], batch);
    if (r >= 0)
        r = wait_published(fds[0]);
    close(fds[0]);
    if (pid > 0 && (waitpid(pid, &status, 0) < 0 || status != 0))
        return -ECHILD;
    return r;
}

static int publish_plan(const struct published_case *c)
{
    _cleanup_(batch_done) struct batch batch = {0};
    _cleanup_(log_freep) struct log *log = NULL;
    char data_dir[512];
    uint64_t fingerprint;
    int r;

    snprintf(data_dir, sizeof data_dir, "%s/%u", c->folder, c->number);
    if (mkdir(data_dir, 0700) < 0)
        return -errno;
    r = log_open_memory(&log);
    if (r >= 0)
        r = publish_collect(&(struct publish_source){.plan = c->plan,
                                                     .zone = c->zone,
                                                     .log = log,
                                                     .data_dir = data_dir,
                                                     .first_run_sec = c->from_sec,
                                                     .now_sec = c->from_sec},
                            &batch, &fingerprint);
    return r < 0 ? r : publish_batch(&batch);
}

static int write_expected(const struct published_case *c, int64_t from_sec)
{
    _cleanup_(block_list_done) struct block_list blocks = {0};
    _cleanup_(fclosep) FILE *f = NULL;
    char path[512], start[INSTANT_SIZE], end[INSTANT_SIZE];
    int r;

    snprintf(path, sizeof path, "%s/%u.tsv", c->folder, c->number);
    f = fopen(path, "w");
    if (!f)
        return -errno;
    r = schedule_expand(c->plan, c->zone, from_sec, c->to_sec, &blocks);
    for (size_t i = 0; r >= 0 && i < blocks.n; i++) {
        zone_format_utc(blocks.items[i].start_sec, start);
        zone_format_utc(blocks.items[i].end_sec, end);
        fprintf(f, "%s\t%s\t%s\n", start, end, blocks.items[i].activity->name);
    }
    zone_format_utc(from_sec, start);
    zone_format_utc(c->to_sec, end);
    printf("%s/%u/calendar\t%s\t%s\t%s\n", c->folder, c->number, path, start, end);
    return r;
}

static int run_case(const char *folder, unsigned number)
{
    _cleanup_(input_done) struct input input = {0};
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    struct published_case c = {.folder = folder, .number = number};
    int r = input_read(stdin, &input);

    if (r <= 0)
        return r;
    if (input_load(&input, &plan, &zone) < 0)
        return -1;
    c.plan = plan;
    c.zone = zone;
    c.from_sec = input.from_sec;
    c.to_sec = input.to_sec;
    r = publish_plan(&c);
    if (r >= 0)
        r = write_expected(&c, zone_day_start(zone, zone_day(zone, c.from_sec) + 1));
    return r < 0 ? r : 1;
}

int main(int argc, char **argv)
{
    unsigned number = 0;
    int r = -EINVAL;

    while (argc == 2 && (r = run_case(argv[1], number)) > 0) {
        number++;
        fflush(stdout);
    }
    if (r < 0)
        fprintf(stderr, "publish-plans: case %u: %s\n", number, strerror(-r));
    return r < 0 || fflush(stdout) != 0;
}
