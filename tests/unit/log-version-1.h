/* A database as the first version of the program made it: its text, kept as it was, and some rows
 * in every table. Never edited: this is what lies on disks. */
#pragma once

static const char log_version_1_schema[] =
    "CREATE TABLE completion ("
    " id TEXT NOT NULL UNIQUE CHECK (id <> ''),"
    " activity TEXT NOT NULL,"
    " title TEXT NOT NULL,"
    " start_sec INTEGER NOT NULL,"
    " end_sec INTEGER NOT NULL CHECK (end_sec = 0 OR end_sec >= start_sec),"
    " kind TEXT NOT NULL CHECK (kind IN ('fixed', 'flexible', 'unplanned')),"
    " outcome TEXT NOT NULL"
    "  CHECK (outcome IN ('open', 'done', 'partial', 'skipped', 'missed', 'excused')),"
    " minutes INTEGER CHECK (minutes >= 0),"
    " count INTEGER CHECK (count >= 0),"
    " why TEXT NOT NULL"
    "  CHECK (why IN ('', 'tired', 'unclear', 'avoided', 'clash', 'other')),"
    " note TEXT NOT NULL,"
    " source TEXT NOT NULL,"
    " started_sec INTEGER NOT NULL,"
    " known_sec INTEGER NOT NULL,"
    " answered_sec INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX completion_by_start ON completion (start_sec, id);"
    "CREATE INDEX completion_by_activity ON completion (activity, start_sec, id);"
    "CREATE INDEX completion_open ON completion (start_sec, id)"
    " WHERE outcome IN ('open', 'missed');"

    "CREATE TABLE history ("
    " version INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL,"
    " activity TEXT, title TEXT, start_sec INTEGER, end_sec INTEGER, kind TEXT, outcome TEXT,"
    " minutes INTEGER, count INTEGER, why TEXT, note TEXT, source TEXT,"
    " started_sec INTEGER, known_sec INTEGER, answered_sec INTEGER,"
    " action TEXT NOT NULL"
    "  CHECK (action IN ('answer', 'start', 'missed', 'edit', 'import', 'undo')),"
    " at_sec INTEGER NOT NULL,"
    " is_undoable INTEGER NOT NULL CHECK (is_undoable IN (0, 1))"
    ") STRICT;"
    "CREATE INDEX history_by_id ON history (id, version);"
    "CREATE INDEX history_undoable ON history (version) WHERE is_undoable = 1;"

    "CREATE TABLE snooze ("
    " id TEXT NOT NULL PRIMARY KEY,"
    " until_sec INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE announced ("
    " id TEXT NOT NULL,"
    " what TEXT NOT NULL,"
    " start_sec INTEGER NOT NULL,"
    " PRIMARY KEY (id, what, start_sec)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX announced_by_start ON announced (start_sec);"

    "CREATE TABLE bubble ("
    " key TEXT NOT NULL PRIMARY KEY,"
    " server_id INTEGER NOT NULL,"
    " server_name TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE value ("
    " name TEXT NOT NULL PRIMARY KEY,"
    " value ANY NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "INSERT INTO value (name, value)"
    " SELECT 'install-id', substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-4' ||"
    "  substr(hex, 14, 3) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex, 18, 3) ||"
    "  '-' || substr(hex, 21, 12)"
    " FROM (SELECT lower(hex(randomblob(16))) AS hex);";

static const char log_version_1_rows[] =
    "INSERT INTO completion VALUES"
    " ('practice/2026-11-24/1', 'practice', 'Practise skills', 1764000000, 1764005400, 'fixed',"
    "  'done', 88, NULL, '', 'went well', 'jsctl', 1764000060, 1764000000, 1764005460),"
    " ('practice/+7', 'practice', 'Practise', 1764010000, 0, 'unplanned', 'open', NULL, NULL, '',"
    "  '', 'jsctl', 1764010000, 1764010000, 0);"
    "INSERT INTO history (id, action, at_sec, is_undoable)"
    " VALUES ('practice/2026-11-24/1', 'answer', 1764005460, 1);"
    "INSERT INTO snooze VALUES ('practice/2026-11-25/1', 1764090000);"
    "INSERT INTO announced VALUES ('practice/2026-11-24/1', 'start', 1764000000);"
    "INSERT INTO bubble VALUES ('practice/2026-11-24/1', 7, ':1.42');"
    "INSERT INTO value VALUES ('first-run', 1763990000), ('last-look', 1764010000),"
    " ('last-serial', 7);";

static const char log_version_1_stamp[] =
    "PRAGMA application_id = 1785949287; PRAGMA user_version = 1; PRAGMA journal_mode = WAL";
