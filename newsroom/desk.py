"""The desk: Django's admin site with our frame, our menu and a dashboard that says what waits for whom."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from newsroom.accounts.preferences_page import preferences_page
from newsroom.calendar.page import calendar_page
from newsroom.dashboard.panels import panels_for
from sources.models import Article
from stories.people import Person

MENU = (
    ("stories.view_story", "Stories", "stories_story"),
    ("stories.view_edition", "Editions", "stories_edition"),
    ("sources.view_article", "Articles", "sources_article"),
    ("sources.view_publisher", "Publishers", "sources_publisher"),
    ("sources.view_feed", "Feeds", "sources_feed"),
    ("stories.view_topic", "Topics", "stories_topic"),
)
PAGES = (
    ("stories.view_edition", "Calendar", "calendar"),
    ("stories.change_coverage", "To place", "stories_coverage_triage"),
)
RECORDS = (
    ("stories.view_coverage", "Coverage", "stories_coverage"),
    ("stories.view_pendingdecision", "Decisions", "stories_pendingdecision"),
    ("stories.view_citedarticle", "Cited sources", "stories_citedarticle"),
    ("sources.view_articlechange", "Changes of sources", "sources_articlechange"),
    ("site.view_readerreport", "Reports of readers", "site_readerreport"),
    ("stories.view_workflowevent", "Events", "stories_workflowevent"),
    ("stories.view_revision", "Revisions", "stories_revision"),
    ("stories.view_outgoingmail", "Mail", "stories_outgoingmail"),
    ("stories.view_ledgerentry", "Ledger", "stories_ledgerentry"),
    ("accounts.view_user", "People", "accounts_user"),
    ("auth.view_group", "Roles", "auth_group"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the menu; ``current`` where the page shown belongs to it."""

    label: str
    url: str
    current: bool


class Suggestions(AutocompleteJsonView):
    """What is offered while typing; an article with its publisher, for titles alone are alike."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """One offer."""
        offer: dict[str, str] = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Article):
            offer["text"] = f"{obj.publisher.name}: {obj.title}"
        return offer


class DeskSite(AdminSite):
    """The admin under /admin/, as the newsroom sees it."""

    site_header = settings.SITE_NAME
    site_title = f"{settings.SITE_NAME} desk"
    index_title = "Desk"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk gets: Django's own, and the menu of what this person may see."""
        context: dict[str, Any] = super().each_context(request)
        if context["has_permission"]:
            context |= {
                "menu": [*pages(request), *menu(request, MENU)],
                "records_menu": menu(request, RECORDS),
            }
        return context

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The stock addresses, and our own pages before them."""
        own: list[URLPattern | URLResolver] = [
            path("calendar/", self.admin_view(self.calendar_view), name="calendar"),
            path("preferences/", self.admin_view(self.preferences_view), name="preferences"),
        ]
        return own + super().get_urls()

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """What is scheduled, embargoed and due."""
        return calendar_page(request, self.each_context(request))

    def preferences_view(self, request: HttpRequest) -> HttpResponse:
        """What a person says of themself: display name and time zone."""
        return preferences_page(request, self.each_context(request))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Suggestions while typing."""
        return cast(HttpResponse, Suggestions.as_view(admin_site=self)(request))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The dashboard."""
        user = request.user
        panels = panels_for(user) if isinstance(user, Person) else []
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "panels": [panel for panel in panels if panel.rows or panel.standing],
            "quiet_panels": [panel for panel in panels if not (panel.rows or panel.standing)],
            "may_write": user.has_perms(("stories.add_story", "stories.add_edition")),
            **(extra_context or {}),
        }
        request.current_app = self.name  # read by Django's {% url %}
        return TemplateResponse(request, "admin/index.html", context)


def pages(request: HttpRequest) -> list[Link]:
    """Entries of the menu that are no lists."""
    links = []
    for permission, label, name in PAGES:
        if request.user.has_perm(permission):
            url = reverse(f"admin:{name}")
            links.append(Link(label, url, request.path == url))
    return links


def menu(request: HttpRequest, entries: tuple[tuple[str, str, str], ...]) -> list[Link]:
    """The entries that this person may open."""
    links = []
    on_page = any(request.path == reverse(f"admin:{name}") for _, _, name in PAGES)
    for permission, label, name in entries:
        if request.user.has_perm(permission):
            url = reverse(f"admin:{name}_changelist")
            links.append(Link(label, url, request.path.startswith(url) and not on_page))
    return links
