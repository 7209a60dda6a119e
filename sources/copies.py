"""Articles that carry one text are grouped under the one that was seen first; where it is unsure, it asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from sources.models import Article, SameText
from sources.sketches import ASKED_SHARE, FEWEST_SHARED, Likeness, likeness

Verdict = SameText.Verdict
SAME: Final = (Verdict.FOUND, Verdict.YES)
MOST: Final = 20  # pairs that are looked at, the most alike first
ONE_AT_A_TIME: Final = 0x5A3E7E47  # of an advisory lock: two copies read at once must see one another

# By the index on sketches; the numbers in common are counted for what the index finds.
ALIKE: Final = """
    SELECT found.id, found.shared, found.shared::float8 / least(found.size, %(size)s) AS share
      FROM (SELECT a.id, cardinality(a.sketch) AS size,
                   (SELECT count(*) FROM unnest(a.sketch) AS number WHERE number = ANY(%(sketch)s)) AS shared
              FROM sources_article AS a
             WHERE a.sketch && %(sketch)s::int[] AND a.id <> %(article)s) AS found
     WHERE found.shared >= %(fewest)s AND found.shared >= %(least)s * least(found.size, %(size)s)
     ORDER BY share DESC, found.id
     LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another article whose text is like this one's: by how much."""

    article: int
    shared: int
    share: float

    @property
    def likeness(self) -> Likeness:
        """What that means."""
        return likeness(shared=self.shared, share=self.share)


def alike(sketch: Sequence[int], *, but: int = 0, least: float = ASKED_SHARE) -> list[Alike]:
    """Articles whose texts share at least that much with the text of this sketch, the most alike first."""
    if len(sketch) < FEWEST_SHARED:
        return []
    values: dict[str, Any] = {
        "sketch": list(sketch),
        "size": len(sketch),
        "article": but,
        "fewest": FEWEST_SHARED,
        "least": least,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, values)
        return [Alike(*row) for row in cursor.fetchall()]


@transaction.atomic
def group(article: Article, *, now: datetime | None = None) -> list[SameText]:
    """Find the articles that carry the text of this one, and put it under the first of them.

    A pair that is only partly alike becomes a question to the desk. What the desk has said of a pair stays.
    Returns the pairs that were found, the most alike first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    pairs = [_pair(article, found, now or timezone.now()) for found in alike(article.sketch, but=article.pk)]
    if article.original_id is None:
        _join_best(article, [_other(pair, article) for pair in pairs if pair.verdict in SAME])
    return pairs


def _join_best(article: Article, same: list[int]) -> None:
    """Put an article under the first of the group that it is most like, if it is like that first one too.

    A page that repeats two reports is like both, and must not make them one.
    """
    known = Article.objects.only("original").in_bulk(same)
    for other in (known[pk] for pk in same):
        if (other.original_id or other.pk) in same:
            _join(article, other)
            return


def _pair(article: Article, found: Alike, now: datetime) -> SameText:
    later, earlier = max(article.pk, found.article), min(article.pk, found.article)
    verdict = Verdict.FOUND if found.likeness is Likeness.SAME else Verdict.ASKED
    pair, new = SameText.objects.get_or_create(
        article_id=later,
        other_id=earlier,
        defaults={"share": found.share, "verdict": verdict, "noticed_at": now},
    )
    if not new and pair.decided_at is None and (pair.verdict, pair.share) != (verdict, found.share):
        pair.verdict, pair.share = verdict, found.share
        pair.save(update_fields=("verdict", "share"))
    return pair


def _other(pair: SameText, article: Article) -> int:
    return pair.other_id if pair.article_id == article.pk else pair.article_id


def _join(article: Article, other: Article) -> None:
    """Put both, and whatever stands under either, under the one that was seen first."""
    heads = {article.original_id or article.pk, other.original_id or other.pk}
    first = min(heads)
    later = heads - {first}
    if not later:
        return
    Article.objects.filter(original__in=later).update(original=first)
    Article.objects.filter(pk__in=later).update(original=first)
    article.refresh_from_db(fields=("original",))


@transaction.atomic
def decide(pair: SameText, *, same: bool, by: AbstractBaseUser, now: datetime | None = None) -> SameText:
    """The desk says whether two articles carry one text; that outlasts whatever is measured later."""
    pair = SameText.objects.select_for_update().select_related("article", "other").get(pk=pair.pk)
    pair.verdict = Verdict.YES if same else Verdict.NO
    pair.decided_by_id, pair.decided_at = by.pk, now or timezone.now()
    pair.save(update_fields=("verdict", "decided_by", "decided_at"))
    if same:
        _join(pair.article, pair.other)
    elif pair.article.original_id in (pair.other_id, pair.other.original_id):
        _leave_unless_held(pair.article)
    return pair


def _leave_unless_held(article: Article) -> None:
    """Take an article out of its group, unless it is like the first of it as well."""
    held = SameText.objects.filter(article=article, other=article.original_id, verdict__in=SAME)
    if not held.exists():
        Article.objects.filter(pk=article.pk).update(original=None)


@transaction.atomic
def take_out(article: Article, *, by: AbstractBaseUser, now: datetime | None = None) -> None:
    """The desk says that this article is no copy; it is not grouped with the same articles again."""
    original = Article.objects.select_for_update().get(pk=article.pk).original_id
    if original is None:
        return
    others = Article.objects.filter(Q(pk=original) | Q(original=original)).exclude(pk=article.pk)
    said = {"verdict": Verdict.NO, "decided_by_id": by.pk, "decided_at": now or timezone.now()}
    for other in others.values_list("pk", flat=True):
        SameText.objects.update_or_create(
            article_id=max(article.pk, other),
            other_id=min(article.pk, other),
            defaults=said,
            create_defaults={**said, "noticed_at": said["decided_at"], "share": 0.0},
        )
    Article.objects.filter(pk=article.pk).update(original=None)
