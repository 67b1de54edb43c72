"""What may be stated of a network."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from api.domain.contacts import CONTACT
from api.domain.errors import InvalidInput
from api.domain.ids import Code
from api.domain.networks import Concern, Notice
from api.domain.stating import (
    Rule,
    as_said,
    country,
    language,
    licence,
    line,
    many,
    may,
    must,
    named,
    one_of,
    record,
    text,
)
from api.domain.violations import Checks

MOST_TOPICS, MOST_CONCERNS, MOST_LANGUAGES, MOST_COUNTRIES = 100, 200, 100, 250
DESCRIPTION_LENGTH, NOTICE_LENGTH, GUIDELINES_LENGTH = 10_000, 4_000, 20_000
MOST_LINES = 300
"""Of guidelines: to compare more line by line could take a second, in which nobody is answered."""
LEAST_NOTICE = 20
"""Nobody says in fewer characters that this is neither therapy nor an emergency service."""

WHICH: Mapping[str, Rule] = {"id": named(Code.NETWORK), "expected_version": as_said}
"""What every change of a network says first: which one, as which version."""


def network_rules(topics: Collection[str]) -> Mapping[str, Rule]:
    """Return the rule of each field, for a platform that knows these topics."""
    topic = one_of(topics, "topic")
    concern = record(Concern, {"name": must(line()), "topic": may(topic)})
    notice = record(Notice, {"language": language, "text": text(NOTICE_LENGTH, least=LEAST_NOTICE)})
    return {
        **WHICH,
        "name": must(line()),
        "description": may(text(DESCRIPTION_LENGTH)),
        "topics": many(topic, most=MOST_TOPICS),
        "concerns": many(concern, most=MOST_CONCERNS),
        "coverage": many(country, most=MOST_COUNTRIES),
        "languages": many(language, most=MOST_LANGUAGES),
        "licence": may(licence),
        "attribution": may(line()),
        "contact": CONTACT,
        "notices": _one_each(many(notice, most=MOST_LANGUAGES, distinct=False)),
    }


def guidelines_rules(code: Code) -> Mapping[str, Rule]:
    """Return the rules of guidelines, which a group may withdraw and a network may not."""
    needed = must if code is Code.NETWORK else may
    return {
        **WHICH,
        "id": named(code),
        "text": needed(_guidelines),
        "language": may(language),
    }


def _guidelines(said: str) -> str:
    kept = text(GUIDELINES_LENGTH)(said)
    if kept.count("\n") >= MOST_LINES:
        raise InvalidInput(f"Guidelines have at most {MOST_LINES} lines.")
    return kept


def _one_each(notices: Rule) -> Rule:
    """Refuse a second notice in one language, naming its place."""

    def checked(said: Sequence[object] | None) -> Any:  # noqa: ANN401 - what the rule returns
        kept: tuple[Notice, ...] = notices(said)
        checks, told = Checks(prefix=()), set[str]()
        for place, each in enumerate(kept):
            with checks.at(str(place), "language"):
                if each.language in told:
                    raise InvalidInput("There is one notice in each language.")
            told.add(each.language)
        checks.settle()
        return kept

    return checked
