# ruff: noqa: RUF001 - texts are written as people write them.

from collections.abc import Iterable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import InvalidInput
from api.domain.search import LONGEST_QUESTION, LONGEST_WORD, MOST_WORDS, question, words
from api.domain.text import fold


def written(asked: str) -> list[str]:
    """Return each clause of a question as one text: ``+`` follows directly, ``*`` goes on."""
    return [
        "|".join("+".join(sought.words) + "*" * sought.beginning for sought in clause)
        for clause in question(asked)
    ]


def test_case_accents_and_forms_do_not_matter() -> None:
    same = ("CAFÉ Straße", "cafe\u0301 STRASSE", "ｃａｆｅ strasse")
    assert {tuple(words(text)) for text in same} == {("cafe", "strasse")}
    assert words("Łódź, Tromsø, æ, İzmir, ısı") == ["lodz", "tromso", "ae", "izmir", "isi"]


def test_marks_that_are_letters_stay() -> None:
    assert fold("กุ้ง ไม้") == "กุ้ง ไม้"
    assert fold("ガン") == "ガン"
    assert fold("हिन्दी") == "हिन्दी"


def test_points_of_hebrew_and_arabic_do_not_matter() -> None:
    assert fold("שָׁלוֹם") == fold("שלום")
    assert fold("مَجْمُوعَة أَمَل") == fold("مجموعة امل")


def test_words_end_where_neither_letters_nor_digits_are() -> None:
    assert words("24/7: hope, (again) & again!") == ["24", "7", "hope", "again", "again"]
    assert words("हिन्दी में") == ["हिन्दी", "में"]


@pytest.mark.parametrize("text", ["", " ", "…", "---", "❤️ 🌱", "\0", "' . -", "\ud800", "\u200d"])
def test_what_has_no_letter_and_no_digit_has_no_words(text: str) -> None:
    assert words(text) == []
    with pytest.raises(InvalidInput):
        question(text)


def test_a_compound_is_found_by_its_parts_and_as_one() -> None:
    assert words("co-dependency") == ["co", "dependency", "codependency"]
    assert words("women’s") == ["women", "s", "womens"]
    assert words("A.A.") == ["a", "a", "aa"]


def test_a_compound_may_be_asked_for_in_either_way() -> None:
    assert written("co-dependency x") == ["co|codependency*", "dependency*|codependency*", "x*"]
    assert written("A.A. x") == ["aa", "x*"]


@pytest.mark.parametrize(
    ("asked", "essence"), [("l'alcool", "alcool"), ("women’s", "women"), ("dell’alcol", "alcol")]
)
def test_the_longest_part_around_an_apostrophe_is_what_must_be_found(
    asked: str, essence: str
) -> None:
    joined = "".join(char for char in asked if char.isalpha())
    assert written(asked) == [f"{essence}*|{joined}*"]


def test_a_script_without_spaces_is_cut_into_pairs() -> None:
    assert words("うつ病") == ["うつ", "つ病", "病"]
    assert words("AAミーティング") == ["aa", "みー", "ーて", "てぃ", "ぃん", "んぐ", "ぐ"]
    assert words("กลุ่ม")[:2] == ["กล", "ลุ"]
    assert words("病") == ["病"]


def test_pairs_must_follow_one_another_and_one_character_begins_them() -> None:
    assert written("うつ病 病") == ["うつ+つ病", "病*"]


def test_katakana_finds_hiragana() -> None:
    assert question("ｳﾂ") == question("ウツ") == question("うつ")


def test_long_words_and_the_last_one_may_go_on() -> None:
    assert written("men grief an day") == ["men", "grief*", "day*"]
    assert written("grief me") == ["grief*", "me*"]


def test_small_words_need_not_be_found_unless_there_are_no_others() -> None:
    assert written("groups for people with anxiety") == ["groups*", "people*", "anxiety*"]
    assert written("für die Trauer") == ["die", "trauer*"]
    assert written("for the") == ["for", "the*"]


def test_a_question_is_refused_above_its_length_and_its_number_of_words() -> None:
    assert question("x" * LONGEST_QUESTION)
    assert len(question("x " * MOST_WORDS)) == MOST_WORDS
    for asked in ("x" * (LONGEST_QUESTION + 1), "x" * 10_000, "x " * (MOST_WORDS + 1)):
        with pytest.raises(InvalidInput):
            question(asked)


def test_a_long_word_is_cut_alike_on_both_sides() -> None:
    assert words("x" * 100) == ["x" * LONGEST_WORD]
    assert written("x" * 100) == ["x" * LONGEST_WORD + "*"]


def each_word(asked: str) -> Iterable[str]:
    return (word for clause in question(asked) for sought in clause for word in sought.words)


@given(st.text(max_size=LONGEST_QUESTION))
def test_words_hold_nothing_but_letters_marks_and_digits(text: str) -> None:
    found = words(text)
    assert all(word and len(word) <= LONGEST_WORD for word in found)
    assert not any(char in "&|!()<>:*'\\\"+ \0" for word in found for char in word)


@given(st.text(max_size=LONGEST_QUESTION))
def test_a_text_is_found_by_itself(text: str) -> None:
    try:
        asked = question(text)
    except InvalidInput:
        return
    found = words(text)
    for clause in asked:
        assert any(
            all(word in found for word in sought.words)
            or (sought.beginning and any(word.startswith(sought.words[-1]) for word in found))
            for sought in clause
        )


@given(st.text(max_size=50))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=LONGEST_QUESTION))
def test_any_text_is_a_question_or_refused(text: str) -> None:
    with suppress(InvalidInput):
        assert list(each_word(text))
