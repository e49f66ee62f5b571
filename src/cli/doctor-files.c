#include "cli/doctor.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/zone.h"
#include "cli/cli.h"
#include "cli/plan-file.h"
#include "cli/program.h"

#define CHECK_MAX_SIZE (256 * 1024)

/* ---- Programs ---- */

static void look_at_programs(struct doctor *doctor)
{
    static const struct {
        const char *name;
        bool is_helper;
    } programs[] = {
        {"jobsearchd", false}, {"jobsearchd-notify", true}, {"jobsearchd-calendar", true}};
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
        _cleanup_(freep) char *path = NULL;
        int r = program_find(programs[i].name, programs[i].is_helper, &path);

        if (r >= 0 && access(path, X_OK) < 0)
            r = -errno;
        if (r < 0)
            doctor_add(doctor, "programs", FINDING_FAIL, "Install jobsearchd again",
                       "%s cannot be run: %s", path ?: programs[i].name, strerror(-r));
        n += r >= 0;
    }
    if (n == ARRAY_SIZE(programs))
        doctor_add(doctor, "programs", FINDING_OK, NULL, "jobsearchd and its helpers are there");
}

/* ---- The plan ---- */

/* Counts in what jobsearchd --check --json writes; the texts in it have their quotes escaped. */
static unsigned count_severity(const char *json, const char *severity)
{
    char what[40];
    unsigned n = 0;

    snprintf(what, sizeof(what), "\"severity\":\"%s\"", severity);
    for (const char *s = json; (s = strstr(s, what)); s++)
        n++;
    return n;
}

static void judge_plan(struct doctor *doctor, const char *path, const char *json)
{
    unsigned n_errors = count_severity(json, "error"), n_warnings = count_severity(json, "warning");

    if (n_errors > 0)
        doctor_add(doctor, "plan", FINDING_FAIL, "See them: jsctl check; mend them: jsctl edit",
                   "%s has %u error%s: it is not in use", path, n_errors, n_errors == 1 ? "" : "s");
    else if (n_warnings > 0)
        doctor_add(doctor, "plan", FINDING_WARN, "See them: jsctl check", "%s has %u warning%s",
                   path, n_warnings, n_warnings == 1 ? "" : "s");
    else
        doctor_add(doctor, "plan", FINDING_OK, NULL, "%s has no errors", path);
}

static void look_at_plan(struct doctor *doctor, const char *path)
{
    _cleanup_(freep) char *program = NULL, *json = NULL;
    char *argv[] = {"jobsearchd", "--check", "--json", (char *)path, NULL};
    int r;

    if (access(path, F_OK) < 0) {
        doctor_add(doctor, "plan", FINDING_FAIL, "Make one: jsctl init", "there is no plan at %s",
                   path);
        return;
    }
    r = program_find("jobsearchd", false, &program);
    if (r >= 0)
        r = program_read(program, argv, CHECK_MAX_SIZE, &json);
    if (r < 0 || r > 1)
        doctor_add(doctor, "plan", FINDING_FAIL, "Install jobsearchd again",
                   "%s could not be checked%s%s", path, r < 0 ? ": " : "",
                   r < 0 ? strerror(-r) : "");
    else
        judge_plan(doctor, path, json);
}

/* ---- Folders and modes ---- */

/* These add a line only if something is wrong; what is not there yet is not. */
static void look_at_access(struct doctor *doctor, const char *path, int mode)
{
    if (access(path, mode) < 0 && errno != ENOENT)
        doctor_add(doctor, "files", FINDING_FAIL, "Make it yours: see chown(1) and chmod(1)",
                   "%s: %s", path, strerror(errno));
}

/* In a folder that is closed to others the modes of its files do not matter. */
static void look_at_folder(struct doctor *doctor, const char *path)
{
    _cleanup_(freep) char *remedy = NULL;
    struct stat st;

    look_at_access(doctor, path, R_OK | W_OK | X_OK);
    if (stat(path, &st) == 0 && st.st_mode & 077 && asprintf(&remedy, "chmod go= %s", path) >= 0)
        doctor_add(doctor, "files", FINDING_WARN, remedy, "others can see into %s", path);
}

static void look_at_modes(struct doctor *doctor, const char *plan, const char *config,
                          const char *data)
{
    static const char *const names[] = {"log.db", "log.db-wal", "jobsearchd.ics",
                                        "published.state"};
    size_t n = doctor->n;

    look_at_folder(doctor, config);
    look_at_folder(doctor, data);
    look_at_access(doctor, plan, R_OK);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        _cleanup_(freep) char *path = NULL;

        if (path_join(data, names[i], &path) >= 0)
            look_at_access(doctor, path, R_OK | W_OK);
    }
    if (doctor->n == n)
        doctor_add(doctor, "files", FINDING_OK, NULL, "files and folders are for you alone");
}

/* ---- The log ---- */

static unsigned count_set_aside(const char *data)
{
    DIR *dir = opendir(data);
    unsigned n = 0;

    if (!dir)
        return 0;
    for (const struct dirent *entry; (entry = readdir(dir));)
        n += strncmp(entry->d_name, "log.db.broken-", 14) == 0 &&
             entry->d_name[strlen(entry->d_name) - 1] <= 'Z'; /* no -wal and the like */
    closedir(dir);
    return n;
}

/* Of the database and what is not in it yet; negative if there is none. */
static long long size_of_log(const char *path)
{
    _cleanup_(freep) char *wal = NULL;
    struct stat st;
    long long size;

    if (stat(path, &st) < 0)
        return -1;
    size = st.st_size;
    if (asprintf(&wal, "%s-wal", path) >= 0 && stat(wal, &st) == 0)
        size += st.st_size;
    return size;
}

static void look_at_log(struct doctor *doctor, const char *data)
{
    _cleanup_(freep) char *path = NULL;
    unsigned n = count_set_aside(data);
    long long size;

    if (path_join(data, "log.db", &path) < 0)
        return;
    size = size_of_log(path);
    if (size < 0)
        doctor_add(doctor, "log", doctor->is_running ? FINDING_FAIL : FINDING_OK,
                   doctor->is_running ? "Make the folder writable; then answer once" : NULL,
                   "there is no log yet at %s", path);
    else
        doctor_add(doctor, "log", FINDING_OK, NULL, "%s, %lld KiB", path, (size + 1023) / 1024);
    if (n > 0)
        doctor_add(doctor, "log", FINDING_WARN,
                   "Rescue what you miss (sqlite3 FILE .recover), and remove them",
                   "%u damaged log%s set aside beside it", n, n == 1 ? " is" : "s are");
}

/* ---- The calendar ---- */

/* Returns negative errno if the folder cannot be read. */
static int count_items(const char *folder)
{
    DIR *dir = opendir(folder);
    int n = 0;

    if (!dir)
        return -errno;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        size_t length = strlen(entry->d_name);

        n += *entry->d_name != '.' && length > 4 && streq(entry->d_name + length - 4, ".ics");
    }
    closedir(dir);
    return n;
}

static int find_calendar(struct doctor *doctor, const char *data, char **ret)
{
    struct bus_refusal refusal;

    if (doctor->is_running &&
        bus_client_get_calendar_folder(doctor->cli->client, ret, &refusal) == 0)
        return 0;
    return path_join(data, "calendar", ret);
}

static void look_at_calendar(struct doctor *doctor, const char *data)
{
    _cleanup_(freep) char *folder = NULL;
    int n;

    if (find_calendar(doctor, data, &folder) < 0)
        return;
    n = count_items(folder);
    if (n >= 0)
        doctor_add(doctor, "calendar", FINDING_OK, NULL, "%d event%s in %s", n, n == 1 ? "" : "s",
                   folder);
    else if (n != -ENOENT)
        doctor_add(doctor, "calendar", FINDING_WARN, "Make the folder readable and writable",
                   "%s: %s", folder, strerror(-n));
    else
        doctor_add(doctor, "calendar", doctor->is_running ? FINDING_WARN : FINDING_OK,
                   doctor->is_running ? "It is published once there is a plan" : NULL,
                   "nothing is published yet in %s", folder);
}

/* ---- Time ---- */

static void look_at_zone(struct doctor *doctor)
{
    _cleanup_(freep) char *system = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    const char *name;
    int r = zone_system_name(&system);

    if (r < 0) {
        doctor_add(doctor, "zone", FINDING_FAIL, "Set it: timedatectl set-timezone",
                   "the system's time zone is not known: %s", strerror(-r));
        return;
    }
    name = doctor->timezone ?: system;
    r = zone_load(name, &zone);
    if (r < 0)
        doctor_add(doctor, "zone", FINDING_FAIL, "Install tzdata", "the zone %s cannot be read: %s",
                   name, strerror(-r));
    else if (!streq(name, system))
        doctor_add(doctor, "zone", FINDING_OK, NULL, "%s, as the plan says; the system's is %s",
                   name, system);
    else
        doctor_add(doctor, "zone", FINDING_OK, NULL, "%s", name);
}

void doctor_look_at_files(struct doctor *doctor)
{
    _cleanup_(freep) char *plan = NULL, *config = NULL, *data = NULL;
    struct bus_refusal refusal;

    look_at_programs(doctor);
    look_at_zone(doctor);
    if (path_config_dir(&config) < 0 || path_data_dir(&data) < 0) {
        doctor_add(doctor, "files", FINDING_FAIL, "Set HOME", "there is no home folder");
        return;
    }
    if ((!doctor->is_running ||
         bus_client_get_plan_file(doctor->cli->client, &plan, &refusal) != 0) &&
        path_join(config, "plan.ini", &plan) < 0)
        return;
    look_at_plan(doctor, plan);
    look_at_modes(doctor, plan, config, data);
    look_at_log(doctor, data);
    look_at_calendar(doctor, data);
}
