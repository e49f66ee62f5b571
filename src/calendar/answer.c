#include "calendar/answer.h"

#include "records.h"

static void answer_send(struct answer *answer, const struct record *record)
{
    if (answer->error == 0)
        answer->error = record_send(answer->fd, record);
}

void answer_failed(struct answer *answer, int error, const char *path, const char *what)
{
    _cleanup_(record_done) struct record record = {};

    record_begin(&record, RECORD_PUBLISH_FAILED);
    record_put_integer(&record, -error);
    record_put_string(&record, path);
    record_put_string(&record, what);
    answer_send(answer, &record);
}

void answer_foreign(struct answer *answer, const char *name)
{
    _cleanup_(record_done) struct record record = {};

    record_begin(&record, RECORD_FOREIGN_EDIT);
    record_put_string(&record, name);
    answer_send(answer, &record);
}

void answer_published(struct answer *answer)
{
    _cleanup_(record_done) struct record record = {};

    record_begin(&record, RECORD_PUBLISHED);
    record_put_integer(&record, answer->n_written);
    record_put_integer(&record, answer->n_removed);
    record_put_integer(&record, answer->n_unchanged);
    answer_send(answer, &record);
}
