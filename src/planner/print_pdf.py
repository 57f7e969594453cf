"""Makes a PDF out of a page that is meant for paper."""

import asyncio
import os
import sys
from typing import Final

import structlog

from planner.export_errors import PdfNotMade, PdfNotPossible
from planner.print_process import CANNOT_START, MOST_SECONDS
from web.templating import SOURCES

_AT_ONCE: Final = 2
_KEPT: Final = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_turns = asyncio.Semaphore(_AT_ONCE)
_log = structlog.get_logger(__name__)


async def pdf_of(document: str) -> bytes:
    """The PDF of an HTML document, two at a time at most.

    :raises PdfNotPossible: this machine lacks the libraries for it.
    :raises PdfNotMade: it took too long, or too much memory.
    """
    async with _turns:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "planner.print_process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(),
        )
        try:
            async with asyncio.timeout(MOST_SECONDS):
                pdf, errors = await process.communicate(document.encode())
        except TimeoutError as error:
            raise PdfNotMade from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode == CANNOT_START:
        raise PdfNotPossible
    if process.returncode or not pdf.startswith(b"%PDF"):
        _log.error("pdf_not_made", code=process.returncode, error=errors.decode(errors="replace")[-500:])
        raise PdfNotMade
    return pdf


def _environment() -> dict[str, str]:
    """No settings and no secrets: it needs none."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": str(SOURCES), "PYTHONDONTWRITEBYTECODE": "1"}
