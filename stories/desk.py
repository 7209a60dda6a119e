"""The registry of desk checks: what one is, what it may look at, and how all of them are run."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from stories.citations import find_markers
from stories.models import Waiver
from stories.quotation_check import Quotations
from stories.quoted import texts_of

NOTHING_QUOTED: Final = Quotations()


class Severity(StrEnum):
    """Whether a text may go out with it: a waived finding was a blocker and may stand."""

    BLOCKER = "blocker"
    WARNING = "warning"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: stable code, message for the editor, and the place it points to.

    ``place`` is ``headline``, ``sources``, ``timeline`` … or the key of a section, source or entry.
    ``subject`` is the sentence that a waiver would be bound to, ``waiver`` the one that lets it stand.
    """

    code: str
    severity: Severity
    message: str
    place: str
    subject: str = ""
    waiver: Waiver | None = None

    @property
    def waivable(self) -> bool:
        """Whether an editor can let it stand."""
        return self.severity == Severity.BLOCKER and REGISTRY[self.code].waivable


@dataclass(frozen=True, slots=True)
class Desk:
    """What a check may look at: the text, the live text, and what is known around them."""

    document: Mapping[str, Any]
    live: Mapping[str, Any] | None = None
    article_states: Mapping[str, str] = field(default_factory=dict)
    slug_reserved: bool = False
    unconfirmed_headings: frozenset[str] = frozenset()
    embargo_until: datetime | None = None
    publishing_at: datetime | None = None
    waivers: Sequence[Waiver] = ()
    quotations: Quotations = NOTHING_QUOTED

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text that can hold citations, with its key."""
        yield from texts_of(self.document).items()

    def cited(self) -> set[str]:
        """The keys that some marker names."""
        return {marker.key for _, text in self.texts() for marker in find_markers(text)}


Found = Iterable[tuple[str, str] | tuple[str, str, str]]  # place, message, and what a waiver is bound to


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the desk: what it finds, what to do then, and whether an editor can let it stand."""

    code: str
    severity: Severity
    about: str
    fix: str
    waivable: bool
    find: Callable[[Desk], Found]


REGISTRY: dict[str, Check] = {}


def check(
    code: str, severity: Severity, *, fix: str, waivable: bool = False
) -> Callable[[Callable[[Desk], Found]], Callable[[Desk], Found]]:
    """Register a check; its docstring and ``fix`` are what the documentation says of it."""

    def register(find: Callable[[Desk], Found]) -> Callable[[Desk], Found]:
        REGISTRY[code] = Check(code, severity, (find.__doc__ or "").strip(), fix, waivable, find)
        return find

    return register


def run(desk: Desk) -> list[Issue]:
    """Everything that any check finds, blockers first, what was waived last."""
    waivers = {(waiver.code, waiver.place, waiver.subject): waiver for waiver in desk.waivers}
    found = []
    for rule in REGISTRY.values():
        for place, message, *rest in rule.find(desk):
            subject = rest[0] if rest else ""
            waiver = waivers.get((rule.code, place, subject)) if rule.waivable else None
            severity = Severity.WAIVED if waiver else rule.severity
            found.append(Issue(rule.code, severity, message, place, subject, waiver))
    return sorted(found, key=lambda issue: list(Severity).index(issue.severity))


def blockers(issues: Iterable[Issue]) -> list[Issue]:
    """Those that keep a text from being submitted or published."""
    return [issue for issue in issues if issue.severity == Severity.BLOCKER]
