from tabular.counting import ImportCount, Outcome


def test_import_count_says_what_was_done() -> None:
    count = ImportCount.of([Outcome.CREATED, Outcome.UNCHANGED, Outcome.CREATED])

    assert count == ImportCount(created=2, changed=0, unchanged=1)
    assert str(count) == "2 created, 0 changed, 1 unchanged"
