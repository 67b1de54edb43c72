"""What the rows of a feed leave to whoever registers it, checked part by part."""

from dataclasses import replace
from typing import Any

from strawberry import UNSET

from api.domain.errors import InvalidInput
from api.domain.import_words import ImportSettings
from api.domain.terms import TERMS
from api.domain.violations import Checks
from api.domain.vocabulary import Dimension
from api.domain.zones import time_zone
from api.feeds.meeting_guide.countries import country_code
from api.schema.feed_inputs import ChangeFeedInput, RegisterFeedInput

_KNOWN = frozenset(term.slug for term in TERMS if term.dimension is Dimension.TOPIC)
NEUTRAL = ImportSettings(source="feed")


def settings_of(input: RegisterFeedInput, checks: Checks) -> ImportSettings:
    """Return the settings; what is wrong with them is noted, and neutral ones are returned."""
    settings = replace(NEUTRAL, draft=input.draft)
    with checks.at():
        settings = replace(settings, source=input.source)
    return changed_settings(settings, input, checks)


def changed_settings(
    settings: ImportSettings, input: RegisterFeedInput | ChangeFeedInput, checks: Checks
) -> ImportSettings:
    """Return settings with what an input says; what is left out stays, null clears."""
    given = {
        name: value
        for name in ("language", "topics", "time_zone", "country")
        if (value := getattr(input, name)) is not UNSET
    }
    for name, value in given.items():
        with checks.at():
            settings = _with(settings, name, value)
    return settings


def _with(settings: ImportSettings, name: str, value: Any) -> ImportSettings:  # noqa: ANN401 - as given
    match name:
        case "language" if value is None:
            raise InvalidInput("This can be left out, but not be null.", path=(name,))
        case "topics":
            value = tuple(dict.fromkeys(value or ()))
            for place, topic in enumerate(value):
                if topic not in _KNOWN:
                    message = "The platform has no such topic."
                    raise InvalidInput(message, path=(name, str(place)))
        case "time_zone" if value is not None:
            value = _zone(value)
        case "country" if value is not None:
            value = country_code(value)
            if value is None:
                raise InvalidInput("No country of ISO 3166-1 is called so.", path=(name,))
        case _:
            pass
    return replace(settings, **{name: value})


def _zone(name: str) -> str:
    try:
        return time_zone(name).key
    except InvalidInput as refusal:
        refusal.path = ("time_zone",)
        raise
