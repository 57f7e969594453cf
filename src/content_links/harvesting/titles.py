"""What a part is called that stands inside another part."""

from typing import Final

_LONGEST: Final = 200


def joined(above: str, title: str) -> str:
    """ "Module 1: Lesson 2", or the title alone when both together are too long."""
    both = f"{above}: {title}" if above and title else above or title
    return both if len(both) <= _LONGEST else title
