"""Runs every benchmark, or those named: `python -m bench [pages] [import_sessions]`."""

import importlib
import pkgutil
import sys

import uvloop

import bench

HELPERS = {"__main__", "application", "load", "mail_sink", "people", "processor_time", "services"}


def main() -> None:
    names = sys.argv[1:] or [found.name for found in pkgutil.iter_modules(bench.__path__) if found.name not in HELPERS]
    for name in names:
        print(f"== {name}")
        uvloop.run(importlib.import_module(f"bench.{name}").main())


main()
