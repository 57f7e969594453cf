"""The constraint kind that Piccolo lacks."""

from piccolo.constraints import Constraint


class Exclude(Constraint):
    """EXCLUDE USING gist: no two rows for which all the elements agree, such as two sessions in one room.

    :param elements: SQL such as ``"room WITH =, tstzrange(starts_at, ends_at) WITH &&"``.
    :param condition: SQL of the rows it holds for; empty means all.
    """

    def __init__(self, elements: str, condition: str = "", name: str | None = None) -> None:
        self.elements = elements
        self.condition = condition
        super().__init__(name=name, elements=elements, condition=condition)

    def serialise_self(self) -> None:
        """Nothing to turn into text: both parameters are text already."""

    @property
    def ddl(self) -> str:
        where = f" WHERE ({self.condition})" if self.condition else ""
        return f"EXCLUDE USING gist ({self.elements}){where}"

    def _table_str(self) -> str:
        return f"{self._meta._name} = Exclude({self.elements!r}, {self.condition!r})"  # noqa: SLF001  Piccolo's own way
