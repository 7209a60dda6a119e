"""What the page of an article shows of stories: those it belongs to, and those it may belong to."""

from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sources.models import Article
from stories.admin.story_list import headline_of
from stories.models import Coverage, Edition
from stories.questions import CURRENT

SHOWN = 8
PANEL = "admin/stories/coverage/article_panel.html"


def stories_panel(request: HttpRequest, article: Article) -> SafeString | str:
    """The stories of one article, decided ones first; “” for who may see none."""
    if not request.user.has_perm("stories.view_coverage"):
        return ""
    rows = Coverage.objects.filter(article=article).exclude(state=Coverage.State.REJECTED)
    texts = Edition.objects.filter(state__in=CURRENT).order_by("-number")
    named = Prefetch("story__editions", texts, to_attr="current_editions")
    found = rows.select_related("story").prefetch_related(named).order_by("state", "-score", "-pk")[:SHOWN]
    coverage = [(row, headline_of(row.story)) for row in found]
    return render_to_string(PANEL, {"coverage": coverage}, request)
