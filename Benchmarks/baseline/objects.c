/* The yardstick for loading objects: the rows that the embedded engine writes for an indicator (the object with its covering
 * index, its natural key, two entries of growing lists, 66 tokens in a contentless FTS5 index), in groups of 200 commands,
 * by the shortest C program that does it. What it reaches is what the machine and SQLite allow.
 *
 *   gcc -O2 -o objects objects.c -lsqlite3 && ./objects FILE COUNT
 *
 * Prints "COUNT RATE" for each window: objects so far, and objects a second within the last window.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GROUP = 200, TOKEN = 10 };

static sqlite3 *db;

static void check(int code, const char *what) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static void run(const char *sql) { check(sqlite3_exec(db, sql, 0, 0, 0), sql); }

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0), sql);
    return statement;
}

static int step(sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    check(code, "step");
    sqlite3_reset(statement);
    return code == SQLITE_ROW;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static uint64_t hash(const char *text, uint64_t salt) {
    uint64_t x = 0xCBF29CE484222325u ^ salt;
    for (; *text; text++) x = (x ^ (unsigned char)*text) * 0x100000001B3u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static char *token(char *out, uint64_t value) {
    for (int i = TOKEN - 1; i >= 0; i--) out[i] = "abcdefghijklmnopqrstuvwxyz234567"[value & 31], value >>= 5;
    out[TOKEN] = ' ';
    return out + TOKEN + 1;
}

int main(int count, char **arguments) {
    if (count != 3) return fprintf(stderr, "usage: objects FILE COUNT\n"), 64;
    long rows = atol(arguments[2]);
    check(sqlite3_open(arguments[1], &db), "open");
    run("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-49152;"
        "PRAGMA wal_autocheckpoint=4000; PRAGMA secure_delete=OFF;"
        "CREATE TABLE object(key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, type TEXT NOT NULL, class INTEGER NOT NULL, target BLOB,"
        "created INTEGER, modified INTEGER, main TEXT, inline_parts INTEGER NOT NULL, identities TEXT NOT NULL, head BLOB NOT NULL);"
        "CREATE INDEX object_list ON object(type, key, class, created, modified, main, id, target);"
        "CREATE INDEX object_created ON object(type, created, key DESC); CREATE INDEX object_modified ON object(type, modified, key DESC);"
        "CREATE VIRTUAL TABLE object_index USING fts5(t, content='', detail=none, columnsize=0, tokenize='ascii');"
        "CREATE TABLE object_identity(identity INTEGER NOT NULL, object INTEGER NOT NULL, PRIMARY KEY(identity, object)) WITHOUT ROWID;"
        "CREATE TABLE object_part(object INTEGER NOT NULL, list INTEGER NOT NULL, row INTEGER NOT NULL, key TEXT NOT NULL,"
        "level INTEGER NOT NULL, indexed INTEGER, value BLOB NOT NULL, PRIMARY KEY(object, list, row)) WITHOUT ROWID;"
        "CREATE INDEX object_part_key ON object_part(object, list, key, level);"
        "CREATE INDEX object_part_inline ON object_part(object) WHERE indexed IS NULL;"
        "CREATE TABLE object_count(type TEXT NOT NULL, class INTEGER NOT NULL, value INTEGER NOT NULL, PRIMARY KEY(type, class))"
        "WITHOUT ROWID;");
    sqlite3_stmt *insert = prepare("INSERT INTO object VALUES(?, ?, 'Indicator', 1, NULL, ?, ?, ?, 2, ?, ?)");
    sqlite3_stmt *find = prepare("SELECT object FROM object_identity WHERE identity = ?");
    sqlite3_stmt *identity = prepare("INSERT OR IGNORE INTO object_identity VALUES(?, ?)");
    sqlite3_stmt *part = prepare("INSERT INTO object_part VALUES(?, ?, 1, ?, ?, NULL, ?)");
    sqlite3_stmt *index = prepare("INSERT INTO object_index(rowid, t) VALUES(?, ?)");
    sqlite3_stmt *tally = prepare("INSERT INTO object_count VALUES('Indicator', 1, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value");
    static char texts[GROUP][128 * (TOKEN + 1)];
    static sqlite3_int64 keys[GROUP];
    static char head[2048], value[128], small[256], number[64];
    long window = rows < 1000000 ? rows / 10 : 100000;
    double spent = 0, longest = 0;
    for (long row = 0; row < rows; row += GROUP) {
        double start = now();
        run("BEGIN IMMEDIATE");
        for (long i = row; i < row + GROUP; i++) {
            sqlite3_int64 key = (sqlite3_int64)(1767225600 + i / 10000) << 31 | (sqlite3_int64)(i % 10000) << 8;
            sqlite3_int64 date = 1700000000000 + i * 1000;
            unsigned char id[12];
            for (int b = 0; b < 8; b++) id[b] = (unsigned char)((uint64_t)key >> (56 - 8 * b));
            memcpy(id + 8, "node", 4);
            snprintf(value, sizeof value, "host-%ld.evil.example", i);
            int size = snprintf(head, sizeof head,
                "{\"schema_version\":5,\"value\":\"%s\",\"lower\":\"%s\",\"type\":\"%s\",\"status\":\"%s\",\"tlp\":\"green\","
                "\"created\":{\"$date\":%lld},\"modified\":{\"$date\":%lld},\"analyst\":\"analyst-%ld\",\"description\":\"Seen by sensor "
                "%ld in a campaign of much spam and little else, number %ld\",\"bucket_list\":[\"bucket-%ld\",\"rare-%ld\"],\"campaign\":"
                "[{\"name\":\"campaign-%ld\",\"confidence\":\"low\",\"date\":{\"$date\":%lld}}],\"confidence\":{\"rating\":\"high\","
                "\"analyst\":\"ann\"},\"impact\":{\"rating\":\"low\",\"analyst\":\"ann\"},\"threat_types\":[\"Malicious Domain\"],"
                "\"attack_types\":[],\"locations\":[],\"sectors\":[],\"releasability\":[],\"screenshots\":[],\"unsupported_attrs\":"
                "{\"batch\":%ld}}", value, value, i % 3 ? "IPv4 Address" : "Domain", i % 4 ? "New" : "Analyzed", (long long)date,
                (long long)date, i % 50, i % 1000, i, i % 10, i / 1000, i % 20, (long long)date, i / 1000);
            sqlite3_int64 natural = (sqlite3_int64)hash(value, 99);
            sqlite3_bind_int64(find, 1, natural);
            step(find);
            sqlite3_bind_int64(insert, 1, key), sqlite3_bind_blob(insert, 2, id, 12, SQLITE_STATIC);
            sqlite3_bind_int64(insert, 3, date), sqlite3_bind_int64(insert, 4, date);
            sqlite3_bind_text(insert, 5, value, -1, SQLITE_STATIC);
            snprintf(small, sizeof small, "[\"%s\"]", value);
            sqlite3_bind_text(insert, 6, small, -1, SQLITE_STATIC), sqlite3_bind_blob(insert, 7, head, size, SQLITE_STATIC);
            step(insert);
            sqlite3_bind_int64(identity, 1, natural), sqlite3_bind_int64(identity, 2, key);
            step(identity);
            int length = snprintf(small, sizeof small, "{\"name\":\"feed\",\"instance\":{\"method\":\"feed\",\"reference\":\"r%ld\","
                                  "\"tlp\":\"green\",\"analyst\":\"ann\"}}", i);
            sqlite3_bind_int64(part, 1, key), sqlite3_bind_int(part, 2, 1), sqlite3_bind_text(part, 3, "feed", 4, SQLITE_STATIC);
            sqlite3_bind_int(part, 4, 1), sqlite3_bind_blob(part, 5, small, length, SQLITE_STATIC);
            step(part);
            length = snprintf(small, sizeof small, "{\"type\":\"Port\",\"value\":\"%ld\"}", i % 60000);
            sqlite3_bind_int(part, 2, 3), sqlite3_bind_text(part, 3, "o", 1, SQLITE_STATIC);
            sqlite3_bind_int(part, 4, 0), sqlite3_bind_blob(part, 5, small, length, SQLITE_STATIC);
            step(part);
            char *end = texts[i - row];
            /* What all have in common, what is of few values, and what is an object's own. */
            for (int t = 0; t < 45; t++) end = token(end, hash("", t + 1));
            long some[] = {i % 3, i % 4 == 0, i % 50, i % 10, i / 1000, i % 20, i / 1000, i % 60000, i % 1000};
            for (int t = 0; t < 9; t++) snprintf(number, sizeof number, "%ld", some[t]), end = token(end, hash(number, 1000 + t));
            for (int t = 0; t < 8; t++) end = token(end, hash(value, 2000 + t));
            keys[i - row] = key;
            end[-1] = 0;
        }
        for (int i = 0; i < GROUP; i++) {
            sqlite3_bind_int64(index, 1, keys[i]), sqlite3_bind_text(index, 2, texts[i], -1, SQLITE_STATIC);
            step(index);
        }
        sqlite3_bind_int(tally, 1, GROUP);
        step(tally);
        run("COMMIT");
        double took = now() - start;
        spent += took;
        if (took > longest) longest = took;
        if ((row + GROUP) % window == 0) {
            printf("%ld %.0f (longest group %.0f ms)\n", row + GROUP, window / spent, longest * 1000), fflush(stdout);
            spent = longest = 0;
        }
    }
    sqlite3_close(db);
    return 0;
}
