#include "notify/tell.h"

#include <errno.h>

#include "base/text.h"
#include "records.h"

#define WHY_MAX_BYTES  200
#define REASON_UNKNOWN 4

static void tell(int fd, const struct record *record)
{
    int r = record_send(fd, record);

    if (r < 0 && r != -EPIPE)
        fprintf(stderr, "jobsearchd-notify: cannot answer: %s\n", strerror(-r));
}

void tell_shown(int fd, const char *key, uint32_t id, const char *server_name)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, RECORD_BUBBLE_SHOWN);
    record_put_string(&record, key);
    record_put_integer(&record, id);
    record_put_string(&record, server_name);
    tell(fd, &record);
}

void tell_held(int fd, const char *key)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, RECORD_BUBBLE_HELD);
    record_put_string(&record, key);
    tell(fd, &record);
}

void tell_failed(int fd, const char *key, const char *why)
{
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(freep) char *clean = NULL;

    if (text_clean(why, WHY_MAX_BYTES, &clean) < 0)
        return;
    record_begin(&record, RECORD_BUBBLE_FAILED);
    record_put_string(&record, key);
    record_put_string(&record, clean);
    tell(fd, &record);
}

void tell_action(int fd, const char *key, const char *action)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, RECORD_BUBBLE_ACTION);
    record_put_string(&record, key);
    record_put_string(&record, action);
    tell(fd, &record);
}

void tell_closed(int fd, const char *key, int reason)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, RECORD_BUBBLE_CLOSED);
    record_put_string(&record, key);
    record_put_integer(&record, reason >= 1 && reason < REASON_UNKNOWN ? reason : REASON_UNKNOWN);
    tell(fd, &record);
}
