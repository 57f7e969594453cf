"""kill -9 of the process that started the services."""

import json
import os
import signal
from pathlib import Path

import asyncpg

from devservices.postgres import start_postgres
from tests.devservices.processes import is_listening, run_python, said_line, wait_until

DEMO = """
import json, signal, sys
from pathlib import Path
from devservices.mailserver import start_mailbox
from devservices.postgres import start_postgres
from devservices.valkey import start_valkey

directory = Path(sys.argv[1])
postgres = start_postgres(directory, durable=True)
services = [postgres, start_valkey(), start_mailbox(directory / "mail")]
print(json.dumps([postgres.dsn("postgres"), *(service.port for service in services)]), flush=True)
signal.pause()
"""


async def test_services_stop_and_the_data_is_kept_when_the_parent_is_killed(tmp_path: Path) -> None:
    demo = run_python(DEMO, str(tmp_path))
    dsn, *ports = json.loads(said_line(demo))
    assert [is_listening(port) for port in ports] == [True, True, True]
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    demo.kill()
    demo.wait()

    # At once, while the first server is still stopping.
    with start_postgres(tmp_path, durable=True) as server:
        again = await asyncpg.connect(server.dsn("postgres"))
        assert await again.fetchval("SELECT answer FROM kept") == 42
        await again.close()
    wait_until(lambda: not any(is_listening(port) for port in ports))


async def test_start_recovers_when_server_and_watchdog_were_killed_too(tmp_path: Path) -> None:
    demo = run_python(DEMO, str(tmp_path))
    dsn, *_ports = json.loads(said_line(demo))
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server_pid = int((tmp_path / "cluster" / "postmaster.pid").read_text().split()[0])

    os.kill(server_pid, signal.SIGKILL)
    demo.kill()
    demo.wait()

    with start_postgres(tmp_path, durable=True) as server:
        again = await asyncpg.connect(server.dsn("postgres"))
        assert await again.fetchval("SELECT answer FROM kept") == 42
        await again.close()
