"""The constraint kind that Piccolo lacks."""

from piccolo.constraints import Constraint


class Exclude(Constraint):
    """EXCLUDE USING gist: no two rows for which all the elements agree, such as two sessions in one room.

    :param elements: SQL such as ``"room WITH =, tstzrange(starts_at, ends_at) WITH &&"``.
    :param condition: SQL of the rows it holds for; empty means all.
    :param deferrable: look at the end of each statement, or of the transaction when that asks for it, so that rows can
        change places.
    """

    def __init__(
        self, elements: str, condition: str = "", *, deferrable: bool = False, name: str | None = None
    ) -> None:
        self.elements = elements
        self.condition = condition
        self.deferrable = deferrable
        super().__init__(name=name, elements=elements, condition=condition, deferrable=deferrable)

    def serialise_self(self) -> None:
        """Nothing to turn into text: the parameters can be written as they are."""

    @property
    def ddl(self) -> str:
        where = f" WHERE ({self.condition})" if self.condition else ""
        deferrable = " DEFERRABLE INITIALLY IMMEDIATE" if self.deferrable else ""
        return f"EXCLUDE USING gist ({self.elements}){where}{deferrable}"

    def _table_str(self) -> str:
        return f"{self._meta._name} = Exclude({self.elements!r}, {self.condition!r}, deferrable={self.deferrable!r})"  # noqa: SLF001  Piccolo's own way
