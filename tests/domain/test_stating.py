"""Single fields as people state them: what is kept, and what is refused."""
# ruff: noqa: RUF001 - texts are written as people write them.

from collections.abc import Callable

import pytest

from api.domain.errors import InvalidInput, Refusal
from api.domain.stating import (
    as_said,
    country,
    language,
    licence,
    line,
    link,
    many,
    may,
    must,
    one_of,
    phone,
    record,
    stated,
    text,
    web_address,
)
from api.domain.violations import Violations

type Check = Callable[[str], str]


@pytest.mark.parametrize(
    ("rule", "said", "kept"),
    [
        (line(), "  a \u00a0 b\n", "a b"),
        (line(), "می\u200cخواهم", "می\u200cخواهم"),
        (text(), "\n a  \nb\u00a0!\n\n", "a\nb\u00a0!"),
        (text(), "👩\u200d👧", "👩\u200d👧"),
        (language, "pt-BR", "pt-BR"),
        (country, "GB", "GB"),
        (licence, "cc0-1.0", "CC0-1.0"),
        (licence, "https://example.org/licence", "https://example.org/licence"),
        (link, "tel:+44 116 123", "tel:+44 116 123"),
        (link, "https://meet.example.org/a?b=c#d", "https://meet.example.org/a?b=c#d"),
        (phone, " +49 (341)  12-34 ", "+49 (341) 12-34"),
        (phone, "113", "113"),
    ],
)
def test_what_fits_is_kept_in_its_own_spelling(rule: Check, said: str, kept: str) -> None:
    assert rule(said) == kept


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (line(), " \u00a0 "),
        (line(3), "abcd"),
        (line(), "a\u202eb"),
        (text(least=3), "ab"),
        (text(3), "abcd"),
        (text(), "a\x1bb"),
        (language, "english"),
        (country, "gb"),
        (country, "ß"),
        (country, "ZZ"),
        (licence, "All rights reserved"),
        (licence, "MIT\x00"),
        (licence, "javascript:alert(1)"),
        (web_address, "tel:113"),
        (web_address, "https://user@host.example"),
        (web_address, "https://host.example:port"),
        (web_address, "https://host.example/" + "x" * 2_000),
        (link, "JavaScript:alert(1)"),
        (link, "tel:javascript"),
        (phone, "1"),
        (phone, "٣٤١١٢٣٤"),
        (phone, "1" * 70),
    ],
)
def test_what_does_not_fit_is_refused(rule: Check, said: str) -> None:
    with pytest.raises(InvalidInput):
        rule(said)


def test_everything_that_is_wrong_is_found_with_its_place() -> None:
    concern = record(dict, {"its_name": must(line())})
    rules = {"some_list": many(concern, most=2), "a_word": one_of({"a"}, "word"), "c": may(line())}
    said = {"some_list": [{"its_name": "x"}, {"its_name": None}], "a_word": "b", "c": None}
    with pytest.raises(Violations) as found:
        stated(said, rules)
    assert [(each.code, each.path) for each in found.value.refusals] == [
        ("INVALID_INPUT", ("input", "someList", "1", "itsName")),
        ("NOT_FOUND", ("input", "aWord")),
    ]


def test_what_is_not_said_is_not_kept_and_null_is_an_empty_list() -> None:
    rules = {"names": many(line(), most=2), "name": may(line()), "other": must(as_said)}
    assert stated({"names": None, "name": None}, rules) == {"names": (), "name": None}


def test_what_is_said_twice_is_kept_once_unless_each_has_a_place() -> None:
    assert many(line(), most=2)(["a", "a"]) == ("a",)
    assert many(line(), most=2, distinct=False)(["a", "a"]) == ("a", "a")
    with pytest.raises(Refusal):
        many(line(), most=2)(["a", "a", "a"])
