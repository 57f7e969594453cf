import os
import subprocess
import sys
from pathlib import Path

import pytest

from devservices import unprivileged

needs_root = pytest.mark.skipif(
    not unprivileged.is_root() or sys.platform != "linux", reason="only root on Linux can give up rights and keep one"
)
RIGHTS = ["/bin/sh", "-c", "id -u; sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status; cat \"$0\""]


def run(argv: list[str], *, reads: list[Path]) -> list[str]:
    command = unprivileged.command(argv, reads=reads)
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")  # noqa: S603
    return done.stdout.split()


@pytest.mark.skipif(unprivileged.is_root(), reason="root is not an ordinary user")
def test_command_of_an_ordinary_user_is_unchanged(tmp_path: Path) -> None:
    assert unprivileged.command(["program", "argument"], reads=[tmp_path]) == ["program", "argument"]


@needs_root
def test_program_in_the_open_has_no_rights_of_root(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    (private / "file").write_text("secret")

    assert run([*RIGHTS, str(private / "file")], reads=[Path("/bin/sh")]) == ["65534", "0000000000000000"]


@needs_root
def test_program_behind_a_private_directory_keeps_only_file_access(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    (private / "file").write_text("reached")

    assert run([*RIGHTS, str(private / "file")], reads=[private / "file"]) == ["65534", "0000000000000002", "reached"]


@needs_root
def test_handed_over_file_belongs_to_the_account(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    unprivileged.hand_over(file)

    assert file.stat().st_uid == 65534 != os.geteuid()
