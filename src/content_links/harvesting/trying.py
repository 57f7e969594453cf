"""What saving packages would do, without doing it."""

from collections.abc import Sequence

from content_links.harvesting.choosing import Choices
from content_links.harvesting.found import FoundPackage
from content_links.harvesting.saving import save_packages
from database.transaction import transaction
from tabular.counting import ImportCount


class _OnlyTried(Exception):  # noqa: N818  undoes what was tried, with what it would have done
    def __init__(self, count: ImportCount) -> None:
        super().__init__()
        self.count = count


async def count_of_trying(found: Sequence[FoundPackage], choices: Choices) -> ImportCount:
    """Raises as `save_packages`; nothing is kept. Not inside another transaction."""
    try:
        async with transaction():
            raise _OnlyTried(await save_packages(found, choices))
    except _OnlyTried as tried:
        return tried.count
