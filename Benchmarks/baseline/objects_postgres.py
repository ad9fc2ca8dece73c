"""The yardstick for loading objects on PostgreSQL: the rows that object-bench has written, written again by psql.

    objects_postgres.py URL

Takes objects, entries and natural keys out of a database that object-bench has filled, empties the tables, and copies the same
rows into them in groups of 200 objects, a transaction each. Prints objects a second for each tenth.
"""

import subprocess
import sys
import time

GROUP = 200


def psql(url: str, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["psql", url, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", *arguments], check=True, capture_output=True)


def dump(url: str, query: str) -> list[bytes]:
    return psql(url, "--command", f"COPY ({query}) TO STDOUT").stdout.splitlines(keepends=True)


def groups(url: str):
    """Statements and data of each group, as psql reads them."""
    objects = dump(url, "SELECT * FROM object ORDER BY key")
    parts = dump(url, "SELECT * FROM object_part ORDER BY object, list, row")
    identities = dump(url, "SELECT object, identity FROM object_identity ORDER BY object")
    places = [0, 0]
    for start in range(0, len(objects), GROUP):
        some = objects[start : start + GROUP]
        last = int(some[-1].split(b"\t", 1)[0])
        text = b"BEGIN;\nCOPY object FROM STDIN;\n" + b"".join(some) + b"\\.\n"
        for number, (table, rows) in enumerate((("object_part", parts), ("object_identity(object, identity)", identities))):
            first = places[number]
            while places[number] < len(rows) and int(rows[places[number]].split(b"\t", 1)[0]) <= last:
                places[number] += 1
            text += f"COPY {table} FROM STDIN;\n".encode() + b"".join(rows[first : places[number]]) + b"\\.\n"
        yield len(some), text + b"COMMIT;\n"


def main() -> None:
    url = sys.argv[1]
    work = list(groups(url))
    psql(url, "--command", "TRUNCATE object, object_part, object_identity")
    total, tenth = sum(size for size, _ in work), max(1, len(work) // 10)
    written = 0
    for start in range(0, len(work), tenth):
        some = work[start : start + tenth]
        began = time.monotonic()
        subprocess.run(
            ["psql", url, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"], check=True, input=b"".join(text for _, text in some)
        )
        size = sum(size for size, _ in some)
        written += size
        print(written, "of", total, "written,", int(size / (time.monotonic() - began)), "a second", flush=True)


if __name__ == "__main__":
    main()
