"""Dates in running text, as precise as they are said: “on Tuesday” by the day on which the text appeared."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from stories.date_offers import offers
from stories.date_words import DASH, END, FLAGS, LONG_MONTHS, MONTH, WS, ZONES
from stories.dates import DateError, FuzzyDate, Precision, match_prefix, parse
from stories.fuzzy_dates import DAY, Qualifier, day_text, months_later

LONGEST_SENTENCE: Final = 2_000  # characters that are searched
FAR: Final = timedelta(days=270)  # a day without a year is rather on the other side than so far away
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COUNTS: Final = {
    word: number
    for number, word in enumerate(
        ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
} | {"one": 1, "an": 1}


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date, where it stands (``text[start:end]``), and in words how it was understood if not as written."""

    date: FuzzyDate
    start: int
    end: int
    reading: str = ""


@dataclass(frozen=True, slots=True)
class _Context:
    """The sentence, the day on which it was said if that is known, and whether it speaks of what will be."""

    text: str
    said_on: date | None
    ahead: bool


Reader = Callable[[_Context, int], DateFound | None]

_WEEKDAY: Final = rf"(?:{'|'.join(DAYS)})"
_START: Final = re.compile(
    rf"(?<![\w.,:/$€£¥₩-])(?:[0-9](?!\d{{4}})|Q[1-4]\b|{_WEEKDAY}\b|(?:around|approximately|circa){WS}"
    rf"|(?:early|mid|middle|late|yesterday|today|tomorrow|last|earlier|next|over the)\b"
    rf"|(?:{'|'.join(COUNTS)})\b"
    rf"|{MONTH})",
    FLAGS,
)
_AHEAD: Final = re.compile(
    r"\b(?:will|shall|would|may(?! [0-9])|must|plans? to|planned|due|scheduled|expected?|expects|set to"
    r"|is to|are to|next|upcoming|tomorrow|deadline|hopes? to"
    r"|(?:is|are|opens?|begins?|ends?|starts?) (?:on|in))\b",
    re.IGNORECASE,
)
_REPEATED: Final = re.compile(r"\b(?:every|each|any|most|a|on any)\s+$", re.IGNORECASE)
_IN: Final = re.compile(r"\b(?:in|during|of|back in|early in|late in)\s+$", re.IGNORECASE)
_DAY: Final = rf"[0-9]{{1,2}}(?:st|nd|rd|th)?{END}"
_MD: Final = rf"{MONTH}{WS}{{0,3}}{_DAY}"
_DM: Final = rf"{_DAY}{WS}{{1,3}}(?:of{WS}{{1,3}})?{MONTH}"
_TO: Final = rf"(?:{WS}{{0,3}}{DASH}{WS}{{0,3}}|{WS}{{1,3}}(?:to|until|through|and){WS}{{1,3}})"
_YEARLESS: Final = re.compile(
    rf"(?:{_MD}(?:{_TO}(?:{_MD}|{_DAY}(?!{WS}{{1,3}}[a-z])))?|(?:{_DAY}{_TO})?{_DM}|{_DM}{_TO}{_DM}"
    rf"|(?:early|mid|middle|late)(?:{WS}{{1,3}}(?:in{WS}{{1,3}})?|{DASH}){MONTH})(?![0-9])",
    FLAGS,
)
_ROUGHLY: Final = re.compile(rf"(?:around|approximately|circa){WS}+", FLAGS)
_MONTH_ALONE: Final = re.compile(rf"(?:{'|'.join(LONG_MONTHS)})\b(?!{WS}{{0,3}}[0-9])")
_WEEKDAY_AT: Final = re.compile(rf"({_WEEKDAY})\b(?!s\b)")
_LAST_WEEK: Final = re.compile(rf"{WS}(?:of{WS})?last{WS}week\b")
_COMMA: Final = re.compile(rf",?{WS}{{1,3}}(?:the{WS})?")
_CLOCK_AFTER: Final = re.compile(
    rf",?{WS}{{1,3}}(?:at{WS})?([0-9]{{1,2}}:[0-9]{{2}}){WS}?({'|'.join((*ZONES, 'UTC', 'GMT'))})\b"
)
_CLOCK_BEFORE: Final = re.compile(
    rf"([0-9]{{1,2}}:[0-9]{{2}}){WS}?({'|'.join((*ZONES, 'UTC', 'GMT'))})(?:,|{WS}on)?{WS}$"
)
_AGO: Final = re.compile(rf"({'|'.join(COUNTS)}|[0-9]{{1,2}}){WS}(day|week|month|year)s?{WS}ago\b", FLAGS)
_PERIOD: Final = re.compile(
    rf"(?:(last|earlier{WS}this){WS}(week|weekend|month|year)|(over){WS}the{WS}(weekend))\b", FLAGS
)
_NAMED_DAY: Final = re.compile(r"(yesterday|today|tomorrow)\b(?!['’]s)", FLAGS)


def dates_in(sentence: str, *, said_on: date | None) -> list[DateFound]:
    """Every date of a sentence in its order.

    ``said_on`` is the day on which the text appeared, where its writer was. Without it only dates that
    are written with their year are found.
    """
    text = sentence[:LONGEST_SENTENCE]
    return list(_found(_Context(text, said_on, bool(_AHEAD.search(text)))))


def _found(context: _Context) -> Iterator[DateFound]:
    behind = 0
    for start in _START.finditer(context.text):
        if start.start() < behind:
            continue
        for read in _READERS:
            if found := read(context, start.start()):
                yield _without_stop(context.text, found)
                behind = found.end
                break


def _without_stop(text: str, found: DateFound) -> DateFound:
    """The full stop behind the last word is the sentence's, not the month's."""
    if found.end == len(text) and text.endswith("."):
        return DateFound(found.date, found.start, found.end - 1, found.reading)
    return found


def _written(context: _Context, position: int) -> DateFound | None:
    """A date with its year, by the grammar of the desk."""
    if not _may_begin(context.text, position):
        return None
    found: FuzzyDate | None
    try:
        found, length = match_prefix(context.text[position:])
    except DateError:
        found, length = _without_clock(context.text[position:])
    if found is None:
        return None
    end = position + length
    if found.precision == Precision.YEAR and not _year_is_meant(context.text, position, length, found):
        return None
    return _with_clock(context.text, DateFound(found, position, end))


def _without_clock(text: str) -> tuple[FuzzyDate | None, int]:
    """The day before a clock time that the grammar refuses."""
    clock = _CLOCK_AFTER.search(text[:60])
    if not clock:
        return None, 0
    try:
        return match_prefix(text[: clock.start()])
    except DateError:
        return None, 0


def _may_begin(text: str, position: int) -> bool:
    """Names of months are written large, so that “may 14 people” and “march 5 miles” are none."""
    first = text[position]
    return first.isdigit() or first.isupper() or not re.match(MONTH, text[position:], FLAGS)


def _year_is_meant(text: str, position: int, length: int, found: FuzzyDate) -> bool:
    roughly = _ROUGHLY.match(text, position)
    bare = length == 4 and _IN.search(text[max(0, position - 12) : position])
    return bool(bare or roughly) and 1800 <= found.start.year <= 2100


def _yearless(context: _Context, position: int) -> DateFound | None:
    """A day, part or range without its year: the year comes from the day on which it was said."""
    roughly = _ROUGHLY.match(context.text, position)
    begin = roughly.end() if roughly else position
    if context.said_on is None or begin >= len(context.text) or not _may_begin(context.text, begin):
        return None
    match = _YEARLESS.match(context.text, begin) or _month_alone(context.text, begin)
    if not match or _OTHER_YEAR.match(context.text, match.end()):
        return None
    words = re.sub(r"\band\b", "to", match[0]).rstrip(".")
    date_ = _nearest(words, context, weekday=None)
    if date_ is None:
        return None
    if roughly:
        date_ = _about(date_)
    return _with_clock(context.text, DateFound(date_, position, match.end(), _YEAR_FROM))


def _month_alone(text: str, position: int) -> re.Match[str] | None:
    if not _IN.search(text[max(0, position - 12) : position]):
        return None
    return _MONTH_ALONE.match(text, position)


_OTHER_YEAR: Final = re.compile(
    rf"{WS}(?:of{WS})?(?:that|the same|the following|the previous|the next){WS}year\b"
)
_YEAR_FROM: Final = "the year comes from the date of the article"


def _nearest(words: str, context: _Context, *, weekday: int | None) -> FuzzyDate | None:
    """The same words with the year that fits best: the last time, or the next one if it is still to come."""
    if context.said_on is None:
        return None
    readings = [
        found
        for year in range(context.said_on.year - 1, context.said_on.year + 2)
        if (found := _parsed(f"{words} {year}"))
    ]
    if weekday is not None:
        readings = [r for r in readings if r.start.weekday() == weekday] or readings
    limit = _midnight(context.said_on) + DAY
    past = [r for r in readings if r.start <= limit]
    ahead = [r for r in readings if r.start > limit]
    choices = [*(past[-1:]), *(ahead[:1])]
    if context.ahead:
        choices.reverse()
    this_year = context.said_on.year  # a writer leaves out the year that it is
    near = [r for r in choices if abs(r.start - limit) <= FAR or r.start.year == this_year]
    return next(iter(near or choices), None)


def _parsed(text: str) -> FuzzyDate | None:
    try:
        return parse(text)
    except DateError:
        return None


def _with_clock(text: str, found: DateFound) -> DateFound:
    """The minute too, where a time in one known zone stands beside a day."""
    if found.date.precision != Precision.DAY or found.date.qualifier:
        return found
    after = _CLOCK_AFTER.match(text, found.end)
    before = _CLOCK_BEFORE.search(text[max(0, found.start - 40) : found.start])
    clock = after or before
    if clock is None:
        return found
    typed = f"{day_text(found.date.start)} {clock[1]} {clock[2]}"
    start = found.start if after else found.start - len(before[0]) if before else found.start
    end = after.end() if after else found.end
    if exact := _parsed(typed):
        return DateFound(exact, start, end, found.reading)
    try:
        parse(typed)
    except DateError as refused:
        converted = offers(str(refused))
        if len(converted) == 1:
            words = f"{clock[1]} {clock[2]} is {parse(converted[0]).start:%H:%M} UTC"
            return DateFound(parse(converted[0]), start, end, _and(found.reading, words))
    unsure = f"{clock[1]} {clock[2]} can be read in several ways, so only the day is kept"
    return DateFound(found.date, start, end, _and(found.reading, unsure))


def _and(one: str, other: str) -> str:
    return f"{one}; {other}" if one else other


def _weekday(context: _Context, position: int) -> DateFound | None:
    """A day of the week, with the date behind it if there is one."""
    last = re.match(rf"(last|next){WS}", context.text[position:], FLAGS)
    match = _WEEKDAY_AT.match(context.text, position + (last.end() if last else 0))
    if not match or context.said_on is None or _REPEATED.search(context.text[:position]):
        return None
    weekday = DAYS.index(match[1])
    comma = _COMMA.match(context.text, match.end())
    if comma and (dated := _dated(context, comma.end(), weekday)):
        return DateFound(dated.date, position, dated.end, dated.reading)
    if week := _LAST_WEEK.match(context.text, match.end()):
        monday = context.said_on - timedelta(days=context.said_on.weekday() + 7)
        return DateFound(
            _day(monday + timedelta(days=weekday)),
            position,
            week.end(),
            "last week by the date of the article",
        )
    day, doubt = _day_of_week(weekday, context, last[1].lower() if last else _led_by(context, position))
    reading = f"{match[1]} by the date of the article, {day_text(_midnight(context.said_on))}{doubt}"
    return _with_clock(context.text, DateFound(_day(day), position, match.end(), reading))


def _led_by(context: _Context, position: int) -> str:
    """“Until” and “by” lead to a day that is still to come."""
    return "until" if re.search(r"\b(?:until|till|by)\s$", context.text[:position], FLAGS) else ""


def _dated(context: _Context, position: int, weekday: int) -> DateFound | None:
    """The date behind “Tuesday, ”: its weekday tells the year."""
    if position >= len(context.text):
        return None
    if written := _written(context, position):
        return written if written.date.precision in {Precision.DAY, Precision.MINUTE} else None
    match = _YEARLESS.match(context.text, position)
    date_ = _nearest(match[0], context, weekday=weekday) if match and match[0][-1:] else None
    if not match or date_ is None:
        return None
    return _with_clock(context.text, DateFound(date_, position, match.end(), _YEAR_FROM))


def _day_of_week(weekday: int, context: _Context, word: str) -> tuple[date, str]:
    said_on = context.said_on or date.min
    back = (said_on.weekday() - weekday) % 7
    if word == "last":
        return said_on - timedelta(days=back or 7), "; it may be the one before"
    if word == "next":
        return said_on + timedelta(days=(weekday - said_on.weekday() - 1) % 7 + 1), "; it may be a week later"
    if word == "until" or (context.ahead and not _PAST_NEAR.search(context.text)):
        return said_on + timedelta(days=(weekday - said_on.weekday()) % 7), ""
    return said_on - timedelta(days=back), ""


# A verb of saying in the past: “said on Tuesday that it will …” was said, whatever will be.
_PAST_NEAR: Final = re.compile(
    rf"\b(?:said|told|announced|confirmed|warned|wrote|published|reported|ruled|voted|agreed|approved|closed"
    rf"|ordered|filed|began|started|signed|decided|found|died|arrested|launched|opened|named)\b"
    rf"[^.;]{{0,40}}?\b(?:on{WS})?{_WEEKDAY}|\b{_WEEKDAY}[^.;]{{0,12}}\b(?:said|told|announced|confirmed)\b",
    re.IGNORECASE,
)


def _named_day(context: _Context, position: int) -> DateFound | None:
    match = _NAMED_DAY.match(context.text, position)
    if not match or context.said_on is None:
        return None
    away = {"yesterday": -1, "today": 0, "tomorrow": 1}[match[1].lower()]
    reading = f"“{match[1]}” by the date of the article, {day_text(_midnight(context.said_on))}"
    day = context.said_on + timedelta(days=away)
    return _with_clock(context.text, DateFound(_day(day), position, match.end(), reading))


def _ago(context: _Context, position: int) -> DateFound | None:
    """“Two days ago” is a day; weeks, months and years ago are about that time."""
    match = _AGO.match(context.text, position)
    if not match or context.said_on is None:
        return None
    count = COUNTS.get(match[1].lower()) or int(match[1])
    said = _midnight(context.said_on)
    first = said.replace(day=1)
    found = {
        "day": lambda: _day(context.said_on - timedelta(days=count)),
        "week": lambda: _about(_day((said - timedelta(weeks=count)).date())),
        "month": lambda: _about(_month(_months_before(first, count))),
        "year": lambda: _about(_year(said.year - count)),
    }[match[2].lower()]()
    return DateFound(found, position, match.end(), f"“{match[0]}” by the date of the article")


def _period(context: _Context, position: int) -> DateFound | None:
    """“Last week” and its like: the whole week, weekend, month or year."""
    match = _PERIOD.match(context.text, position)
    if not match or context.said_on is None:
        return None
    earlier = (match[1] or "").lower().startswith("earlier")
    unit = (match[2] or match[4]).lower()
    found = _whole(unit, context.said_on, earlier=earlier)
    if found is None:
        return None
    return DateFound(found, position, match.end(), f"“{match[0]}” by the date of the article")


def _whole(unit: str, said_on: date, *, earlier: bool) -> FuzzyDate | None:
    monday = _midnight(said_on) - said_on.weekday() * DAY
    if unit == "year":
        return _year(said_on.year - (0 if earlier else 1))
    if unit == "month":
        first = _midnight(said_on).replace(day=1)
        return _month(first if earlier else _months_before(first, 1))
    if unit == "weekend":
        # On a Sunday the weekend is this one; “last weekend” on any other day is the one that ended.
        saturday = monday + 5 * DAY if said_on.weekday() == 6 else monday - 2 * DAY
        return FuzzyDate(Precision.RANGE, saturday, saturday + 2 * DAY)
    if not earlier:
        return FuzzyDate(Precision.RANGE, monday - 7 * DAY, monday)
    ended = _midnight(said_on) + DAY
    return FuzzyDate(Precision.RANGE, monday, ended) if ended - monday >= 2 * DAY else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _day(day: date) -> FuzzyDate:
    return FuzzyDate(Precision.DAY, _midnight(day), _midnight(day) + DAY)


def _month(first: datetime) -> FuzzyDate:
    return FuzzyDate(Precision.MONTH, first, months_later(first, 1))


def _months_before(first: datetime, count: int) -> datetime:
    years, month = divmod(first.month - 1 - count, 12)
    return first.replace(year=first.year + years, month=month + 1)


def _year(year: int) -> FuzzyDate:
    first = datetime(year, 1, 1, tzinfo=UTC)
    return FuzzyDate(Precision.YEAR, first, months_later(first, 12))


def _about(found: FuzzyDate) -> FuzzyDate:
    return FuzzyDate(found.precision, found.start, found.end, found.part, Qualifier.APPROX)


_READERS: Final[tuple[Reader, ...]] = (_written, _yearless, _weekday, _named_day, _ago, _period)
