"""Asks DuckDB, PostgreSQL and SQLite the questions of one file, and compares the rows with those that are expected.

Usage: databases.py QUESTIONS.json DATABASE [PSQL_ARGUMENT...]
  DATABASE       duckdb, postgresql or sqlite
  PSQL_ARGUMENT  the command that runs psql, for postgresql
"""

import json
import sqlite3
import subprocess
import sys

# What each database calls the types of our columns.
TYPES = {
    "duckdb": {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"},
    "postgresql": {"text": "TEXT", "integer": "BIGINT", "number": "DOUBLE PRECISION", "boolean": "BOOLEAN", "date": "DATE"},
    "sqlite": {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"},
}

ROW = '"#row"'


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def table_of(register, table, database):
    types = TYPES[database]
    columns = [f"{ROW} {types['integer']}"] + [f"{quoted(column['id'])} {types[column['kind']]}" for column in register["columns"]]
    return f"CREATE TEMPORARY TABLE {quoted(table)} ({', '.join(columns)})"


def rows_of(register):
    return [[row_id, *row] for row_id, row in enumerate(register["rows"])]


def through_python(connection, register, table, database):
    """The rows of each question, over the interface that DuckDB and SQLite share."""
    connection.execute(table_of(register, table, database))
    marks = ", ".join("?" for _ in range(len(register["columns"]) + 1))
    for row in rows_of(register):
        connection.execute(f"INSERT INTO {quoted(table)} VALUES ({marks})", row)
    found = []
    for question in register["questions"]:
        where = question["sql"][database]
        answer = connection.execute(f"SELECT {ROW} FROM {quoted(table)} WHERE {where} ORDER BY {ROW}").fetchall()
        (count,) = connection.execute(f"SELECT count(*) FROM {quoted(table)} WHERE {where}").fetchone()
        rows = [row for (row,) in answer]
        assert count == len(rows), question["name"]
        found.append(rows)
    connection.execute(f"DROP TABLE {quoted(table)}")
    return found


def copied(value):
    """A cell as PostgreSQL's COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    text = repr(value) if isinstance(value, float) else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def through_psql(command, register, table):
    script = ["SET client_encoding = 'UTF8';", table_of(register, table, "postgresql") + ";", f"COPY {quoted(table)} FROM STDIN;"]
    script += ["\t".join(copied(value) for value in row) for row in rows_of(register)] + ["\\."]
    for question in register["questions"]:
        where = question["sql"]["postgresql"]
        script.append(f"SELECT count(*) || ':' || coalesce(string_agg({ROW}::text, ',' ORDER BY {ROW}), '') FROM {quoted(table)} WHERE {where};")
    options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    run = subprocess.run([*command, *options], input="\n".join(script) + "\n", capture_output=True, encoding="utf-8")
    if run.returncode != 0:
        sys.exit(f"{register['name']}: {run.stderr}")
    found = []
    for line in run.stdout.splitlines():
        count, _, rows = line.partition(":")
        rows = [int(row) for row in rows.split(",") if row]
        assert int(count) == len(rows), line
        found.append(rows)
    return found


def main():
    file, database, *command = sys.argv[1:]
    with open(file, encoding="utf-8") as stream:
        document = json.load(stream)
    table = document["table"]
    if database == "duckdb":
        import duckdb

        connection = duckdb.connect()
    elif database == "sqlite":
        connection = sqlite3.connect(":memory:")
    asked, matched, wrong = 0, 0, 0
    for register in document["registers"]:
        if database == "postgresql":
            answers = through_psql(command, register, table)
        else:
            answers = through_python(connection, register, table, database)
        assert len(answers) == len(register["questions"]), register["name"]
        for question, rows in zip(register["questions"], answers):
            asked += 1
            matched += len(rows)
            if rows != question["matched"]:
                wrong += 1
                if wrong <= 5:
                    print(f"{database}: {question['name']}: {rows}, expected {question['matched']}\n  {question['sql'][database]}")
    # Questions that nobody matches would agree by accident.
    assert matched > asked, "the questions match something"
    print(f"{database}: {asked} questions, {matched} rows, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
