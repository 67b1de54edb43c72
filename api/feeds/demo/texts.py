"""The texts of a group, put together from phrases."""

from dataclasses import dataclass

from api.domain.groups import Translation
from api.domain.vocabulary import Joining, Medium
from api.feeds.demo.chance import number, pick
from api.feeds.demo.phrases import ENGLISH, PHRASES, Phrases, Remark
from api.feeds.demo.seeds import City, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What the texts of a group follow from; ``medium`` is where it is at home."""

    slug: str
    language: str
    topic: str
    form: Form
    city: City
    medium: Medium
    neutral: bool

    @property
    def phrases(self) -> Phrases:
        return PHRASES[self.language]

    def name(self, phrases: Phrases | None = None) -> str:
        """Return the name, in the group's language unless phrases of another are given."""
        phrases = phrases or self.phrases
        parts = {"form": phrases.forms[self.form], "place": self._place(phrases)}
        # A nickname is a name, which nobody translates.
        nicknames = self.phrases.nicknames
        if self.neutral or (nicknames and number(4, self.slug, "nickname") == 0):
            nickname = pick(nicknames, self.slug, "which nickname")
            return phrases.nicknamed.format(nickname=nickname, **parts)
        return phrases.named.format(topic=phrases.topics[self.topic], **parts)

    def _place(self, phrases: Phrases) -> str:
        native = self.city.native if self.city.language == phrases.language else ""
        city = native or self.city.name
        match self.medium:
            case Medium.ONLINE:
                return f"{phrases.online} · {city}"
            case Medium.PHONE:
                return f"{phrases.by_phone} · {city}"
            case _:
                return city

    def summary(self, phrases: Phrases | None = None) -> str | None:
        """Return one sentence, or None in a language that has only names here."""
        phrases = phrases or self.phrases
        if self.form not in phrases.summaries:
            return None
        sentence = phrases.summaries[self.form].format(who=phrases.who[self.topic])
        return sentence[0].upper() + sentence[1:]

    def description(self, joining: Joining | None) -> str | None:
        """Return how to join, where the group says that."""
        return self.phrases.joining.get(joining) if joining else None

    def translations(self) -> tuple[Translation, ...]:
        """Return the texts in English too, as most groups in other languages have them here."""
        if self.language == "en" or number(4, self.slug, "translated") == 0:
            return ()
        english = Translation(
            language="en", name=self.name(ENGLISH), summary=self.summary(ENGLISH), description=None
        )
        return (english,)

    def remark(self, remark: Remark) -> str | None:
        return self.phrases.remarks.get(remark)
