"""What people state of a thing, field by field: each by a rule, and all that is wrong at once.

A rule takes what was said and returns it as it is kept, or raises a refusal. An input is a
mapping of what was said at all, so that the same rules serve a new thing and a partial change.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pycountry
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from api.domain import ids
from api.domain.errors import InvalidInput, NotFound, Refusal
from api.domain.ids import Code
from api.domain.profiles import is_address
from api.domain.violations import Checks, Violations

type Rule = Callable[[Any], Any]
type Said = Mapping[str, Any]

NAME_LENGTH = 255
TEXT_LENGTH = 20_000
ADDRESS_LENGTH = 2_000
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,4}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./,*#-]{1,62}")
# Joiners of Persian, of India and of emoji, and the marks of right-to-left scripts.
_MARKS = frozenset("\u200c\u200d\u200e\u200f")


def stated(said: Said, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """Return what was said as it is kept; Violations with everything that is wrong with it."""
    return _kept(said, rules, Checks())


def _kept(said: Said, rules: Mapping[str, Rule], checks: Checks) -> dict[str, Any]:
    kept = stated_well(said, rules, checks)
    checks.settle()
    return kept


def stated_well(said: Said, rules: Mapping[str, Rule], checks: Checks) -> dict[str, Any]:
    """Return as it is kept what nothing is wrong with; the checks say what is with the rest."""
    kept: dict[str, Any] = {}
    for name, value in said.items():
        found: Sequence[Refusal] = ()
        try:
            kept[name] = rules[name](value)
        except Violations as several:
            found = several.refusals
        except Refusal as refusal:
            found = (refusal,)
        for each in found:
            each.path = (name, *each.path)
            with checks.at():
                raise each
    return kept


def must(rule: Rule) -> Rule:
    """Refuse null where there is no thing without the field."""

    def checked(value: object) -> Any:  # noqa: ANN401 - whatever the rule returns
        if value is None:
            raise InvalidInput("This is never null: leave it out to keep it.")
        return rule(value)

    return checked


def may(rule: Rule) -> Rule:
    """Let null stand for what is not stated."""
    return lambda value: None if value is None else rule(value)


def many(rule: Rule, *, most: int, distinct: bool = True) -> Rule:
    """Hold each of a list to a rule, naming the place of each that fails; null is empty.

    What a ``distinct`` one says twice is kept once.
    """

    def checked(values: Sequence[object] | None) -> tuple[Any, ...]:
        if values is None:
            return ()
        if len(values) > most:
            raise InvalidInput(f"There are at most {most} of these.")
        said = {str(place): value for place, value in enumerate(values)}
        kept = tuple(_kept(said, dict.fromkeys(said, rule), Checks(prefix=())).values())
        return tuple(dict.fromkeys(kept)) if distinct else kept

    return checked


def record[T](make: Callable[..., T], rules: Mapping[str, Rule]) -> Rule:
    """Make a value of an object of the input, whose members have rules of their own."""
    return lambda said: make(**_kept(said, rules, Checks(prefix=())))


def as_said(value: object) -> Any:  # noqa: ANN401 - whatever the schema has read already
    """Keep what no other value than a fitting one can be said of: an enum, a whole number."""
    return value


def named(code: Code) -> Rule:
    return lambda text: ids.decode(text, expected=code)[1]


def line(most: int = NAME_LENGTH) -> Rule:
    """Keep a text on one line without stray space."""

    def checked(text: str) -> str:
        cleaned = " ".join(text.split())
        if not cleaned or len(cleaned) > most or not _is_printable(cleaned):
            raise InvalidInput(f"This has 1 to {most} printable characters on one line.")
        return cleaned

    return checked


def text(most: int = TEXT_LENGTH, *, least: int = 1) -> Rule:
    """Keep a text of several lines, without space at the ends of them."""

    def checked(text: str) -> str:
        cleaned = "\n".join(each.rstrip() for each in text.strip().splitlines())
        if not least <= len(cleaned) <= most or not _is_printable(cleaned):
            raise InvalidInput(f"This has {least} to {most} printable characters.")
        return cleaned

    return checked


def language(tag: str) -> str:
    if not _LANGUAGE.fullmatch(tag):
        raise InvalidInput("A language is a tag of BCP 47, such as de or pt-BR.")
    return tag


def country(code: str) -> str:
    # Read letter by letter, since the library finds countries by lower-case codes as well.
    if code != code.upper() or not code.isascii() or pycountry.countries.get(alpha_2=code) is None:
        raise InvalidInput("A country is an ISO 3166-1 alpha-2 code, such as GB.")
    return code


def one_of(known: Collection[str], kind: str) -> Rule:
    """Keep the slug of a term that there is."""

    def checked(slug: str) -> str:
        if slug not in known:
            raise NotFound(f"There is no such {kind}.")
        return slug

    return checked


def web_address(address: str) -> str:
    if not is_address(address, longest=ADDRESS_LENGTH):
        raise InvalidInput(
            f"This is an http or https address of at most {ADDRESS_LENGTH} characters."
        )
    return address


def link(address: str) -> str:
    """Keep a web address, or a telephone number as a URI (RFC 3966)."""
    scheme, _, number = address.partition(":")
    if scheme.lower() != "tel":
        return web_address(address)
    return f"tel:{phone(number)}"


def phone(number: str) -> str:
    cleaned = " ".join(number.split())
    if not cleaned.isascii() or not _PHONE.fullmatch(cleaned):
        raise InvalidInput("A telephone number has 2 to 64 digits, spaces and marks: +44 116 123.")
    return cleaned


def licence(text: str) -> str:
    """Keep a web address, or an expression of SPDX identifiers in their own spelling."""
    if is_address(text, longest=ADDRESS_LENGTH):
        return text
    try:
        return str(canonicalize_license_expression(line()(text)))
    except (InvalidInput, InvalidLicenseExpression):
        raise InvalidInput(
            "A licence is an SPDX identifier, such as CC-BY-4.0, or a web address."
        ) from None


def _is_printable(text: str) -> bool:
    """Let spaces of every script pass, and the marks that some cannot be written without.

    What turns the direction of a text around stays out: it shows another text than there is.
    """
    return "".join(each for each in text if each not in _MARKS and not each.isspace()).isprintable()
