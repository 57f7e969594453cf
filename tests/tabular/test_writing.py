from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tabular.reading import read_rows
from tabular.writing import write_rows
from tests.tabular.examples import Colour, Everything

texts = st.text(
    st.one_of(st.sampled_from("ab é|\\'\"=+-@,;\n\t"), st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])),
    max_size=12,
).map(lambda text: text.replace("\ufeff", "").replace("\ufffd", "").strip())
whole_rows: Callable[[], st.SearchStrategy[Everything]] = lambda: st.builds(  # noqa: E731
    Everything,
    text=texts.map(str.strip),
    words=st.lists(texts.map(lambda text: " ".join(text.split())).filter(bool), max_size=3).map(tuple),
    colour=st.none() | st.sampled_from(Colour),
    number=st.none() | st.integers(-(10**17), 10**17),
    real=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    price=st.none() | st.decimals(0, 1000, places=2),
    yes=st.none() | st.booleans(),
    day=st.none() | st.dates(date(1900, 1, 1)),
    hour=st.none() | st.times().map(lambda moment: moment.replace(microsecond=0)),
    language=st.sampled_from(["nl", "en", "-x"]),
)


@given(st.lists(whole_rows(), max_size=4))
def test_reading_what_was_written_gives_the_same_rows(rows: list[Everything]) -> None:
    # A line without any text is no row; with its language no row is empty.
    again = read_rows(write_rows(Everything, rows).encode(), Everything)

    assert [numbered.row for numbered in again] == rows


def test_writing_every_kind_of_value() -> None:
    row = Everything(
        text='say "=1", twice',
        words=("a|b", "=c"),
        colour=Colour.DARK_BLUE,
        number=-3,
        real=0.5,
        price=Decimal("2.50"),
        yes=False,
        day=date(2027, 3, 31),
        hour=time(9, 30),
    )

    header, line = write_rows(Everything, [row]).splitlines()

    assert header == "text,words,colour,number,real,price,yes,day,hour,language"
    assert line == '"say ""=1"", twice",a\\|b|\'=c,dark_blue,-3,0.5,2.50,no,2027-03-31,09:30,nl'


def test_writing_nothing_gives_the_header() -> None:
    assert write_rows(Everything, []) == "text,words,colour,number,real,price,yes,day,hour,language\r\n"
