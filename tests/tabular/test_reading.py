from pathlib import Path

import pytest

from tabular.errors import (
    BadLines,
    CellTooLong,
    DoubledColumn,
    FileEmpty,
    FileTooLarge,
    KnownColumns,
    MissingColumn,
    NotUtf8,
    UnknownColumn,
    UnusableFile,
)
from tabular.reading import Limits, NumberedRow, read_rows
from tests.tabular.examples import Book

DUNE = Book(title="Dune", pages=412)


def mistakes(source: bytes, limits: Limits | None = None) -> list[str]:
    with pytest.raises(BadLines) as caught:
        read_rows(source, Book, limits or Limits())
    return [str(line) for line in caught.value.lines]


@pytest.mark.parametrize(
    "source",
    [
        b"title,pages\nDune,412\n",
        b"\xef\xbb\xbftitle,pages\r\nDune,412\r\n",
        b"title;pages\r\nDune;412\r\n",
        b"sep=;\r\ntitle;pages\r\nDune;412\r\n",
        b"title\tpages\nDune\t412",
        b'"Title", PAGES\r Dune , 412 \r',
        b"title;pages;;\nDune;412;;\n;;;\n",
        b"pages,title\n412,Dune",
    ],
)
def test_rows_of_a_file_as_spreadsheets_write_it(source: bytes) -> None:
    assert [numbered.row for numbered in read_rows(source, Book)] == [DUNE]


def test_rows_of_a_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "books.csv"
    path.write_text("title,pages\nDune,412\n", encoding="utf-8")

    assert read_rows(path, Book) == [NumberedRow(2, DUNE)]


def test_line_numbers_with_line_breaks_in_cells() -> None:
    source = b'title,pages,note\n\nDune,412,"one\r\ntwo\nthree"\nEmma,474,\n'

    rows = read_rows(source, Book)

    assert [numbered.line for numbered in rows] == [3, 6]
    assert rows[0].row.note == "one\ntwo\nthree"


def test_absent_column_is_not_set_but_an_empty_cell_is() -> None:
    absent = read_rows(b"title,pages\nDune,412\n", Book)[0].row
    empty = read_rows(b"title,pages,note\nDune,412,\n", Book)[0].row

    assert absent == empty
    assert absent.model_fields_set == {"title", "pages"}
    assert empty.model_fields_set == {"title", "pages", "note"}


def test_header_without_rows() -> None:
    assert read_rows(b"title,pages\n", Book) == []


def test_every_bad_line_is_named() -> None:
    source = b"title,pages\nDune,412\n,many\nA title that is too long by far,0\nEmma,474,extra\nEmma\n"

    assert mistakes(source) == [
        "line 3: title: This must be filled in.",
        "line 3: pages: many is not a whole number.",
        "line 4: title: This has more than 20 characters.",
        "line 4: pages: 0 is too low: at least 1.",
        "line 5: This line has 3 cells, but the first line has 2 columns.",
        "line 6: This line has 1 cells, but the first line has 2 columns.",
    ]


def test_bad_line_after_cells_of_many_lines_has_the_number_of_an_editor() -> None:
    source = b'title,pages,note\nDune,412,"a\nb\nc"\nEmma,none,\n'

    assert mistakes(source) == ["line 5: pages: none is not a whole number."]


def test_quotes_that_do_not_match() -> None:
    start = "line 3: The quotation marks do not match"

    assert mistakes(b'title,pages\nDune,412\n"Emma,474\nIt,5\n')[0].startswith(start)
    assert mistakes(b'title,pages\nDune,412\n"Em"ma,474\n')[0].startswith(start)


def test_columns_that_are_wrong() -> None:
    with pytest.raises(BadLines) as caught:
        read_rows(b"title,author,title\nDune,Herbert,Dune\n", Book)

    assert [(bad.line, bad.column, type(bad.reason)) for bad in caught.value.lines] == [
        (1, "author", UnknownColumn),
        (1, "title", DoubledColumn),
        (1, "pages", MissingColumn),
        (1, "", KnownColumns),
    ]
    assert str(caught.value.lines[-1]) == "line 1: The columns of this file can be: title, pages, note."


def test_nul_and_control_characters() -> None:
    assert mistakes(b"title,pages\nDu\0ne,412\nEm\x07ma,474\n") == [
        "line 2: title: There is a NUL character in this cell.",
        "line 3: title: There is a character here that cannot be shown. Type this text anew.",
    ]


def test_line_break_in_a_text_of_one_line() -> None:
    assert mistakes(b'title,pages\n"Du\nne",412\n') == ["line 2: title: This must fit on one line."]


def test_cell_over_the_limit() -> None:
    with pytest.raises(BadLines) as caught:
        read_rows(b"title,pages\n" + b"a" * 101 + b",1\n", Book, Limits(cell_characters=100))

    assert [type(bad.reason) for bad in caught.value.lines] == [CellTooLong]


def test_cell_over_the_limit_of_the_csv_module() -> None:
    with pytest.raises(BadLines) as caught:
        read_rows(b"title,pages\n" + b"a" * 200_000 + b",1\n", Book)

    assert [(bad.line, type(bad.reason)) for bad in caught.value.lines] == [(2, CellTooLong)]


def test_more_rows_than_allowed() -> None:
    source = b"title,pages\nDune,412\nEmma,474\nIt,1138\n"

    assert mistakes(source, Limits(rows=2)) == [
        "line 4: The file has more than 2 lines with data. Divide it over several files."
    ]


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        (b"", FileEmpty, "The file is empty."),
        (b"\xef\xbb\xbf \r\n", FileEmpty, "The file is empty."),
        (b"title,pages\n" + b"x" * 2_000_000, FileTooLarge, "The file has more than 1.5 megabytes."),
        (
            b"title,pages\nDune,1\nCaf\xe9,1\n",
            NotUtf8,
            'Line 3 is not UTF-8 text. In Excel, save the file as "CSV UTF-8".',
        ),
        (
            "title,pages\n".encode("utf-16"),
            NotUtf8,
            'Line 1 is not UTF-8 text. In Excel, save the file as "CSV UTF-8".',
        ),
    ],
)
def test_file_that_cannot_be_read(source: bytes, error: type[UnusableFile], message: str) -> None:
    with pytest.raises(error) as caught:
        read_rows(source, Book, Limits(bytes=1_500_000))

    assert str(caught.value) == message
