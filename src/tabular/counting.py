"""What an import did."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ImportCount:
    """How many of the things in a file were new, different from what was there, or the same."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    @classmethod
    def of(cls, outcomes: list[Outcome]) -> "ImportCount":
        return cls(*(outcomes.count(outcome) for outcome in Outcome))

    def __str__(self) -> str:
        return f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"
