"""The checkboxes beside a search: each value in use, how often, and whether it is chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.http.pages import names, words
from api.http.pages.asking import Json
from api.http.pages.choices import CHOICES, Choice
from api.http.pages.search import Search


@dataclass(frozen=True, slots=True)
class Option:
    """One checkbox; ``count`` is None where it has not been counted."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Dimension:
    """One list of checkboxes, and how many groups have not stated this at all."""

    choice: Choice
    options: Sequence[Option]
    not_stated: int

    @property
    def chosen(self) -> bool:
        return any(option.chosen for option in self.options)


def dimensions(search: Search, found: Json | None) -> list[Dimension]:
    """Return the lists of checkboxes; without an answer they hold only what is chosen."""
    facets: Json = found["facets"] if found else {}
    made = (_dimension(choice, search, facets.get(choice.member)) for choice in CHOICES)
    return [dimension for dimension in made if dimension.options]


def _dimension(choice: Choice, search: Search, facet: Json | None) -> Dimension:
    chosen = search.chosen[choice.name]
    options = list(_counted(choice, chosen, facet["values"] if facet else []))
    known = {option.value for option in options}
    # What is chosen can be taken back where nothing is found, and more of its kind be added:
    # the counts are of what the search keeps, so its neighbours are not among them.
    rest = dict.fromkeys((*chosen, *(words.WORDS.get(choice.kind, ()) if chosen else ())))
    options += [
        Option(each, _label(choice, each, each), None, each in chosen)
        for each in rest
        if each not in known
    ]
    return Dimension(choice, options, facet["notStated"] if facet else 0)


def _counted(choice: Choice, chosen: Sequence[str], values: Sequence[Json]) -> Iterator[Option]:
    for each in values:
        value: str = each["value"]
        label = _label(choice, value, each["label"])
        yield Option(value, label, each["count"], value in chosen)


def _label(choice: Choice, value: str, label: str) -> str:
    if choice.kind:
        return words.word(value, choice.kind)
    return names.language(value) if choice.member == "languages" else label
