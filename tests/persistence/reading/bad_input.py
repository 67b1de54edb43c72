"""Bad input, case by case: the sentence that names it, what is asked, what has to come of it."""

from dataclasses import dataclass
from math import inf, nan

from api.domain.occurrences import HORIZON_DAYS
from tests.persistence.reading.asking import Json
from tests.world_rows import TOPICS

HERE = {"latitude": 40.7, "longitude": -74.0}
TOO_LONG = "a sentence " * 1_000
MOST_INT, LEAST_INT = 2**31 - 1, -(2**31)


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused before any statement; ``argument`` leads to what was refused.

    Without it the value does not even fit its type.
    """

    argument: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """Answered; ``like`` is a question with the same answer, None where nothing is right."""

    like: Json | None = None


type Expected = Refused | Answers
NOTHING, INVALID = Answers(), Refused()
EVERY: Json = {}


def filter_at(*path: str) -> Refused:
    return Refused(("filter", *path))


FILTERS: dict[str, tuple[Json, Expected]] = {
    "no place lies north of the pole": (
        {"near": {**HERE, "latitude": 91}}, filter_at("near", "latitude")),
    "no place lies south of the pole": (
        {"near": {**HERE, "latitude": -90.0001}}, filter_at("near", "latitude")),
    "no place lies more than half way round": (
        {"near": {**HERE, "longitude": 181}}, filter_at("near", "longitude")),
    "no place lies at a number that is none": ({"near": {**HERE, "latitude": nan}}, INVALID),
    "no place lies at infinity": ({"near": {**HERE, "longitude": inf}}, INVALID),
    "a place has two numbers": ({"near": {"latitude": 1}}, INVALID),
    "a place is not a text": ({"near": "New York"}, INVALID),
    "nothing lies within nothing": (
        {"near": {**HERE, "withinKm": 0}}, filter_at("near", "withinKm")),
    "no distance is negative": ({"near": {**HERE, "withinKm": -1}}, filter_at("near", "withinKm")),
    "no distance is longer than the globe": (
        {"near": {**HERE, "withinKm": 1e308}}, filter_at("near", "withinKm")),
    "no distance is infinite": ({"near": {**HERE, "withinKm": inf}}, INVALID),
    "a distance of millimetres is the place itself": (
        {"near": {"latitude": 40.7128, "longitude": -74.006, "withinKm": 1e-300}},
        Answers({"near": {"latitude": 40.7128, "longitude": -74.006, "withinKm": 0.0004}})),
    "the nearest none are no question": (
        {"near": {**HERE, "nearest": 0}}, filter_at("near", "nearest")),
    "the nearest are not negative": (
        {"near": {**HERE, "nearest": -5}}, filter_at("near", "nearest")),
    "the nearest are a page at most": (
        {"near": {**HERE, "nearest": 101}}, filter_at("near", "nearest")),
    "the nearest are fewer than a whole number holds": (
        {"near": {**HERE, "nearest": MOST_INT + 1}}, INVALID),
    "a time of day has hours below 24": (
        {"meets": {"timeZone": "UTC", "after": "25:00"}}, filter_at("meets", "after")),
    "a time of day has minutes below 60": (
        {"meets": {"timeZone": "UTC", "before": "12:60"}}, filter_at("meets", "before")),
    "a time of day is written in digits": (
        {"meets": {"timeZone": "UTC", "after": "7 pm"}}, filter_at("meets", "after")),
    "a time of day is not empty": (
        {"meets": {"timeZone": "UTC", "after": ""}}, filter_at("meets", "after")),
    "a time of day has no offset": (
        {"meets": {"timeZone": "UTC", "after": "18:00Z"}}, filter_at("meets", "after")),
    "a time of day is not ten thousand characters": (
        {"meets": {"timeZone": "UTC", "after": TOO_LONG}}, filter_at("meets", "after")),
    "a window from a time to itself is the whole day": (
        {"meets": {"timeZone": "UTC", "after": "18:00", "before": "18:00"}},
        Answers({"meets": {"timeZone": "UTC"}})),
    "a window of no minute is the whole day too": (
        {"meets": {"timeZone": "UTC", "after": "00:00", "before": "00:00"}},
        Answers({"meets": {"timeZone": "UTC"}})),
    "a window past midnight ends the next morning": (
        {"meets": {"timeZone": "UTC", "after": "12:00", "before": "11:59"}},
        Answers({"meets": {"timeZone": "UTC", "after": "12:00", "before": "11:59:59"}})),
    "a day that is named twice is one day": (
        {"meets": {"timeZone": "UTC", "weekdays": ["WE", "WE"]}},
        Answers({"meets": {"timeZone": "UTC", "weekdays": ["WE"]}})),
    "nobody looks ahead no days": (
        {"meets": {"timeZone": "UTC", "withinDays": 0}}, filter_at("meets", "withinDays")),
    "nobody looks ahead backwards": (
        {"meets": {"timeZone": "UTC", "withinDays": -1}}, filter_at("meets", "withinDays")),
    "nobody looks beyond what is known": (
        {"meets": {"timeZone": "UTC", "withinDays": HORIZON_DAYS + 1}},
        filter_at("meets", "withinDays")),
    "a zone is not empty": ({"meets": {"timeZone": ""}}, filter_at("meets", "timeZone")),
    "a zone is not blank": ({"meets": {"timeZone": " "}}, filter_at("meets", "timeZone")),
    "a zone is not an offset": ({"meets": {"timeZone": "+02:00"}}, filter_at("meets", "timeZone")),
    "a zone is not the sun's, as in 1890": (
        {"meets": {"timeZone": "LMT"}}, filter_at("meets", "timeZone")),
    "a zone has one spelling": (
        {"meets": {"timeZone": "europe/berlin"}}, filter_at("meets", "timeZone")),
    "a zone is not a path": (
        {"meets": {"timeZone": "../../etc/passwd"}}, filter_at("meets", "timeZone")),
    "a zone is not ten thousand characters": (
        {"meets": {"timeZone": TOO_LONG}}, filter_at("meets", "timeZone")),
    "a text is not ten thousand characters": ({"text": TOO_LONG}, filter_at("text")),
    "a text is not empty": ({"text": ""}, filter_at("text")),
    "a text is not of spaces": ({"text": " \t\n"}, filter_at("text")),
    "a text is not of signs": ({"text": "' & | ! <-> :*"}, filter_at("text")),
    "signs around a word are no part of it": (
        {"text": "'); & !Zebra:* |"}, Answers({"text": "zebra"})),
    "a character that no text has is no part of a word": (
        {"text": "monday\0circle"}, Answers({"text": "monday circle"})),
    "a hundred topics are a hundred": (
        {"topics": {"anyOf": [*TOPICS, *(f"topic-{n}" for n in range(95))]}},
        Answers({"topics": {"anyOf": [*TOPICS]}})),
    "a hundred and one topics are too many": (
        {"topics": {"anyOf": [f"topic-{n}" for n in range(101)]}}, filter_at("topics", "anyOf")),
    "a topic is not a hundred and one characters": (
        {"topics": {"allOf": ["x" * 101]}}, filter_at("topics", "allOf")),
    "a topic is not of characters that no text has": (
        {"topics": {"noneOf": ["a\0b"]}}, filter_at("topics", "noneOf")),
    "a topic that is named twice is one": (
        {"topics": {"allOf": ["alcohol", "alcohol"]}}, Answers({"topics": {"allOf": ["alcohol"]}})),
    "a topic that nobody has is a question about nobody": (
        {"topics": {"anyOf": ["no-such-topic"]}}, NOTHING),
    "what is not there excludes nobody": (
        {"topics": {"noneOf": ["no-such-topic"], "unknown": "INCLUDE"}}, Answers(EVERY)),
    "a list has no holes": ({"topics": {"anyOf": ["alcohol", None]}}, INVALID),
    "a topic is not a number": ({"topics": {"anyOf": [7]}}, INVALID),
    "one topic stands for a list of one": (
        {"topics": {"anyOf": "alcohol"}}, Answers({"topics": {"anyOf": ["alcohol"]}})),
    "a word that the vocabulary lacks is none": ({"style": {"anyOf": ["LOUD"]}}, INVALID),
    "a word has one spelling": ({"style": {"anyOf": ["dialogue"]}}, INVALID),
    "what asks nothing changes nothing": (
        {"topics": {}, "style": {"anyOf": None}, "near": None}, Answers(EVERY)),
    "a member that nobody knows is none": ({"colour": "blue"}, INVALID),
    "a country is written in two letters": (
        {"country": {"anyOf": ["Germany"]}}, filter_at("country", "anyOf")),
    "a country is not of other letters": (
        {"country": {"noneOf": ["ДЕ"]}}, filter_at("country", "noneOf")),
    "nobody is younger than nothing": ({"age": {"is": -1}}, filter_at("age", "is")),
    "nobody is that old": ({"age": {"is": 131}}, filter_at("age", "is")),
    "an age is a whole number": ({"age": {"is": 17.5}}, INVALID),
    "an age is smaller than a whole number holds": ({"age": {"is": MOST_INT + 1}}, INVALID),
    "an age is a number": ({"age": {"unknown": "EXCLUDE"}}, INVALID),
    "yes or no is neither": ({"newcomersWelcome": {"is": None}}, INVALID),
    "yes or no is not a word": ({"acceptsReferrals": "yes"}, INVALID),
    "on now is not a word": ({"onNow": "yes"}, INVALID),
    "there was no year 0": ({"verifiedSince": "0000-01-01"}, INVALID),
    "there is no thirtieth of February": ({"verifiedSince": "2027-02-30"}, INVALID),
    "a day is no instant": ({"verifiedSince": "2027-02-28T00:00:00Z"}, INVALID),
    "a day of the year 1 is before all that was verified": (
        {"verifiedSince": "0001-01-01"}, Answers({"verifiedSince": "2020-01-01"})),
    "nobody has verified anything in the year 9999": (
        {"verifiedSince": "9999-12-31"}, filter_at("verifiedSince")),
    "nobody has verified anything the day after tomorrow": (
        {"verifiedSince": "2027-03-12"}, filter_at("verifiedSince")),
    "tomorrow has begun somewhere": ({"verifiedSince": "2027-03-11"}, NOTHING),
    "a network is not a group": ({"network": "grp_" + "0" * 32}, filter_at("network")),
    "an id is not empty": ({"organisation": ""}, filter_at("organisation")),
    "a network that is not there has no groups": ({"network": "net_" + "0" * 32}, NOTHING),
}  # fmt: skip

TIMES: dict[str, tuple[Json, Expected]] = {
    "nothing starts within no minute": (
        {"w": {"startingWithin": 0}}, Refused(("when", "startingWithin"))),
    "nothing starts within fewer minutes than none": (
        {"w": {"startingWithin": -5}}, Refused(("when", "startingWithin"))),
    "soon is not beyond a week": (
        {"w": {"startingWithin": 10_081}}, Refused(("when", "startingWithin"))),
    "soon is not in thousands of years": (
        {"w": {"startingWithin": MOST_INT}}, Refused(("when", "startingWithin"))),
    "soon is not before all time": (
        {"w": {"startingWithin": LEAST_INT}}, Refused(("when", "startingWithin"))),
    "soon is smaller than a whole number holds": ({"w": {"startingWithin": 2**31}}, INVALID),
    "soon is a whole number": ({"w": {"startingWithin": 1.5}}, INVALID),
    "a window does not end before it begins": (
        {"w": {"between": {"after": "2027-03-11T00:00:00Z", "before": "2027-03-10T00:00:00Z"}}},
        Refused(("when", "between", "before"))),
    "a window does not end as it begins": (
        {"w": {"between": {"after": "2027-03-11T01:00:00+01:00",
                           "before": "2027-03-11T00:00:00Z"}}},
        Refused(("when", "between", "before"))),
    "an instant has an offset": (
        {"w": {"between": {"after": "2027-03-11T00:00:00", "before": "2027-03-12T00:00:00Z"}}},
        INVALID),
    "an instant is a day that there is": (
        {"w": {"between": {"after": "2027-02-29T00:00:00Z", "before": "2027-03-12T00:00:00Z"}}},
        INVALID),
    "an instant by the sun of 1890 is an instant": (
        {"w": {"between": {"after": "1890-01-01T00:00:00+00:53:28",
                           "before": "2027-02-20T00:00:00Z"}}},
        Answers({"w": {"between": {"after": "2000-01-01T00:00:00Z",
                                   "before": "2027-02-20T00:00:00Z"}}})),
    "no instant lies before the first year": (
        {"w": {"between": {"after": "0001-01-01T00:00:00+14:00",
                           "before": "2027-02-20T00:00:00Z"}}},
        Refused(("when", "between", "after"))),
    "no instant lies beyond what is known": (
        {"w": {"between": {"after": "2027-03-11T00:00:00Z", "before": "9999-12-31T00:00:00Z"}}},
        Refused(("when", "between", "before"))),
    "now is not denied": ({"w": {"now": False}}, Refused(("when", "now"))),
    "today is not denied": ({"w": {"today": False}}, Refused(("when", "today"))),
    "this week is not denied": ({"w": {"thisWeek": False}}, Refused(("when", "thisWeek"))),
    "one asks for one time": ({"w": {"now": True, "today": True}}, INVALID),
    "one asks for some time": ({"w": {}}, INVALID),
    "no time is no time": ({"w": {"now": None}}, INVALID),
    "today is somewhere": ({"w": {"today": True}, "z": ""}, Refused(("timeZone",))),
    "this week is somewhere": ({"w": {"thisWeek": True}, "z": "Mars"}, Refused(("timeZone",))),
    "today is not in a zone of the sun": (
        {"w": {"today": True}, "z": "LMT"}, Refused(("timeZone",))),
    "today is somewhere that has a name": ({"w": {"today": True}, "z": None}, INVALID),
}  # fmt: skip
