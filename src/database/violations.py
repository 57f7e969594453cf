"""Turns the constraint that PostgreSQL names into the error that the domain names."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import asyncpg


@contextmanager
def violations(errors: Mapping[str, Exception]) -> Iterator[None]:
    """Raises the error that belongs to the violated constraint; what is not listed passes unchanged.

    :param errors: constraint name -> error to raise.
    """
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as violation:
        error = errors.get(violation.constraint_name or "")
        if error is None:
            raise
        raise error from violation
