/* Any bytes as a database: opened or set aside, then read and written without a crash. */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>

#include "log.h"

#define NOW 1764000000

#define REQUIRE(x)   \
    do {             \
        if (!(x))    \
            abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void empty_folder(const char *path)
{
    DIR *dir = opendir(path);
    REQUIRE(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
}

static char folder[64];

static void remove_folder(void)
{
    rmdir(folder);
}

static void use_up(int r, struct log_cursor *cursor)
{
    struct log_entry entry;
    int64_t at_sec;
    if (r < 0)
        return;
    while (log_cursor_next(cursor, &entry) > 0) {
        REQUIRE(entry.kind < BLOCK_KIND_MAX_ && entry.outcome < OUTCOME_MAX_);
        REQUIRE(strlen(entry.id) + strlen(entry.note) + strlen(entry.title) < 4 << 20);
        REQUIRE(log_cursor_action(cursor, &at_sec));
    }
    log_cursor_free(cursor);
}

static int on_bubble(const char *key, uint32_t server_id, const char *server_name, void *userdata)
{
    (void)server_id;
    (void)userdata;
    REQUIRE(key && server_name);
    return 0;
}

static int on_placement(const struct log_placement *placement, void *userdata)
{
    (void)userdata;
    REQUIRE(placement->id && placement->activity);
    return 0;
}

static int on_move(const struct log_move *move, void *userdata)
{
    (void)userdata;
    REQUIRE(move->id);
    return 0;
}

static int on_item(const struct track_item *item, void *userdata)
{
    (void)userdata;
    REQUIRE(item->kind < TRACK_KIND_MAX_ && item->stage < STAGE_MAX_);
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        REQUIRE(*track_item_text((struct track_item *)item, i));
    return 0;
}

static int on_version(const struct track_item *item, const char *action, int64_t at_sec,
                      void *userdata)
{
    (void)at_sec;
    REQUIRE(action);
    return on_item(item, userdata);
}

static int on_deed(int32_t day, enum track_deed deed, int64_t n, void *userdata)
{
    (void)n;
    (void)userdata;
    REQUIRE(day >= 0 && day < 30000 && deed < DEED_MAX_);
    return 0;
}

static void read_all(struct log *log)
{
    struct log_cursor *cursor = NULL;
    unsigned number;
    _cleanup_(freep) char *text = NULL;
    int64_t sec;
    use_up(log_list(log, &(struct log_filter){0}, &cursor), cursor);
    use_up(log_list(log, &(struct log_filter){.is_open_only = true}, &cursor), cursor);
    use_up(log_list(log, &(struct log_filter){.is_newest_first = true}, &cursor), cursor);
    use_up(log_list(log, &(struct log_filter){.activity = "practice"}, &cursor), cursor);
    use_up(log_history(log, "practice/2026-11-24/1", &cursor), cursor);
    log_each_bubble(log, on_bubble, NULL);
    log_each_placement(log, INT64_MIN, INT64_MAX, on_placement, NULL);
    log_each_move(log, INT64_MIN, INT64_MAX, on_move, NULL);
    log_each_track(log, on_item, NULL);
    log_each_track_version(log, 1, on_version, NULL);
    log_each_track_deed(log, 0, 30000, on_deed, NULL);
    log_get_highest_number(log, "outreach", 20780, &number);
    log_get_snooze(log, "practice/2026-11-24/1", &sec);
    log_get_instant(log, LOG_LAST_LOOK, &sec);
    log_get_text(log, LOG_INSTALL_ID, &text);
}

/* What the log says it keeps must be there when asked. */
static void write_all(struct log *log)
{
    struct log_entry entry = {.id = "practice/2026-11-24/1",
                              .activity = "practice",
                              .start_sec = NOW,
                              .end_sec = NOW + 60,
                              .outcome = OUTCOME_DONE,
                              .minutes = LOG_UNSET,
                              .count = 3};
    struct log_entry found;
    uint32_t serial;
    bool is_gone;
    if (log_put(log, &entry, "answer", NOW) >= 0 && log_find(log, entry.id, &found) > 0)
        REQUIRE(found.outcome == OUTCOME_DONE && found.count == 3);
    log_undo(log, NOW, &found, &is_gone);
    log_begin(log, &entry);
    log_next_serials(log, 1, &serial);
    log_add_announced(log, entry.id, "start", NOW, NOW);
    log_set_snooze(log, entry.id, NOW);

    const struct log_placement placement = {"outreach/2026-W48/7", "outreach", 20780, 7, 0, 60};
    const struct log_move move = {entry.id, NOW, NOW + 60, NOW + 120, false};
    unsigned number;
    if (log_put_placements(log, 20780, &placement, 1) >= 0)
        REQUIRE(log_get_highest_number(log, "outreach", 20780, &number) < 0 || number >= 7);
    log_put_move(log, &move, NOW);
    log_forget_move(log, entry.id);

    struct track_item item, kept;
    int64_t n;
    track_item_init(&item, TRACK_CONTACT);
    item.name = "Ada";
    item.last_contact = 20780;
    if (log_put_track(log, &item, NOW, &n) >= 0 && log_find_track(log, n, &kept) > 0) {
        REQUIRE(track_item_equals(&item, &kept));
        log_finish_follow_up(log, n, 20781, NOW);
        log_remove_track(log, n, NOW);
        log_undo_track(log, NOW, &kept, &is_gone);
    }
    REQUIRE(log_why(log));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[96];
    if (!*folder) {
        snprintf(folder, sizeof(folder), "/dev/shm/fuzz-log-XXXXXX");
        REQUIRE(mkdtemp(folder) && atexit(remove_folder) == 0);
    }
    snprintf(path, sizeof(path), "%s/log.db", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);

    _cleanup_(freep) char *aside = NULL;
    struct log *log = NULL;
    int r = log_open(path, &log, &aside);
    REQUIRE((r >= 0) == (log != NULL) && (r == 1) == (aside != NULL));
    if (r >= 0) {
        read_all(log);
        write_all(log);
        log_free(log);
    }
    empty_folder(folder);
    return 0;
}
