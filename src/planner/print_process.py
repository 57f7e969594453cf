"""The process that makes a PDF: a document on stdin, the PDF on stdout. `python -m planner.print_process`

It has a process of its own because WeasyPrint takes seconds and much memory, cannot be stopped halfway, and needs
libraries (Pango) that a machine can lack. It fetches nothing but the built stylesheet and fonts.
"""

import resource
import sys
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from web.assets import PREFIX, assets

CANNOT_START: Final = 3
MOST_SECONDS: Final = 40
_MEGABYTES: Final = 2_000
_BASE: Final = "https://built.invalid"  # relative addresses only work with a scheme that urllib knows


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEGABYTES * 2**20, _MEGABYTES * 2**20))
    try:
        from weasyprint import HTML  # noqa: PLC0415  only here, because it fails where Pango is missing
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(CANNOT_START)
    document = sys.stdin.buffer.read().decode()
    HTML(string=document, base_url=_BASE, url_fetcher=_fetcher()).write_pdf(sys.stdout.buffer, pdf_variant="pdf/ua-1")


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415  as above

    class BuiltFilesOnly(URLFetcher):  # type: ignore[misc]  # it has no types
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002  WeasyPrint passes it
            """:raises ValueError: it is no built file."""
            parts = urlsplit(url)
            if not url.startswith(_BASE) or not parts.path.startswith(PREFIX):
                raise ValueError(f"not fetched: {url}")
            file = assets().file(PurePosixPath(parts.path).name)
            return URLFetcherResponse(url, file.body, {"Content-Type": file.media_type})

    return BuiltFilesOnly()


if __name__ == "__main__":
    main()
