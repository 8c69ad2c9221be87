"""Says which libpq it runs on, and asks the server in DATABASE_URL for its version where there is one."""

import os

import psycopg2

print("psycopg2", psycopg2.__version__.split()[0], "on libpq", psycopg2.extensions.libpq_version())

url = os.environ.get("DATABASE_URL")
if url:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("select version()")
        print(cursor.fetchone()[0])
