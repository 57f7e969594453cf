"""How much of a series an edit is about."""

from enum import StrEnum


class Scope(StrEnum):
    """As calendar programs offer it."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"
