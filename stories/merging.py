"""Finds the story that another one can become part of, by whatever an editor has of it: link, id or words."""

from urllib.parse import unquote, urlsplit

from django.db.models import QuerySet

from stories.models import PublishedStory, Redirect, Story

OFFERED = 10  # stories: who has more should type another word


def target_of(typed: str, *, story: Story) -> Story | None:
    """The public story that a typed address, link or id names exactly, but for ``story`` itself."""
    named = _last_part(typed)
    if not named:
        return None
    others = Story.objects.public().exclude(pk=story.pk)
    exact = others.filter(slug=named).first() or others.filter(public_id=named).first()
    if exact:
        return exact
    former = Redirect.objects.filter(slug=named).values("story")
    return others.filter(pk__in=former).first()


def candidates(typed: str, *, story: Story) -> QuerySet[PublishedStory]:
    """The public stories that may be meant by a few letters of a headline, newest first."""
    others = PublishedStory.objects.readable().exclude(pk=story.public_id)
    return others.headed(typed).only("id", "slug", "headline", "state", "content_updated_at")[:OFFERED]


def _last_part(typed: str) -> str:
    """The slug or id in what was typed: the whole of it, or the part of a link that names the story."""
    try:
        path = unquote(urlsplit(typed.strip()).path)
    except ValueError:  # half an address
        return ""
    if not path.isprintable():
        return ""
    parts = [part for part in path.split("/") if part]
    if "stories" in parts[:-1]:
        return parts[parts.index("stories") + 1]
    return parts[0] if len(parts) == 1 else ""
