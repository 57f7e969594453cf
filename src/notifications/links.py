"""The addresses that mails point to."""

from uuid import UUID

from identity.links import PURPOSE
from web.signed_links import SignedLinks

REGISTRATION = "registration"
"""The purpose of the signed link to somebody's own registration."""
OWN_PAGE = "own page"
"""The purpose of the signed link to all registrations of an address; says nothing about one of them."""


class Links:
    """Absolute addresses under `public_url`."""

    def __init__(self, public_url: str, signed: SignedLinks) -> None:
        self._base = public_url.rstrip("/")
        self._signed = signed

    def manage(self, registration: UUID) -> str:
        """Where a person sees the registration and gives the place back; only who has the link can open it."""
        return f"{self._base}/my/{self._signed.make(REGISTRATION, registration)}"

    def offer(self, registration: UUID) -> str:
        """Where a person takes the place that is kept, or leaves it to the next; opening it changes nothing."""
        return self.manage(registration)

    def reconfirm(self, registration: UUID) -> str:
        """Where a person says whether they still come; opening it changes nothing."""
        return self.manage(registration)

    def own_page(self, message: UUID) -> str:
        """Where a person sees all registrations, for as long as the link of this message works."""
        return f"{self._base}/my/all/{self._signed.make(OWN_PAGE, message)}"

    def planned(self, session: UUID) -> str:
        """Where staff sees a session."""
        return f"{self._base}/planner/sessions/{session}"

    def planned_people(self, session: UUID | None, edition: UUID) -> str:
        """Where staff sees who signed up for a session, or for a group."""
        target = f"sessions/{session}" if session else f"editions/{edition}"
        return f"{self._base}/planner/{target}/people"

    def password(self, link: UUID) -> str:
        """Where somebody on the staff chooses a password."""
        return f"{self._base}/planner/password/{self._signed.make(PURPOSE, link)}"

    def activity(self, slug: str) -> str:
        return f"{self._base}/activities/{slug}"

    def package(self, slug: str) -> str:
        return f"{self._base}/learn/{slug}"

    def feed_of_edition(self, edition: UUID) -> str:
        return f"{self._base}/editions/{edition}.ics"

    def agenda(self) -> str:
        return f"{self._base}/agenda"
