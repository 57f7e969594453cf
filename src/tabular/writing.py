"""Writes rows as CSV (RFC 4180), so that reading them again gives the same rows."""

import csv
import io
from collections.abc import Iterable

from pydantic import BaseModel

from tabular.cells import format_cell


def write_rows(model: type[BaseModel], rows: Iterable[BaseModel]) -> str:
    """Returns a header with the fields of the model, and a line for each row.

    The identity holds for rows in which no list holds an empty text, no text has white space at its ends, and an
    empty text, an empty list and None only stand where they are the default.
    """
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    columns = list(model.model_fields)
    writer.writerow(columns)
    writer.writerows([format_cell(getattr(row, column)) for column in columns] for row in rows)
    return output.getvalue()
