/* A disk that fails: a VFS between SQLite and the real one. It counts the calls that can fail, lets
 * the chosen one fail (and, if wanted, all after it), and knows whether a -wal holds bytes that
 * were not synced. */
#pragma once

#include "log-fixture.h"

#include <sqlite3.h>

static struct {
    sqlite3_vfs *real;
    int countdown; /* calls until the failure; 0: none */
    bool is_lasting;
    int code;
    bool has_fired;
    int n_syncs;
    bool is_wal_dirty;
} disk;

struct faulty_file {
    sqlite3_file base;
    bool is_wal;
    sqlite3_file *real; /* in the memory behind this struct */
};

static inline sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct faulty_file *)file)->real;
}

static inline int maybe_fail(void)
{
    if (disk.countdown == 0)
        return SQLITE_OK;
    if (disk.countdown > 1) {
        disk.countdown--;
        return SQLITE_OK;
    }
    if (!disk.is_lasting)
        disk.countdown = 0;
    disk.has_fired = true;
    errno = 0;
    return disk.code;
}

#define FORWARD(file, method, ...) \
    (real_of(file)->pMethods->method(real_of(file) __VA_OPT__(, ) __VA_ARGS__))

static inline int faulty_close(sqlite3_file *file)
{
    return FORWARD(file, xClose);
}

static inline int faulty_read(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    int code = disk.code == SQLITE_IOERR_READ ? maybe_fail() : SQLITE_OK;
    return code != SQLITE_OK ? code : FORWARD(file, xRead, data, size, offset);
}

static inline int faulty_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    int code = disk.code != SQLITE_IOERR_READ ? maybe_fail() : SQLITE_OK;
    if (((struct faulty_file *)file)->is_wal)
        disk.is_wal_dirty = true;
    return code != SQLITE_OK ? code : FORWARD(file, xWrite, data, size, offset);
}

static inline int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = disk.code != SQLITE_IOERR_READ ? maybe_fail() : SQLITE_OK;
    return code != SQLITE_OK ? code : FORWARD(file, xTruncate, size);
}

static inline int faulty_sync(sqlite3_file *file, int flags)
{
    int code = disk.code != SQLITE_IOERR_READ ? maybe_fail() : SQLITE_OK;
    if (code != SQLITE_OK)
        return code;
    disk.n_syncs++;
    if (((struct faulty_file *)file)->is_wal)
        disk.is_wal_dirty = false;
    return FORWARD(file, xSync, flags);
}

static inline int faulty_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    return FORWARD(file, xFileSize, ret);
}

static inline int faulty_lock(sqlite3_file *file, int lock)
{
    return FORWARD(file, xLock, lock);
}

static inline int faulty_unlock(sqlite3_file *file, int lock)
{
    return FORWARD(file, xUnlock, lock);
}

static inline int faulty_check_lock(sqlite3_file *file, int *ret)
{
    return FORWARD(file, xCheckReservedLock, ret);
}

static inline int faulty_control(sqlite3_file *file, int op, void *arg)
{
    return FORWARD(file, xFileControl, op, arg);
}

static inline int faulty_sector_size(sqlite3_file *file)
{
    return FORWARD(file, xSectorSize);
}

static inline int faulty_characteristics(sqlite3_file *file)
{
    return FORWARD(file, xDeviceCharacteristics);
}

static inline int faulty_shm_map(sqlite3_file *file, int page, int size, int extend,
                                 void volatile **ret)
{
    return FORWARD(file, xShmMap, page, size, extend, ret);
}

static inline int faulty_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return FORWARD(file, xShmLock, offset, n, flags);
}

static inline void faulty_shm_barrier(sqlite3_file *file)
{
    FORWARD(file, xShmBarrier);
}

static inline int faulty_shm_unmap(sqlite3_file *file, int delete)
{
    return FORWARD(file, xShmUnmap, delete);
}

static inline int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                              int *ret)
{
    static const sqlite3_io_methods methods = {
        .iVersion = 2,
        .xClose = faulty_close,
        .xRead = faulty_read,
        .xWrite = faulty_write,
        .xTruncate = faulty_truncate,
        .xSync = faulty_sync,
        .xFileSize = faulty_size,
        .xLock = faulty_lock,
        .xUnlock = faulty_unlock,
        .xCheckReservedLock = faulty_check_lock,
        .xFileControl = faulty_control,
        .xSectorSize = faulty_sector_size,
        .xDeviceCharacteristics = faulty_characteristics,
        .xShmMap = faulty_shm_map,
        .xShmLock = faulty_shm_lock,
        .xShmBarrier = faulty_shm_barrier,
        .xShmUnmap = faulty_shm_unmap,
    };
    struct faulty_file *faulty = (struct faulty_file *)file;
    (void)vfs;
    faulty->real = (sqlite3_file *)(faulty + 1);
    faulty->is_wal = flags & SQLITE_OPEN_WAL;
    int code = disk.real->xOpen(disk.real, name, faulty->real, flags, ret);
    faulty->base.pMethods = faulty->real->pMethods ? &methods : NULL;
    return code;
}

static inline int faulty_setup(void **state)
{
    static sqlite3_vfs vfs;
    if (!disk.real) {
        disk.real = sqlite3_vfs_find(NULL);
        vfs = *disk.real;
        vfs.zName = "faulty";
        vfs.szOsFile = (int)sizeof(struct faulty_file) + disk.real->szOsFile;
        vfs.xOpen = faulty_open;
    }
    return sqlite3_vfs_register(&vfs, 1) != SQLITE_OK ? -1 : fixture_setup(state);
}

static inline int faulty_teardown(void **state)
{
    disk.countdown = 0;
    sqlite3_vfs_register(disk.real, 1);
    return fixture_teardown(state);
}

static inline void disk_arm(int countdown, int code, bool is_lasting)
{
    disk.countdown = countdown;
    disk.code = code;
    disk.is_lasting = is_lasting;
    disk.has_fired = false;
}

/* For cmocka: a folder and the disk for each test. */
#define DISK_TEST(name) cmocka_unit_test_setup_teardown(name, faulty_setup, faulty_teardown)
