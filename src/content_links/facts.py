"""What happens to e-content that its organisation wants to hear of."""

from datetime import date
from typing import ClassVar

from outbox.recording import RecordedFact


class LinksDied(RecordedFact):
    """Addresses in packages of an organisation have stopped answering; `on` is the day on which that was seen."""

    kind: ClassVar[str] = "links_died"
    organisation: int
    on: date


class LicencesEnding(RecordedFact):
    """Licences of an organisation end before the last meeting that needs them; `on` is the day of saying so."""

    kind: ClassVar[str] = "licences_ending"
    organisation: int
    licences: tuple[int, ...]
    on: date
