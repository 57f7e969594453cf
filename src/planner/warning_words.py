"""What to watch out for in sessions, as sentences in the reader's language."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from events.staffing.warnings import warnings_for
from events.staffing.words import in_words
from web.i18n import Translator


async def sentences_of(sessions: Sequence[UUID], words: Translator) -> Mapping[UUID, Sequence[str]]:
    """By session; those without any are left out."""
    if not sessions:
        return {}
    found = await warnings_for(sessions)
    return {session: [in_words(each, words) for each in warnings] for session, warnings in found.items() if warnings}
