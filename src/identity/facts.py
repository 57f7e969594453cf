"""What happens to accounts that others (mail) want to know."""

from typing import ClassVar, Literal
from uuid import UUID

from outbox.recording import RecordedFact


class AccountLinkMade(RecordedFact):
    """Somebody gets a link to choose a password, in the language of `locale`. The link's token is made when it is
    written, and stands in no table."""

    kind: ClassVar[str] = "account_link_made"
    link: UUID
    locale: Literal["nl", "en"] = "nl"
