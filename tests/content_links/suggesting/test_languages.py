from content_links.suggesting.languages import about, languages_of


def test_title_about_another_language_fits_material_in_it() -> None:
    assert about("nl", "Engels voor op reis") == {"en"}
    assert about("nl", "Español para todos") == {"es"}
    assert languages_of("nl", "Turks en Arabisch voorlezen") == ["nl", "ar", "tr", "mul"]


def test_title_about_its_own_language_or_a_longer_word_names_no_other() -> None:
    assert about("nl", "Samen Nederlands praten") == frozenset()
    assert about("en", "English conversation") == frozenset()
    assert about("nl", "Poolshoogte nemen") == frozenset()
