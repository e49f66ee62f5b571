/* Zones by name: where the tz database lies, and which zone is the system's. */
#include "base/zone.h"

#include <errno.h>
#include <limits.h>

#include "base/ascii.h"
#include "base/file.h"

#define ZONE_FOLDER   "/usr/share/zoneinfo"
#define ZONE_MAX_SIZE (1 << 20) /* the largest file has 4 KiB */
#define ZONE_NAME_MAX 64

/* UTC as the tz database has it: it must not depend on the database. */
static const char utc_file[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                               "\0\0\0\1\0\0\0\4\0\0\0\0\0\0UTC\0"
                               "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                               "\0\0\0\1\0\0\0\4\0\0\0\0\0\0UTC\0"
                               "\nUTC0\n";

/* Relative, without hidden or empty components (hence without ".."), and of the characters that
 * the tz database allows. */
static bool is_zone_name(const char *name)
{
    bool at_component = true;
    for (const char *p = name; *p; p++) {
        if (*p == '/' || *p == '.') {
            if (at_component)
                return false;
        } else if (!ascii_is_alnum(*p) && !strchr("_+-", *p)) {
            return false;
        }
        at_component = *p == '/';
    }
    return !at_component && strlen(name) <= ZONE_NAME_MAX;
}

/* $TZDIR as the C library has it. */
static const char *zone_folder(void)
{
    const char *folder = getenv("TZDIR");
    return folder && folder[0] == '/' ? folder : ZONE_FOLDER;
}

int zone_load(const char *name, struct zone **ret)
{
    if (!is_zone_name(name))
        return -EINVAL;
    if (streq(name, "UTC"))
        return zone_parse(name, utc_file, sizeof(utc_file) - 1, ret);

    _cleanup_(freep) char *path = NULL, *data = NULL;
    size_t size;
    int r = path_join(zone_folder(), name, &path);
    if (r < 0)
        return r;
    r = file_read(path, ZONE_MAX_SIZE, &data, &size);
    if (r == -EISDIR || r == -ENOTDIR)
        return -ENOENT;
    if (r == -EFBIG)
        return -EINVAL;
    return r < 0 ? r : zone_parse(name, data, size, ret);
}

/* `:Europe/Berlin`, `/usr/share/zoneinfo/posix/Europe/Berlin` -> `Europe/Berlin`; borrowed. */
static const char *name_in(const char *s)
{
    static const char marker[] = "/zoneinfo/";
    if (*s == ':')
        s++;
    const char *found = strstr(s, marker);
    if (found)
        s = found + strlen(marker);
    if (strncmp(s, "posix/", 6) == 0 || strncmp(s, "right/", 6) == 0)
        s += 6;
    return s;
}

/* Copies the name in s if such a zone can be loaded. Returns 0, -ENOMEM, or why not. */
static int take_name(const char *s, char **ret)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int r = zone_load(name_in(s), &zone);
    if (r < 0)
        return r;
    char *name = strdup(zone_name(zone));
    if (!name)
        return -ENOMEM;
    *ret = name;
    return 0;
}

static int name_of_link(char **ret)
{
    char target[PATH_MAX];
    ssize_t n = readlink("/etc/localtime", target, sizeof(target) - 1);
    if (n < 0)
        return -errno;
    target[n] = '\0';
    return take_name(target, ret);
}

static int name_of_file(char **ret)
{
    _cleanup_(freep) char *data = NULL;
    size_t size;
    int r = file_read("/etc/timezone", 4096, &data, &size);
    if (r < 0)
        return r;
    data[strcspn(data, " \t\r\n")] = '\0';
    return take_name(data, ret);
}

int zone_system_name(char **ret)
{
    const char *tz = getenv("TZ");
    int r = -ENOENT;
    if (tz)
        r = take_name(*tz ? tz : "UTC", ret); /* POSIX leaves the empty one open; glibc: UTC */
    if (r < 0 && r != -ENOMEM)
        r = name_of_link(ret);
    if (r < 0 && r != -ENOMEM)
        r = name_of_file(ret);
    if (r < 0 && r != -ENOMEM)
        r = take_name("UTC", ret);
    return r;
}
