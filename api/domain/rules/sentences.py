"""Recurrence rules in a sentence for people."""

from datetime import date, datetime

from api.domain.rules.rule import Rule
from api.domain.rules.sentence_words import ENGLISH, GERMAN, SentenceWords
from api.domain.rules.words import Frequency, Weekday, WeekdayNum

_SECOND = 2


def words_of(language: str) -> SentenceWords:
    """Return the words of a language (BCP 47), English where we do not speak it."""
    return GERMAN if language.lower().partition("-")[0] == "de" else ENGLISH


def recurrence(rule: Rule | None, first: datetime, words: SentenceWords) -> str:
    """Return on which days a series takes place that begins at ``first``, in lower case."""
    if rule is None:
        weekday = words.weekdays[first.weekday()]
        return words.once.format(what=f"{weekday}, {day_text(first.date(), words)}")
    return _TOLD[rule.frequency](rule, first, words)


def ending(rule: Rule, words: SentenceWords) -> str:
    """Return when a series ends, in lower case; empty if it does not."""
    if rule.count is not None:
        return words.times.format(n=rule.count)
    return "" if rule.until is None else words.until.format(what=day_text(rule.until, words))


def day_text(day: date, words: SentenceWords) -> str:
    return words.date.format(n=day_of_year(day.month, day.day, words), what=day.year)


def day_of_year(month: int, day: int, words: SentenceWords) -> str:
    return words.day.format(n=day, what=words.months[month - 1])


def _daily(rule: Rule, _first: datetime, words: SentenceWords) -> str:
    weekdays = _weekdays(rule, words)
    if rule.interval == 1 and weekdays:
        return words.every_weekday.format(what=_listed(weekdays, words.both))
    if rule.interval == 1:
        return words.every_day
    days = words.every_days.format(n=rule.interval)
    return _if_that_is(days, rule, words) if weekdays else days


def _weekly(rule: Rule, first: datetime, words: SentenceWords) -> str:
    weekdays = _weekdays(rule, words) or [words.weekdays[first.weekday()]]
    if rule.interval == 1:
        return words.every_weekday.format(what=_listed(weekdays, words.both))
    template = words.every_second_week if rule.interval == _SECOND else words.every_weeks
    return template.format(n=rule.interval, what=_listed(weekdays, words.both))


def _monthly(rule: Rule, first: datetime, words: SentenceWords) -> str:
    days = rule.by_month_day or (() if rule.by_day else (first.day,))
    told = [_month_day(day, words) for day in days] or _nth_weekdays(rule, words)
    template = {1: words.each_month, _SECOND: words.each_second_month}.get(
        rule.interval, words.each_months
    )
    every = template.format(n=rule.interval, what=_listed(told, words.both))
    return _if_that_is(every, rule, words) if days and rule.by_day else every


def _if_that_is(told: str, rule: Rule, words: SentenceWords) -> str:
    """Return days that take place only where they fall on a day of BYDAY too."""
    chosen = [_weekday(each, words, words.a_weekday) for each in rule.by_day]
    return words.if_that_is.format(n=told, what=_listed(chosen, words.either))


def _nth_weekdays(rule: Rule, words: SentenceWords) -> list[str]:
    """Return each day of BYDAY, those of one weekday together: the first and third Tuesday."""
    ordinals = sorted((each.ordinal or 0 for each in rule.by_day), key=lambda n: (n < 0, n))
    of_one = len({each.weekday for each in rule.by_day}) == 1
    if not of_one or 0 in ordinals:
        return [_weekday(each, words, words.each_weekday) for each in rule.by_day]
    said = _listed([words.ordinals[each] for each in ordinals], words.both)
    weekday = words.weekdays[rule.by_day[0].weekday.number]
    return [words.nth_weekday.format(n=said, what=weekday)]


def _weekday(day: WeekdayNum, words: SentenceWords, plain: str) -> str:
    weekday = words.weekdays[day.weekday.number]
    if day.ordinal is None:
        return plain.format(what=weekday)
    return words.nth_weekday.format(n=words.ordinals[day.ordinal], what=weekday)


def _weekdays(rule: Rule, words: SentenceWords) -> list[str]:
    held = {each.weekday for each in rule.by_day}
    return [words.weekdays[each.number] for each in Weekday if each in held]


def _month_day(day: int, words: SentenceWords) -> str:
    if day == -1:
        return words.last_day
    template = words.month_day if day > 0 else words.day_from_end
    return template.format(n=abs(day))


def _listed(parts: list[str], last: str) -> str:
    return last.join(filter(None, (", ".join(parts[:-1]), parts[-1])))


_TOLD = {Frequency.DAILY: _daily, Frequency.WEEKLY: _weekly, Frequency.MONTHLY: _monthly}
