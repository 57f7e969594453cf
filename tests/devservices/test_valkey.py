from pathlib import Path

import pytest
from redis import Redis

from devservices.errors import DataDirectoryBrokenError
from devservices.valkey import start_valkey
from tests.devservices.processes import is_listening


def test_valkey_answers_on_its_url(tmp_path: Path) -> None:
    with start_valkey(data_dir=tmp_path / "valkey") as server, Redis.from_url(server.url) as client:
        client.set("key", "value")

        assert client.get("key") == b"value"
        assert client.config_get("bind", "save", "appendonly") == {"bind": "127.0.0.1", "save": "", "appendonly": "no"}
    assert (tmp_path / "valkey" / "valkey.log").exists()


def test_valkey_starts_empty_and_stops() -> None:
    with start_valkey() as first, Redis.from_url(first.url) as client:
        client.set("key", "value")

    with start_valkey() as second, Redis.from_url(second.url) as client:
        assert client.dbsize() == 0
    assert [is_listening(first.port), is_listening(second.port)] == [False, False]


def test_valkey_with_a_file_as_directory_says_why(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    with pytest.raises(DataDirectoryBrokenError) as refusal:
        start_valkey(data_dir=file)

    assert str(refusal.value) == f"The data directory {file} cannot be used: File exists"
