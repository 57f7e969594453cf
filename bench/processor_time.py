"""Processor time of the processes that a benchmark started: unlike a rate, it says the same on a busy machine."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class Process(NamedTuple):
    parent: int
    ticks: int


def seconds_of_children() -> float:
    """Of all processes below this one that still run, this one excluded."""
    processes = dict(_processes())
    return sum(processes[pid].ticks for pid in _below(os.getpid(), processes)) / TICKS_A_SECOND


def processes_below(parent: int) -> list[int]:
    """The numbers of all processes below that one that still run."""
    return sorted(_below(parent, dict(_processes())))


def _below(parent: int, processes: Mapping[int, Process]) -> set[int]:
    ours = {parent}
    while found := {pid for pid, process in processes.items() if process.parent in ours} - ours:
        ours |= found
    return ours - {parent}


def _processes() -> Iterator[tuple[int, Process]]:
    """From /proc/<pid>/stat (proc_pid_stat(5)): the fields after the name, which may hold spaces."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it has ended
            continue
        yield int(path.parent.name), Process(parent=int(fields[1]), ticks=int(fields[11]) + int(fields[12]))
