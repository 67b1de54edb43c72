"""What a group has stated of itself in a few words, and what it has not."""

from dataclasses import dataclass

from api.http.pages import names, words
from api.http.pages.asking import Json


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and words of what is stated, and the names of what is not."""

    stated: tuple[tuple[str, str], ...]
    not_stated: tuple[str, ...]


def facts(group: Json) -> Facts:
    """Return what helps somebody choose between groups."""
    told = {
        "Joining": words.word(group["joining"], "Joining"),
        "New people": newcomers(group["newcomersWelcome"]),
        "Style": words.word(group["style"], "Style"),
        "Size": words.word(group["size"], "Size"),
        "Cost": words.word(group["cost"], "Cost"),
        "Languages": ", ".join(map(names.language, group["languages"])) or words.NOT_STATED,
    }
    return Facts(
        tuple(pair for pair in told.items() if pair[1] != words.NOT_STATED),
        tuple(name.lower() for name, said in told.items() if said == words.NOT_STATED),
    )


def newcomers(welcome: bool | None) -> str:  # noqa: FBT001 - a value of the schema
    """Return whether new people are welcome."""
    if welcome is None:
        return words.NOT_STATED
    return "Welcome" if welcome else "Not at the moment"
