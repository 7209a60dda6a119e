"""Publishers at the desk: the name may change, the slug never does."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sources.admin.lists import KeptAdmin
from sources.cataloguing import free_slug, known_publisher
from sources.feed_health import health_of
from sources.identifiers import text_key
from sources.models import Publisher
from sources.slugs import slug_for

SHOWN_FEEDS = 50


class PublisherForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Refuses a second publisher under the name of the first."""

    class Meta:
        model = Publisher
        fields = ("name", "kind", "domains", "country", "language", "owner")

    def clean_name(self) -> str:
        """The name, if no other publisher is known by it."""
        name: str = " ".join(self.cleaned_data["name"].split())
        if not slug_for(name):
            raise forms.ValidationError("Type a name with at least one letter or figure.")
        known = known_publisher(name)
        if known and known.pk != self.instance.pk:
            raise forms.ValidationError(f"“{known.name}” is in the list already: open that one.")
        return name


@admin.register(Publisher)
class PublisherAdmin(KeptAdmin):
    """Who stands behind the articles."""

    form = PublisherForm
    list_display = ("name", "kind", "country", "language", "slug")
    list_filter = ("kind",)
    search_fields = ("name", "slug", "owner")
    readonly_fields = ("slug", "feeds")
    fields = ("name", "slug", "kind", "domains", "country", "language", "owner", "feeds")

    @admin.display(description="Feeds")
    def feeds(self, publisher: Publisher) -> SafeString:
        """Where it announces its articles, how each feed is, and the way to more of them."""
        if publisher.pk is None:
            return mark_safe("After saving.")
        now = timezone.now()
        rows = [
            (reverse("admin:sources_feed_change", args=(feed.pk,)), feed, told.state, told.word)
            for feed in publisher.feeds.order_by("title", "url")[:SHOWN_FEEDS]
            for told in [health_of(feed, now)]
        ]
        listed = format_html_join(
            "",
            '<li><a href="{}">{}</a> <span class="state" data-state="{}">{}</span></li>',
            rows,
        )
        more = f"{reverse('admin:sources_feed_find')}?publisher={publisher.pk}"
        return format_html(
            '<ul class="feeds-of">{}<li><a href="{}">Look for feeds of this publisher</a></li></ul>',
            listed,
            more,
        )

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """A new publisher gets the slug by which it is known for ever; its name may change."""
        if isinstance(obj, Publisher):
            obj.name_key = text_key(obj.name)
            obj.slug = obj.slug if change else free_slug(obj.name)
        super().save_model(request, obj, form, change)
