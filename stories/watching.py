"""Which articles are watched, and which texts rest on one, for as long as a text that is read cites it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sources import watch
from sources.models import Article, ArticleChange
from stories.citations import sentences, strip_markers
from stories.errors import NotAllowed
from stories.models import Citation, CitedArticle, Edition, Revision, Story
from stories.people import Person

LIVE_STATES = (Story.State.UNPUBLISHED, *Story.READABLE)  # not taken down, not merged into another
OF_ALL = ("sources.change_article", "stories.take_down_story")
MAY_DISMISS = "sources.change_articlechange"
CURRENT = (*Edition.WORKING, Edition.State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Resting:
    """One sentence of a text that cites an article; ``place`` is the key of its section or entry."""

    place: str
    sentence: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A live or working text that cites an article, with the sentences that do."""

    cited: CitedArticle
    sentences: Sequence[Resting]

    @property
    def edition(self) -> Edition:
        """The text."""
        return self.cited.edition


def resting_on(articles: Iterable[int] | None = None) -> QuerySet[CitedArticle]:
    """Citings of articles by texts that are public or worked on, where the article still carries them."""
    cited = CitedArticle.objects.filter(
        state=CitedArticle.State.CITED,
        edition__state__in=CURRENT,
        edition__story__state__in=LIVE_STATES,
    )
    return cited if articles is None else cited.filter(article__in=articles)


def watched_articles() -> QuerySet[Article]:
    """Articles that a text rests on now."""
    return Article.objects.filter(Exists(resting_on().filter(article=OuterRef("pk"))))


def reconcile(*, now: datetime | None = None) -> dict[str, int]:
    """Have exactly those articles watched; returns how many began, began again and ended."""
    return watch.follow_only(watched_articles(), now=now)


def texts_citing(article: Article) -> list[Text]:
    """Every live and working text that cites an article, live ones first, with each sentence that does."""
    cited = (
        resting_on([article.pk])
        .select_related("edition__story")
        .prefetch_related("citations__section", "citations__entry")
        .order_by("edition__story", "edition__number")
    )
    live_first = sorted(cited, key=lambda row: row.edition.state != Edition.State.PUBLISHED)
    return [Text(row, _sentences(row.citations.all())) for row in live_first]


def concerning(changes: QuerySet[ArticleChange], person: Person) -> QuerySet[ArticleChange]:
    """Changes of articles that a text of this person rests on.

    Their texts are those of the stories that they wrote or approved a text of, or that are assigned to them.
    Who looks after all sources, or may take any story down, is concerned by all.
    """
    texts = resting_on().filter(article=OuterRef("article"))
    if not any(person.has_perm(permission) for permission in OF_ALL):
        story = OuterRef("edition__story")
        wrote = Exists(Revision.objects.filter(edition__story=story, author=person.pk))
        begun_or_approved = Q(created_by=person.pk) | Q(approved_by=person.pk)
        had = Exists(Edition.objects.filter(begun_or_approved, story=story))
        texts = texts.filter(Q(edition__story__assigned_to=person.pk) | wrote | had)
    return changes.filter(Exists(texts))


def dismiss(
    *, change: ArticleChange, by: Person, with_others: bool = False, now: datetime | None = None
) -> int:
    """Say that a change was looked at and is dealt with, for everybody; returns how many were open.

    ``with_others`` dismisses all that is open about the same article.

    Raises:
        NotAllowed: the person may not.
    """
    if not (by.is_active and by.has_perm(MAY_DISMISS)):
        raise NotAllowed("no_permission", f"{by} may not dismiss changes: ask an administrator for the role.")
    same = Q(article=change.article_id) if with_others else Q(pk=change.pk)
    open_ones = ArticleChange.objects.filter(same, seen_at=None)
    return open_ones.update(seen_by=by.pk, seen_at=now or timezone.now())


def _sentences(citations: Iterable[Citation]) -> list[Resting]:
    """Each sentence once, in the order of the page; an entry is supported as a whole."""
    found: dict[tuple[str, int], Resting] = {}
    for citation in sorted(citations, key=_place):
        row = citation.section or citation.entry
        if row is None:
            continue
        if citation.section:
            text = citation.section.body
            span = sentences(text)[citation.sentence]
            key = (row.key, citation.sentence)
            found.setdefault(key, Resting(row.key, citation.sentence, strip_markers(text[slice(*span)])))
        elif citation.entry:
            found.setdefault((row.key, 0), Resting(row.key, 0, strip_markers(citation.entry.text)))
    return list(found.values())


def _place(citation: Citation) -> tuple[bool, int, int]:
    row = citation.section or citation.entry
    return (citation.section is None, row.position if row else 0, citation.offset)
