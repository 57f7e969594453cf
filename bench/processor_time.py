"""Processor time of the processes that a benchmark started: unlike a rate, it says the same on a busy machine."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class Process(NamedTuple):
    parent: int
    ticks: int


def seconds_of_children() -> float:
    """Of all processes below this one that still run, this one excluded."""
    processes = dict(_processes())
    ours = {os.getpid()}
    while found := {pid for pid, process in processes.items() if process.parent in ours} - ours:
        ours |= found
    return sum(processes[pid].ticks for pid in ours - {os.getpid()}) / TICKS_A_SECOND


def _processes() -> Iterator[tuple[int, Process]]:
    """From /proc/<pid>/stat (proc_pid_stat(5)): the fields after the name, which may hold spaces."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it has ended
            continue
        yield int(path.parent.name), Process(parent=int(fields[1]), ticks=int(fields[11]) + int(fields[12]))
