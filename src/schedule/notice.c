#include "schedule.h"

#include <inttypes.h>

/* A snooze that has run out speaks again, unless something came due after it. */
static void notice_take_snooze(const struct agenda_item *item, struct notice *notice)
{
    if (item->snoozed_sec != 0 && item->snoozed_sec >= notice->at_sec)
        *notice = (struct notice){DUE_SNOOZE, 0, item->snoozed_sec, notice->until_sec};
}

/* The remind with the smallest offset whose time has come: nearer ones replace farther ones. */
static bool notice_before(const struct agenda_item *item, int64_t now_sec, struct notice *ret)
{
    const struct offset_list *remind = item->activity ? &item->activity->remind : NULL;

    for (size_t i = 0; remind && i < remind->n; i++) {
        int64_t at_sec = item->start_sec - remind->minutes[i] * INT64_C(60);

        if (at_sec > now_sec)
            continue;
        *ret = (struct notice){DUE_REMIND, remind->minutes[i], at_sec, item->start_sec};
        notice_take_snooze(item, ret);
        return true;
    }
    return false;
}

/* The latest of the start, the nags that have come and a snooze that has run out. */
static void notice_during(const struct agenda_item *item, int64_t now_sec, struct notice *ret)
{
    const struct offset_list *nag = item->activity ? &item->activity->nag : NULL;
    struct notice notice = {DUE_START, 0, item->start_sec, item->end_sec};

    for (size_t i = 0; nag && i < nag->n; i++) {
        int64_t at_sec = item->start_sec + nag->minutes[i] * INT64_C(60);

        if (at_sec <= now_sec && at_sec < item->end_sec)
            notice = (struct notice){DUE_NAG, nag->minutes[i], at_sec, item->end_sec};
    }
    notice_take_snooze(item, &notice);
    *ret = notice;
}

/* The question at the end; once for all if nobody was there to see the block. Who begins a block
 * when it is over knows best when it is done. */
static bool notice_after(const struct agenda *agenda, const struct agenda_item *item,
                         int64_t now_sec, struct notice *ret)
{
    bool was_seen = item->known_sec > 0 && item->known_sec < item->end_sec;
    bool is_late_start = item->started_sec >= item->end_sec;
    int64_t until_sec = agenda_item_deadline(agenda, item);

    if (now_sec >= until_sec || !item->is_logged || is_late_start)
        return false;
    if (was_seen && item->activity && !item->activity->ask)
        return false;
    if (was_seen)
        *ret = (struct notice){DUE_END, 0, item->end_sec, until_sec};
    else
        *ret = (struct notice){DUE_MISSED, 0, item->known_sec, until_sec};
    notice_take_snooze(item, ret);
    return true;
}

bool agenda_item_notice(const struct agenda *agenda, const struct agenda_item *item,
                        int64_t now_sec, struct notice *ret)
{
    bool has_end = item->end_sec > item->start_sec;

    if (agenda->is_lull)
        return agenda_lull_notice(agenda, item, now_sec, ret);
    if (item->outcome != OUTCOME_OPEN || item->snoozed_sec > now_sec)
        return false;
    if (has_end && now_sec >= item->end_sec)
        return notice_after(agenda, item, now_sec, ret);
    if (item->kind == BLOCK_UNPLANNED || item->started_sec)
        return false;
    if (now_sec < item->start_sec)
        return notice_before(item, now_sec, ret);
    notice_during(item, now_sec, ret);
    return true;
}

void notice_format_name(const struct notice *notice, char buf[static NOTICE_NAME_SIZE])
{
    const char *name = due_kind_name(notice->kind);

    if (notice->kind == DUE_REMIND || notice->kind == DUE_NAG)
        snprintf(buf, NOTICE_NAME_SIZE, "%s%d", name, notice->offset);
    else if (notice->kind == DUE_SNOOZE)
        snprintf(buf, NOTICE_NAME_SIZE, "%s%" PRId64, name, notice->at_sec);
    else
        snprintf(buf, NOTICE_NAME_SIZE, "%s", name);
}
