"""Reads the texts of the demo's articles: TOML files, and the web pages and answers that are made of them."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from json import dumps
from pathlib import Path
from typing import Any, Final

from newsroom.ops.demo_stories import FOLDER, DemoError, DemoPublisher, read_publishers, span
from sources.fetching import Answer

OK: Final = 200
GONE: Final = 410
MEDIA_TYPE: Final = "text/html"
NOBODY: Final = "nobody: a demo text"  # where a snapshot names the server that answered
HEADERS: Final = (
    ("content-type", f"{MEDIA_TYPE}; charset=utf-8"),
    ("x-newsroom-demo", "written for the demo; nothing was fetched"),
)
FOOTER: Final = "Written for the demo of a newsroom. This page never stood on the web."


@dataclass(frozen=True, slots=True)
class DemoLook:
    """What an article says at one look: so long before the loading, with what status."""

    ago: timedelta
    status: int
    title: str
    paragraphs: tuple[str, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article with every look at it, the first reading first."""

    publisher: DemoPublisher
    url: str
    byline: str
    published: datetime
    looks: tuple[DemoLook, ...]

    def answer(self, look: DemoLook, *, now: datetime) -> Answer:
        """What a server would have answered at that look; headers and peer say that there was none."""
        body = _html(self, look).encode() if look.status == OK else b""
        return Answer(
            requested_url=self.url,
            url=self.url,
            hops=(),
            status=look.status,
            headers=HEADERS,
            body=body,
            wire_size=len(body),
            peer=NOBODY,
            media_type=MEDIA_TYPE,
            charset="utf-8",
            fetched_at=now - look.ago,
        )


def read_articles() -> tuple[DemoArticle, ...]:
    """All articles of the demo that have a text, in the order of file names and files.

    Raises:
        DemoError: a file lacks something or contradicts itself.
    """
    publishers = {publisher.name: publisher for publisher in read_publishers()}
    files = sorted((FOLDER / "articles").glob("*.toml"))
    return tuple(article for path in files for article in _of_file(path, publishers))


def _of_file(path: Path, publishers: Mapping[str, DemoPublisher]) -> Iterator[DemoArticle]:
    try:
        for raw in tomllib.loads(path.read_text(encoding="utf-8"))["article"]:
            yield _article(raw, publishers)
    except KeyError as error:
        raise DemoError(f"{path.name}: {error} is missing or unknown") from error
    except ValueError as error:
        raise DemoError(f"{path.name}: {error}") from error


def _article(raw: Mapping[str, Any], publishers: Mapping[str, DemoPublisher]) -> DemoArticle:
    first = DemoLook(span(raw["read"]), OK, raw["title"], _paragraphs(raw["text"]))
    return DemoArticle(
        publisher=publishers[raw["publisher"]],
        url=raw["url"],
        byline=raw.get("byline", ""),
        published=raw["published"].astimezone(UTC),
        looks=(first, *_later(first, raw["text"], raw.get("again", ()))),
    )


def _later(first: DemoLook, text: str, again: Sequence[Mapping[str, Any]]) -> Iterator[DemoLook]:
    """The looks after the first; each changes what stood there before it."""
    title = first.title
    for raw in again:
        title = raw.get("title", title)
        for old, new in raw.get("replace", ()):
            if text.count(old) != 1:
                raise ValueError(f"“{old}” stands in {text.count(old)} places, not in one")
            text = text.replace(old, new)
        status = GONE if raw.get("gone") else OK
        yield DemoLook(span(raw["ago"]), status, title, _paragraphs(text), raw.get("notice", ""))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _html(article: DemoArticle, look: DemoLook) -> str:
    """The page as a publisher's site would write it."""
    title, site = escape(look.title), escape(article.publisher.name)
    paragraphs = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in look.paragraphs)
    byline = f'<p class="byline">{escape(article.byline)}</p>' if article.byline else ""
    notice = f'<p class="correction">{escape(look.notice)}</p>' if look.notice else ""
    return f"""<!DOCTYPE html>
<html lang="{article.publisher.language}">
<head>
<meta charset="utf-8">
<title>{title} | {site}</title>
<link rel="canonical" href="{escape(article.url)}">
<meta property="og:site_name" content="{site}">
<meta property="og:title" content="{title}">
<script type="application/ld+json">{_linked(article, look)}</script>
</head>
<body>
<header><a href="/">{site}</a></header>
<main>
<article>
<h1>{title}</h1>
{byline}
{paragraphs}
{notice}
</article>
</main>
<footer>{FOOTER}</footer>
</body>
</html>
"""


def _linked(article: DemoArticle, look: DemoLook) -> str:
    """What the page tells machines."""
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": look.title,
        "datePublished": article.published.isoformat(),
        "inLanguage": article.publisher.language,
        "publisher": {"@type": "Organization", "name": article.publisher.name},
        **({"author": {"@type": "Person", "name": article.byline}} if article.byline else {}),
    }
    return dumps(told, ensure_ascii=False).replace("<", "\\u003c")
