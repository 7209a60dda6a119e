"""Pages about feeds beside list and form: looking for them, choosing, steps, and lists of them as files."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from sources import feed_keeping, feed_searches
from sources.admin.lists import KeptAdmin
from sources.admin.spans import ago, ahead
from sources.bell import ring_after_commit
from sources.cataloguing import LONGEST_NAME, record_publisher
from sources.confined import ConfinedError, run_confined
from sources.domains import host_of
from sources.feed_keeping import FeedRefused, follow, follow_listed
from sources.feeds.opml import Listed, write_opml
from sources.models import Feed, FeedSearch, Publisher

LARGEST_FILE: Final = 2 * 1024 * 1024  # bytes
STEPS: Final = {
    "poll": (feed_keeping.poll_now, "It is asked within the next seconds."),
    "pause": (feed_keeping.pause, "Paused: it is not polled until you resume it."),
    "resume": (feed_keeping.resume, "It is polled again, beginning within the next seconds."),
    "accept-move": (feed_keeping.accept_move, "It is polled at its new address."),
    "refuse-move": (feed_keeping.refuse_move, "It stays where it is; this move is not asked about again."),
    "rest": (feed_keeping.let_rest, "It stays in the list, paused, and is no alarm any more."),
}


class FindForm(forms.Form):
    """Where to look."""

    address = forms.CharField(
        label="Address of the site, or of a feed",
        max_length=2048,
        help_text="Such as example.com. Its page, its robots.txt and the usual places are looked at.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )


class ChooseForm(forms.Form):
    """Which of the feeds that were found, and whose they are."""

    publisher = forms.CharField(
        max_length=LONGEST_NAME,
        help_text="Who publishes them. A publisher of that name is used; if there is none, it is made.",
    )

    def __init__(self, found: list[dict[str, Any]], *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["feeds"] = forms.MultipleChoiceField(
            choices=[(feed["url"], feed["url"]) for feed in found],
            error_messages={"required": "Choose at least one feed."},
        )


class ImportForm(forms.Form):
    """A list of feeds as a file."""

    file = forms.FileField(
        label="OPML file",
        help_text="Every feed reader can export one. Publishers that are not in the list yet are made.",
        widget=forms.FileInput(attrs={"accept": ".opml,.xml,text/x-opml,text/xml"}),
    )

    def clean_file(self) -> Any:
        """A file that is not too large to be a list."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("A list of feeds is smaller than 2 MB. Choose another file.")
        return file


def facts(feed: Feed, now: datetime) -> list[tuple[str, str]]:
    """What is known of a feed, each with its name."""
    told = [("Kind", feed.get_kind_display())]
    if feed.last_polled_at:
        told.append(("Polled", ago(feed.last_polled_at, now)))
    if feed.state == Feed.State.ACTIVE and feed.next_poll_at:
        told.append(("Next poll", ahead(feed.next_poll_at, now)))
    if feed.last_success_at:
        told.append(("Last read well", ago(feed.last_success_at, now)))
    if feed.last_new_at:
        told.append(("Last brought something", ago(feed.last_new_at, now)))
    if feed.failing_since:
        told.append(("Failing", f"for {ago(feed.failing_since, now, bare=True)}, {feed.failures} polls"))
    if feed.moving_to:
        told.append(("Leads to", f"{feed.moving_to}, for {feed.moving_polls} polls"))
    return told


def take_step(admin: KeptAdmin, request: HttpRequest, object_id: str, step: str) -> HttpResponseBase:
    """Do one thing with a feed and go back to its page."""
    if step not in STEPS:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    feed = admin.get_object(request, object_id)
    if not isinstance(feed, Feed):
        raise Http404
    if not admin.has_change_permission(request, feed):
        raise PermissionDenied
    take, done = STEPS[step]
    try:
        take(feed=feed, by=person(request))
    except FeedRefused as refused:
        messages.error(request, refused.message)
    else:
        admin.log_change(request, feed, done)
        ring_after_commit("sources.tasks.poll_feeds")
        messages.success(request, done)
    return redirect("admin:sources_feed_change", feed.pk)


def find_page(admin: KeptAdmin, request: HttpRequest) -> HttpResponseBase:
    """Ask which site; a worker looks at it."""
    _may_add(admin, request)
    publisher = _publisher(request.GET.get("publisher", ""))
    site = publisher.domains[0] if publisher and publisher.domains else ""
    form = FindForm(request.POST or None, initial={"address": site})
    if request.method == "POST" and form.is_valid():
        try:
            search = feed_searches.search(
                address=form.cleaned_data["address"], by=person(request), publisher=publisher
            )
        except FeedRefused as refused:
            form.add_error("address", refused.message)
        else:
            ring_after_commit("sources.tasks.search_feeds")
            return redirect("admin:sources_feed_search", search.pk)
    return _page(admin, request, "find", "Add feeds", form=form, publisher=publisher)


def search_page(admin: KeptAdmin, request: HttpRequest, search_id: int) -> HttpResponseBase:
    """What was found so far; once the search is over, a choice."""
    _may_add(admin, request)
    search = get_object_or_404(FeedSearch.objects.select_related("publisher"), pk=search_id)
    over = search.state == FeedSearch.State.DONE
    known = dict(Feed.objects.filter(url__in=[feed["url"] for feed in search.found]).values_list("url", "pk"))
    found = [
        {
            **feed,
            "known": known.get(feed["url"]),
            "kind_word": Feed.Kind(feed["kind"]).label,
            "newest_at": parse_datetime(feed["newest"]),
        }
        for feed in search.found
    ]
    named = search.publisher.name if search.publisher else search.site_name
    form = ChooseForm(search.found, request.POST or None, initial={"publisher": named})
    if request.method == "POST" and over and form.is_valid():
        done = _follow_chosen(request, search, form)
        if done:
            return redirect("admin:sources_feed_changelist")
    chosen = request.POST.getlist("feeds") if request.method == "POST" else _likely(found)
    return _page(
        admin,
        request,
        "search",
        f"Feeds of {host_of(search.address)}",
        search=search,
        over=over,
        found=found,
        form=form,
        chosen=chosen,
        choosable=over and any(not feed["known"] for feed in found),
    )


def import_page(admin: KeptAdmin, request: HttpRequest) -> HttpResponseBase:
    """Follow all feeds of a file, and tell of each what came of it."""
    _may_add(admin, request)
    form = ImportForm(request.POST or None, request.FILES or None)
    outcomes = None
    if request.method == "POST" and form.is_valid():
        try:
            told = run_confined("sources.feeds.opml:read_opml_to_json", form.cleaned_data["file"].read())
        except ConfinedError:
            told = {"problem": "This file cannot be read. Export the list of feeds again."}
        if told.get("problem"):
            form.add_error("file", told["problem"])
        else:
            outcomes = follow_listed([Listed(**feed) for feed in told["feeds"]], by=person(request))
            ring_after_commit("sources.tasks.poll_feeds")
    done = sum(1 for outcome in outcomes or () if outcome.done)
    return _page(admin, request, "import", "Import a list of feeds", form=form, outcomes=outcomes, done=done)


def export_file(admin: KeptAdmin, request: HttpRequest) -> HttpResponseBase:
    """All feeds that have not ended, by publisher."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    feeds = Feed.objects.exclude(state=Feed.State.GONE).select_related("publisher")
    listed = [
        Listed(
            feed.url,
            feed.title,
            f"https://{feed.publisher.domains[0]}/" if feed.publisher.domains else "",
            feed.publisher.name,
        )
        for feed in feeds
    ]
    answer = HttpResponse(write_opml("Feeds", listed), content_type="text/x-opml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="feeds.opml"'
    return answer


def _follow_chosen(request: HttpRequest, search: FeedSearch, form: ChooseForm) -> bool:
    """Follow what was ticked; whether anything came of it."""
    by = person(request)
    by_url = {feed["url"]: feed for feed in search.found}
    try:
        name = form.cleaned_data["publisher"]
        publisher = record_publisher(name=name, domain=host_of(search.address).removeprefix("www."))
    except ValueError as error:
        form.add_error("publisher", str(error))
        return False
    done = 0
    for url in form.cleaned_data["feeds"]:
        feed = by_url[url]
        try:
            follow(url=url, publisher=publisher, by=by, title=feed["title"], kind=feed["kind"])
        except FeedRefused as refused:
            messages.error(request, refused.message)
        else:
            done += 1
    if done:
        ring_after_commit("sources.tasks.poll_feeds")
        many = "One feed is" if done == 1 else f"{done} feeds are"
        messages.success(request, f"{many} followed. The first items come within a minute.")
    return done > 0


def _likely(found: list[dict[str, Any]]) -> list[str]:
    """The one that most people want is ticked: the first that is not followed yet."""
    return [feed["url"] for feed in found if not feed["known"]][:1]


def person(request: HttpRequest) -> AbstractUser:
    """Who is asking; the admin lets nobody in who is not a person."""
    if not isinstance(request.user, AbstractUser):
        raise TypeError("An anonymous request reached the desk.")
    return request.user


def _may_add(admin: KeptAdmin, request: HttpRequest) -> None:
    if not admin.has_add_permission(request):
        raise PermissionDenied


def _publisher(key: str) -> Publisher | None:
    known = key.isdecimal() and len(key) < 10
    return Publisher.objects.filter(pk=int(key)).first() if known else None


def _page(admin: KeptAdmin, request: HttpRequest, name: str, title: str, **shown: Any) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": Feed._meta,
        "now": timezone.now(),
        **shown,
    }
    request.current_app = admin.admin_site.name  # read by {% url %}
    return TemplateResponse(request, f"admin/sources/feed/{name}.html", context)
