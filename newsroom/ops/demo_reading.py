"""Takes the demo's article texts in as if they had been read from the web, and looks at some again."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from newsroom.ops.demo_articles import DemoArticle, DemoLook
from sources.looking import see
from sources.models import Article, Watch
from sources.reading import read_page
from sources.taking import take
from stories.suggesting import suggest_new

LONGEST: Final = timedelta(seconds=30)  # for suggestions; what is left the worker does


def unread(articles: Iterable[DemoArticle]) -> list[DemoArticle]:
    """Those whose text is not stored yet."""
    articles = list(articles)
    read = Article.objects.filter(url__in=[a.url for a in articles], newest__isnull=False)
    known = set(read.values_list("url", flat=True))
    return [article for article in articles if article.url not in known]


def read(articles: Iterable[DemoArticle], *, now: datetime) -> None:
    """Store the first texts of articles, by the way that every page goes but for the network.

    The next page is read in the child process while one is stored, for a newcomer waits for this.
    """
    answers = [article.answer(article.looks[0], now=now) for article in articles]
    with ThreadPoolExecutor(max_workers=1) as child:
        for answer, page in zip(answers, child.map(read_page, answers), strict=True):
            take(answer, page, now=answer.fetched_at)


def unseen(articles: Iterable[DemoArticle]) -> list[DemoArticle]:
    """Those that are to be looked at again and were not yet."""
    again = [article for article in articles if len(article.looks) > 1]
    seen = Watch.objects.filter(article__url__in=[a.url for a in again], looked_at__isnull=False)
    known = set(seen.values_list("article__url", flat=True))
    return [article for article in again if article.url not in known]


@transaction.atomic
def look_again(article: DemoArticle, *, now: datetime) -> None:
    """Look at an article as often as its file says, after the first reading; all of it or nothing.

    Its address leads nowhere, so it is not watched: the looks are taken by hand here and none follows.
    """
    known = Article.objects.select_related("newest").get(url=article.url)
    watch, _ = Watch.objects.get_or_create(
        article=known, defaults={"active": False, "began_at": now - article.looks[0].ago}
    )
    for look in article.looks[1:]:
        _look(article, look, watch, now)


def _look(article: DemoArticle, look: DemoLook, watch: Watch, now: datetime) -> None:
    watch = Watch.objects.select_related("article__newest__body", "article__publisher").get(pk=watch.pk)
    see(watch, article.answer(look, now=now), now=now - look.ago)


def place(*, now: datetime) -> None:
    """Suggest stories for what no story cites yet, as the worker does for every new article."""
    suggest_new(until=timezone.now() + LONGEST, now=now)
