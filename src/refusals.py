"""What people may not do or did wrong, said in their language.

A refusal's docstring is its message: an English sentence that is also the key in the catalogues, with `%(name)s` for
the details it was made with.
"""

from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818  an answer, not a programming error
    """Something went wrong."""

    code: ClassVar[str] = "refused"
    """Stable, for programs."""

    def __init__(self, *, field: str | None = None, **details: Any) -> None:
        self.field = field
        self.details = details
        super().__init__(self.message_id % details)

    @property
    def message_id(self) -> str:
        return " ".join((type(self).__doc__ or "").split())


class Invalid(Refusal):
    """This value cannot be used."""

    code = "invalid"


class UnknownCursor(Invalid):
    """The list cannot go on from there. Start again at the beginning."""

    code = "unknown_cursor"


class Missing(Refusal):
    """This does not exist."""

    code = "not_found"


class Conflict(Refusal):
    """This clashes with something else."""

    code = "conflict"


class Forbidden(Refusal):
    """You may not do this."""

    code = "forbidden"
