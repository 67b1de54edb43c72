"""The wishes of a request: which criteria were asked about, and how much they count."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from dataclasses import dataclass

from sqlalchemy import ColumnElement, SmallInteger, literal_column

from api.domain import matching
from api.domain.errors import InvalidInput
from api.domain.matching import Criterion, Verdict, Wish
from api.persistence.reading.ask import ArgumentRefused, Ask
from api.persistence.reading.given import Given


@dataclass(frozen=True, slots=True)
class Wished:
    """One criterion that was asked about, and how much it is wished for."""

    criterion: Criterion
    wish: Wish
    given: Given

    @property
    def column(self) -> str:
        return f"gain_{self.criterion.lower()}"

    @property
    def weight(self) -> int:
        return matching.weight(self.criterion, self.wish)

    @property
    def excluding(self) -> bool:
        return matching.excludes(self.wish, Verdict.NOT_MET)

    def gain(self, verdict: Verdict) -> ColumnElement[int]:
        return literal_column(str(matching.gain(self.wish, verdict)), SmallInteger())


def root_of(ask: Ask) -> Ask:
    """Return the surroundings of the root field, whose arguments everything goes by."""
    return ask.outer or ask


def wishes(ask: Ask) -> list[Wished]:
    """Return what the argument ``input`` wishes for; ArgumentRefused if that is nothing."""
    given = ask.given("input")
    found = [
        Wished(criterion, Wish(str(member["wish"].value)), member)
        for criterion in Criterion
        if (member := given[criterion.lower()]).present
    ]
    if not found:
        refusal = InvalidInput("Name at least one thing that you wish for or want to avoid.")
        raise ArgumentRefused(refusal, ask.path, given.path)
    return found
