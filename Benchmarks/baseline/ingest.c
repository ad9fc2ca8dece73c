/* The yardstick for durable ingest: the layout of the embedded engine (segments of a million messages, one contentless
 * FTS5 index each, the same statistics), written by the shortest C program that does it. What it reaches is what the
 * machine and SQLite allow.
 *
 *   gcc -O2 -o ingest ingest.c -lsqlite3 && ./ingest FILE ROWS
 *
 * Prints "ROWS RATE" for each window: messages so far, and messages a second within the last window.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 1000, SEGMENT = 1000000, PAYLOAD = 628 };

static sqlite3 *db;

static void check(int code, const char *what) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static void run(const char *sql) { check(sqlite3_exec(db, sql, 0, 0, 0), sql); }

static sqlite3_stmt *prepare(const char *format, int segment) {
    char sql[1024];
    sqlite3_stmt *statement;
    snprintf(sql, sizeof sql, format, segment);
    check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0), sql);
    return statement;
}

static void step(sqlite3_stmt *statement) {
    check(sqlite3_step(statement), "step");
    sqlite3_reset(statement);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static uint64_t mixed(uint64_t x) {
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static char *token(char *out, char letter, const char *text) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
    hash = mixed(hash);
    *out++ = letter;
    for (int shift = 36; shift >= 0; shift -= 4) *out++ = "0123456789abcdef"[hash >> shift & 15];
    *out++ = ' ';
    return out;
}

static void create(int segment) {
    const char *tables[] = {
        "CREATE TABLE raw_%d(key INTEGER PRIMARY KEY, channel INTEGER NOT NULL, ident INTEGER NOT NULL, received INTEGER NOT "
        "NULL, payload BLOB NOT NULL)",
        "CREATE TABLE session_%d(key INTEGER PRIMARY KEY, time INTEGER NOT NULL, ident INTEGER NOT NULL, honeypot TEXT NOT NULL, "
        "protocol TEXT, source_ip TEXT NOT NULL, source_port INTEGER, destination_ip TEXT, destination_port INTEGER, details BLOB "
        "NOT NULL)",
        "CREATE VIRTUAL TABLE index_%d USING fts5(t, content='', detail=none, columnsize=0, tokenize='ascii')",
    };
    for (int i = 0; i < 3; i++) {
        sqlite3_stmt *statement = prepare(tables[i], segment);
        step(statement);
        sqlite3_finalize(statement);
    }
}

int main(int count, char **arguments) {
    if (count != 3) return fprintf(stderr, "usage: ingest FILE ROWS\n"), 64;
    long rows = atol(arguments[2]);
    check(sqlite3_open(arguments[1], &db), "open");
    run("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-49152;"
        "PRAGMA wal_autocheckpoint=4000; PRAGMA secure_delete=OFF;"
        "CREATE TABLE hourly_count(statistic INTEGER, hour INTEGER, count INTEGER, PRIMARY KEY(statistic, hour)) WITHOUT ROWID;"
        "CREATE TABLE counter(kind INTEGER, name TEXT, value INTEGER, PRIMARY KEY(kind, name)) WITHOUT ROWID;");
    static const char *protocols[] = {"ssh", "telnet", "http", "smb", "mysql", "ftp", "sip", "mssql"};
    static const char *honeypots[] = {"cowrie", "dionaea", "heralding", "conpot", "glastopf"};
    static char payload[PAYLOAD + 1], details[256], text[256];
    memset(payload, 'x', PAYLOAD);
    sqlite3_stmt *raw = 0, *session = 0, *index = 0;
    sqlite3_stmt *hour = prepare("INSERT INTO hourly_count VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count", 0);
    sqlite3_stmt *counter = prepare("INSERT INTO counter VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value", 0);
    long window = rows < 1000000 ? rows / 10 : 100000;
    double spent = 0;
    for (long row = 0; row < rows; row += BATCH) {
        double start = now();
        run("BEGIN IMMEDIATE");
        if (row % SEGMENT == 0) {
            int segment = (int)(row / SEGMENT) + 1;
            sqlite3_finalize(raw), sqlite3_finalize(session), sqlite3_finalize(index);
            create(segment);
            raw = prepare("INSERT INTO raw_%d VALUES(?, ?, ?, ?, ?)", segment);
            session = prepare("INSERT INTO session_%d VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", segment);
            index = prepare("INSERT INTO index_%d(rowid, t) VALUES(?, ?)", segment);
        }
        for (long i = row; i < row + BATCH; i++) {
            uint64_t random = mixed(i), address = mixed(random % 200000);
            long second = 1767225600 + i / 1000;
            sqlite3_int64 key = (sqlite3_int64)second << 31 | (sqlite3_int64)(i % 1000) << 11;
            const char *protocol = protocols[random >> 20 & 7], *honeypot = honeypots[(random >> 24) % 5];
            char source[32], destination[32], ident[32], number[24];
            snprintf(source, sizeof source, "%d.%d.%d.%d", (int)(address & 127) + 1, (int)(address >> 8 & 255),
                     (int)(address >> 16 & 255), (int)(address >> 24 & 255));
            snprintf(destination, sizeof destination, "10.0.%d.%d", (int)(random >> 32 & 3), (int)(random >> 40 & 255));
            snprintf(ident, sizeof ident, "sensor-%d", (int)(random >> 48) % 20);
            int sourcePort = 1024 + (int)(random >> 8) % 60000, destinationPort = 1 + (int)(random >> 44 & 1023);
            int size = snprintf(payload, PAYLOAD, "{\"session\":\"%016llx\",\"peerIP\":\"%s\",\"peerPort\":%d,", (unsigned long long)random,
                                source, sourcePort);
            payload[size] = 'x';
            int length = snprintf(details, sizeof details,
                                  "\"auth_attempts\":[{\"login\":\"root\",\"password\":\"%08llx\"},{\"login\":\"admin\",\"password\":"
                                  "\"admin\"}],\"session_ssh\":{\"version\":\"SSH-2.0-libssh2_1.8.0\"}",
                                  (unsigned long long)(random & 0xFFFFFFFF));
            sqlite3_bind_int64(raw, 1, key), sqlite3_bind_int(raw, 2, 1), sqlite3_bind_int64(raw, 3, (random >> 48) % 20);
            sqlite3_bind_int64(raw, 4, (sqlite3_int64)second * 1000000 + i % 1000);
            sqlite3_bind_blob(raw, 5, payload, PAYLOAD, SQLITE_STATIC);
            step(raw);
            sqlite3_bind_int64(session, 1, key), sqlite3_bind_int64(session, 2, (sqlite3_int64)second * 1000000 + i % 1000);
            sqlite3_bind_int64(session, 3, (random >> 48) % 20), sqlite3_bind_text(session, 4, honeypot, -1, SQLITE_STATIC);
            sqlite3_bind_text(session, 5, protocol, -1, SQLITE_STATIC), sqlite3_bind_text(session, 6, source, -1, SQLITE_STATIC);
            sqlite3_bind_int(session, 7, sourcePort), sqlite3_bind_text(session, 8, destination, -1, SQLITE_STATIC);
            sqlite3_bind_int(session, 9, destinationPort), sqlite3_bind_blob(session, 10, details, length, SQLITE_STATIC);
            step(session);
            char *end = token(text, 'c', "cowrie.sessions");
            end = token(end, 'i', ident), end = token(end, 'h', honeypot), end = token(end, 'p', protocol);
            end = token(end, 'a', source), end = token(end, 'd', destination);
            end += snprintf(end, sizeof number, "b%x e%x", sourcePort, destinationPort);
            sqlite3_bind_int64(index, 1, key), sqlite3_bind_text(index, 2, text, (int)(end - text), SQLITE_STATIC);
            step(index);
        }
        for (int i = 0; i < 24; i++) {
            sqlite3_bind_int(hour, 1, i), sqlite3_bind_int64(hour, 2, row / 3600000), sqlite3_bind_int(hour, 3, BATCH / 24);
            step(hour);
            sqlite3_bind_int(counter, 1, i), sqlite3_bind_text(counter, 2, "", 0, SQLITE_STATIC), sqlite3_bind_int(counter, 3, BATCH);
            step(counter);
        }
        run("COMMIT");
        spent += now() - start;
        if ((row + BATCH) % window == 0) {
            printf("%ld %.0f\n", row + BATCH, window / spent);
            fflush(stdout);
            spent = 0;
        }
    }
    return 0;
}
