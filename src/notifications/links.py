"""The addresses that mails point to."""

from typing import Literal
from uuid import UUID

from content_links.learning.opening_links import OpenLink, open_token
from identity.links import PURPOSE
from notifications.signups import Content
from web.signed_links import SignedLinks

Answer = Literal["good", "okay", "poor"]
"""How it was."""
REGISTRATION = "registration"
"""The purpose of the signed link to somebody's own registration."""
FEEDBACK = "feedback"
"""The purpose of the signed link to say how it was; it is made of the id of the mail that asked."""
OWN_PAGE = "own page"
"""The purpose of the signed link to all registrations of an address; says nothing about one of them."""

UNSUBSCRIBE = "unsubscribe"
"""The purpose of the signed link that ends a list; it is made of the id of the message that has it."""


class Links:
    """Absolute addresses under `public_url`."""

    def __init__(self, public_url: str, signed: SignedLinks) -> None:
        self._base = public_url.rstrip("/")
        self.signed = signed

    def as_examples(self) -> "ExampleLinks":
        """The same, but where nobody's own page is opened."""
        return ExampleLinks(self._base, self.signed)

    def signed_by(self, signed: SignedLinks) -> "Links":
        """The same addresses, with tokens that another makes."""
        return Links(self._base, signed)

    def manage(self, registration: UUID) -> str:
        """Where a person sees the registration and gives the place back; only who has the link can open it."""
        return f"{self._base}/my/{self.signed.make(REGISTRATION, registration)}"

    def offer(self, registration: UUID) -> str:
        """Where a person takes the place that is kept, or leaves it to the next; opening it changes nothing."""
        return self.manage(registration)

    def reconfirm(self, registration: UUID) -> str:
        """Where a person says whether they still come; opening it changes nothing."""
        return self.manage(registration)

    def feedback(self, message: UUID, answer: Answer) -> str:
        """Where a person says how it was; opening it changes nothing."""
        return f"{self._base}/how-was-it/{self.signed.make(FEEDBACK, message)}?answer={answer}"

    def own_places(self) -> str:
        """Where a person asks for a link to all their registrations."""
        return f"{self._base}/my"

    def own_page(self, message: UUID) -> str:
        """Where a person sees all registrations, for as long as the link of this message works."""
        return f"{self._base}/my/all/{self.signed.make(OWN_PAGE, message)}"

    def planned(self, session: UUID) -> str:
        """Where staff sees a session."""
        return f"{self._base}/planner/sessions/{session}"

    def planned_people(self, session: UUID | None, edition: UUID) -> str:
        """Where staff sees who signed up for a session, or for a group."""
        target = f"sessions/{session}" if session else f"editions/{edition}"
        return f"{self._base}/planner/{target}/people"

    def dead_links(self) -> str:
        """Where staff sees the addresses of e-content that do not answer."""
        return f"{self._base}/planner/content/dead-links"

    def licences(self) -> str:
        """Where staff sees licences, and which end too soon."""
        return f"{self._base}/planner/licences"

    def licence(self, licence: int) -> str:
        return f"{self.licences()}/{licence}"

    def password(self, link: UUID) -> str:
        """Where somebody on the staff chooses a password."""
        return f"{self._base}/planner/password/{self.signed.make(PURPOSE, link)}"

    def activity(self, slug: str) -> str:
        return f"{self._base}/activities/{slug}"

    def package(self, slug: str) -> str:
        return f"{self._base}/learn/{slug}"

    def open(self, registration: UUID, content: Content) -> str:
        """Where a person goes on with it; only who has the link is recorded there."""
        link = OpenLink(registration=registration, package=content.package, unit=content.unit)
        return f"{self._base}/open/{open_token(link, self.signed)}"

    def feed_of_edition(self, edition: UUID) -> str:
        return f"{self._base}/editions/{edition}.ics"

    def unsubscribe(self, message: UUID) -> str:
        """Where one click ends the list that this message belongs to; opening it changes nothing."""
        return f"{self._base}/unsubscribe/{self.signed.make(UNSUBSCRIBE, message)}"

    def agenda(self) -> str:
        return f"{self._base}/agenda"


class ExampleLinks(Links):
    """What would open somebody's own page leads to one that says that it was an example."""

    def open(self, registration: UUID, content: Content) -> str:  # noqa: ARG002  there is none
        return self.package(content.slug)

    def manage(self, registration: UUID) -> str:  # noqa: ARG002  there is none
        return self.example()

    def feedback(self, message: UUID, answer: Answer) -> str:  # noqa: ARG002  there is none
        return self.example()

    def own_places(self) -> str:
        return self.example()

    def example(self) -> str:
        return f"{self._base}/example-mail"

    def unsubscribe(self, message: UUID) -> str:  # noqa: ARG002  there is none
        return self.example()
