"""Takes over the packages of a file, whatever its kind."""

import asyncio

from content_links.harvesting.choosing import Choices
from content_links.harvesting.files import is_table, read_packages
from content_links.harvesting.found import FoundPackage
from content_links.harvesting.saving import save_packages
from content_links.importing import import_packages
from tabular.counting import ImportCount
from tabular.reading import Source


async def import_file(source: Source, choices: Choices) -> ImportCount:
    """CSV says everything itself; `choices` are for the other kinds.

    :raises UnusableFile: the reason why not.
    :raises AddressNeeded: a package would be open for everybody, but nobody says where.
    """
    if is_table(source):
        return await import_packages(source)
    return await save_packages(await read_file(source), choices)


async def read_file(source: Source) -> list[FoundPackage]:
    """As `read_packages`, beside what else this process does."""
    return await asyncio.to_thread(read_packages, source)
