"""Feeds at the desk: how each one is, what it announced last, and what can be done with it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sources import feed_keeping
from sources.admin import feed_pages
from sources.admin.lists import KeptAdmin
from sources.admin.spans import ago, ahead
from sources.feed_health import TROUBLE, VIEWS, health_of, in_view
from sources.feed_keeping import FeedRefused
from sources.feeds.links import web_link
from sources.models import Feed, FeedItem

SHOWN_ITEMS = 20
WEEK = timedelta(days=7)


class FeedForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Whose feed it is, what it is called and where it is."""

    url = forms.URLField(
        label="Address",
        max_length=2048,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text="At another address it is read as a new feed; what is known already does not come twice.",
    )

    class Meta:
        model = Feed
        fields = ("publisher", "title", "url")

    def clean_url(self) -> str:
        """A web address that can be polled."""
        link = web_link(self.cleaned_data["url"])
        if not link:
            raise forms.ValidationError("Give a web address that begins with http:// or https://.")
        return link


class HealthFilter(admin.SimpleListFilter):
    """Only feeds in one condition; shown as links above the list, not among the filters."""

    title = "view"
    parameter_name = "view"
    template = "admin/desk/no_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every condition."""
        return [(view.key, view.title) for view in VIEWS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The feeds in it."""
        key = self.value()
        if key is None:
            return queryset
        if key not in {view.key for view in VIEWS}:
            raise IncorrectLookupParameters
        return in_view(queryset, key, timezone.now())


@admin.register(Feed)
class FeedAdmin(KeptAdmin):
    """The list and the page of a feed."""

    form = FeedForm
    list_display = ("name", "publisher", "health", "polled", "next_poll", "new_in_week")
    list_display_links = ("name",)
    list_select_related = ("publisher",)
    list_filter = (HealthFilter, "state", "kind")
    ordering = ("publisher__name", "title", "pk")
    search_fields = ("title", "url", "publisher__name")
    search_help_text = "Title, address or publisher"
    autocomplete_fields = ("publisher",)
    fields = ("publisher", "title", "url")
    actions = ("poll_chosen", "pause_chosen", "resume_chosen")

    def get_urls(self) -> list[URLPattern]:
        """The pages of our own before the stock ones."""

        def wrap(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("find/", wrap(self.find_view), name="sources_feed_find"),
            path("search/<int:search_id>/", wrap(self.search_view), name="sources_feed_search"),
            path("import/", wrap(self.import_view), name="sources_feed_import"),
            path("export/", wrap(self.export_view), name="sources_feed_export"),
            path("<path:object_id>/step/<slug:step>/", wrap(self.step_view), name="sources_feed_step"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feed]:
        """With how much each brought within a week."""
        week = FeedItem.objects.filter(feed=OuterRef("pk"), seen_at__gte=timezone.now() - WEEK)
        many = week.order_by().values("feed").annotate(n=Count("pk")).values("n")
        counted = Coalesce(Subquery(many, output_field=IntegerField()), 0)
        told: QuerySet[Feed] = super().get_queryset(request).annotate(week=counted)
        return told

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """Trouble as the dashboard lists it: what has lasted longest first."""
        if request.GET.get("view") == TROUBLE.key:
            return (F("failing_since").asc(nulls_last=True), "pk")
        return self.ordering

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under links to the conditions that feeds can be in."""
        current = request.GET.get("view")
        links = [
            {"label": view.title, "url": f"?view={view.key}", "current": view.key == current}
            for view in VIEWS
        ]
        shown = {
            "list_views": [{"label": "All", "url": "?", "current": current is None}, *links],
            "asked_empty": next((view.empty for view in VIEWS if view.key == current), ""),
        }
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A feed is added by looking for it."""
        return redirect("admin:sources_feed_find")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One feed: how it is, what can be done, what it is, and what it announced last."""
        feed = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if isinstance(feed, Feed):
            now = timezone.now()
            items = FeedItem.objects.filter(feed=feed).select_related("article", "request")
            shown = {
                "subtitle": None,
                "show_save_and_add_another": False,
                "title": str(feed),
                "health": health_of(feed, now),
                "asks_to_move": feed.asks_to_move(now),
                "facts": feed_pages.facts(feed, now),
                "items": items[:SHOWN_ITEMS],
                "may_change": self.has_change_permission(request, feed),
            }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """At another address nothing holds that the old one said."""
        if change and "url" in form.changed_data:
            feed_keeping.change_address(feed=obj, url=obj.url)
        super().save_model(request, obj, form, change)

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponseBase:
        """Do one thing with a feed."""
        return feed_pages.take_step(self, request, object_id, step)

    def find_view(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for the feeds of a site."""
        return feed_pages.find_page(self, request)

    def search_view(self, request: HttpRequest, search_id: int) -> HttpResponseBase:
        """What was found there, to choose from."""
        return feed_pages.search_page(self, request, search_id)

    def import_view(self, request: HttpRequest) -> HttpResponseBase:
        """Follow the feeds of a file."""
        return feed_pages.import_page(self, request)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """All feeds as a file."""
        return feed_pages.export_file(self, request)

    @admin.display(description="Feed", ordering="title")
    def name(self, feed: Feed) -> SafeString:
        """Its title, and its address: the feeds of one publisher often have one title."""
        place = feed.url.partition("://")[2]
        return format_html(
            '{}<span class="row-note feed-url">{}</span>', feed.title or "Without a title", place
        )

    @admin.display(description="Health")
    def health(self, feed: Feed) -> SafeString:
        """A word, and what is behind it."""
        now = timezone.now()
        told = health_of(feed, now)
        many = len(feed.warnings)
        remarks = f"{many} remark{'' if many == 1 else 's'}" if many and told.state == "live" else ""
        since = f"for {ago(feed.failing_since, now, bare=True)}" if feed.failing_since else ""
        return format_html(
            '<span class="state" data-state="{}">{}</span> <span class="row-note">{}</span>',
            *(told.state, told.word, ": ".join(filter(None, (since, told.message or remarks)))),
        )

    @admin.display(description="Polled", ordering="last_polled_at")
    def polled(self, feed: Feed) -> str:
        """When it was asked last."""
        return ago(feed.last_polled_at, timezone.now()) if feed.last_polled_at else "never"

    @admin.display(description="Next", ordering="next_poll_at")
    def next_poll(self, feed: Feed) -> str:
        """When it is asked again."""
        if feed.state != Feed.State.ACTIVE or feed.next_poll_at is None:
            return "not polled"
        return ahead(feed.next_poll_at, timezone.now())

    @admin.display(description="In a week", ordering="week")
    def new_in_week(self, feed: Any) -> str:
        """How many items it brought."""
        return f"{feed.week:,} new" if feed.week else "nothing new"

    @admin.action(description="Poll the chosen feeds now", permissions=["change"])
    def poll_chosen(self, request: HttpRequest, chosen: QuerySet[Feed]) -> None:
        """Ask each within the next seconds."""
        self._each(request, chosen, "poll", "asked within the next seconds")

    @admin.action(description="Pause the chosen feeds", permissions=["change"])
    def pause_chosen(self, request: HttpRequest, chosen: QuerySet[Feed]) -> None:
        """Do not poll them until somebody says so."""
        self._each(request, chosen, "pause", "paused")

    @admin.action(description="Resume the chosen feeds", permissions=["change"])
    def resume_chosen(self, request: HttpRequest, chosen: QuerySet[Feed]) -> None:
        """Poll them again."""
        self._each(request, chosen, "resume", "polled again")

    def _each(self, request: HttpRequest, chosen: QuerySet[Feed], step: str, done: str) -> None:
        many = 0
        for feed in chosen:
            try:
                feed_pages.STEPS[step][0](feed=feed, by=feed_pages.person(request))
            except FeedRefused as refused:
                messages.error(request, f"{feed}: {refused.message}")
            else:
                many += 1
        if many:
            messages.success(request, f"{many} {done}.")
