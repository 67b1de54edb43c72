"""What people ask of a directory, for measuring how the time of each grows with its size."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its document and variables, and whether it must not grow with the data."""

    name: str
    query: str
    variables: Mapping[str, Any]
    flat: bool = False


CARD = """
nodes {
  id slug name summary language support style size joining cost languages
  network { id name }
  nextOccurrences(first: 3) { id startsAt endsAt localStart }
}
"""
GROUPS = f"query ($filter: GroupFilter) {{ groups(first: 20, filter: $filter) {{ {CARD} }} }}"
NOW = """
{ occurrences(when: {startingWithin: 60}, first: 20) {
    nodes { startsAt group { id name } meeting { medium } } } }
"""
MATCH = """
query ($input: MatchInput!) {
  matchGroups(input: $input, first: 10) {
    considered
    matches {
      score group { id name network { id name } }
      reasons { criterion verdict evidence } nextOccurrences(first: 3) { startsAt }
    }
  }
}
"""
FACETS = """
{ facets {
    totalCount
    topics { values(first: 10) { value count } notStated }
    support { values { value count } } style { values { value count } }
    languages { values { value count } } media { values { value count } } } }
"""
COVERAGE = '{ coverage(timeZone: "Europe/Berlin") { emptyHours hours { hour occurrences } } }'
BERLIN = {"latitude": 52.52, "longitude": 13.40}
EVENINGS = {
    "timeZone": "Europe/Berlin",
    "weekdays": ["MO", "TU", "WE"],
    "after": "18:00",
    "before": "21:00",
}

WINDOW = {"weekdays": ["MO", "TU", "WE"], "after": "18:00", "before": "21:00"}
NIGHT = {"timeZone": "Europe/Berlin", "weekdays": ["SU"], "after": "03:00", "before": "04:00"}
WISHES = {
    "concerns": {"anyOf": ["loneliness"], "wish": "MUST"},
    "support": {"anyOf": ["EMOTIONAL"]},
    "languages": {"anyOf": ["en"]},
    "availability": {"timeZone": "Europe/Berlin", "windows": [WINDOW]},
    "newcomers": {},
}

QUESTIONS = (
    Question("a page by name", GROUPS, {}, flat=True),
    Question("on now or within the hour", NOW, {}, flat=True),
    Question("a word of one group", GROUPS, {"filter": {"text": "711 margate"}}, flat=True),
    Question(
        "a rare topic", GROUPS, {"filter": {"topics": {"anyOf": ["rare-disease"]}}}, flat=True
    ),
    Question("a common topic", GROUPS, {"filter": {"topics": {"anyOf": ["loneliness"]}}}),
    Question("a common word", GROUPS, {"filter": {"text": "leeds"}}),
    Question(
        "meets on three evenings",
        GROUPS,
        {"filter": {"meets": {"timeZone": "Europe/Berlin", **EVENINGS}}},
    ),
    Question("meets in a night hour", GROUPS, {"filter": {"meets": NIGHT}}),
    Question("within 25 km", GROUPS, {"filter": {"near": BERLIN}}),
    Question("the nearest twenty", GROUPS, {"filter": {"near": {**BERLIN, "nearest": 20}}}),
    Question("matches for five wishes", MATCH, {"input": WISHES}),
    Question("facets of five dimensions", FACETS, {}),
    Question("coverage of a week", COVERAGE, {}),
)
