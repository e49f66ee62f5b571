/* A look into a database that may be another process's: nothing of it is made, checked, migrated or
 * set aside. */
#include <sqlite3.h>

#include "log/store.h"

bool log_peek_first_run(const char *path, int64_t *ret_sec)
{
    static const char sql[] = "SELECT value FROM value WHERE name = 'first-run'";
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    bool is_there = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
                    sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
                    sqlite3_step(statement) == SQLITE_ROW &&
                    sqlite3_column_type(statement, 0) == SQLITE_INTEGER;

    if (is_there)
        *ret_sec = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return is_there;
}
