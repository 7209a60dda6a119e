"""What people do with feeds: follow a new one, pause it, ask it now, say whether a move is right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from sources.announcements import publisher_of
from sources.cataloguing import LONGEST_NAME, record_publisher
from sources.domains import host_of
from sources.feed_outcomes import forget_validators, move, stay_put
from sources.feeds.links import web_link
from sources.feeds.opml import Listed
from sources.models import Feed, Publisher

Person = AbstractUser
State = Feed.State


class FeedRefused(Exception):
    """Something that cannot be done with a feed now; the message says what to do, ``code`` is for tests."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one line of a list of feeds."""

    url: str
    title: str
    done: bool
    told: str


def follow(
    *,
    url: str,
    publisher: Publisher,
    by: Person,
    title: str = "",
    kind: str = Feed.Kind.RSS,
    now: datetime | None = None,
) -> Feed:
    """Poll a new feed from now on.

    Raises:
        FeedRefused: the person may not, the address is none, or the feed is followed already.
    """
    require(by, "add_feed")
    link = web_link(url)
    if not link:
        raise FeedRefused("bad_url", "Give a web address that begins with http:// or https://.")
    feed, made = Feed.objects.get_or_create(
        url=link,
        defaults={
            "publisher": publisher,
            "title": title[:300],
            "kind": kind,
            "created_by_id": by.pk,
            "next_poll_at": now or timezone.now(),
        },
    )
    if not made:
        raise FeedRefused("known", f"This feed is in the list already: “{feed}” of {feed.publisher}.")
    return feed


def pause(*, feed: Feed, by: Person) -> Feed:
    """Do not poll it until somebody says so.

    Raises:
        FeedRefused: it is not polled now, or the person may not.
    """
    return _step(
        feed, by, (State.ACTIVE,), "It is not polled at the moment: there is nothing to pause.", _rest
    )


def resume(*, feed: Feed, by: Person, now: datetime | None = None) -> Feed:
    """Poll it again, from this moment, with nothing held against it; also one that was said to be gone.

    Raises:
        FeedRefused: it is polled already, or the person may not.
    """
    moment = now or timezone.now()

    def begin(held: Feed) -> None:
        held.state, held.next_poll_at = State.ACTIVE, moment
        held.failures, held.failing_since, held.gone_since = 0, None, None
        held.last_code = held.last_message = ""
        forget_validators(held)

    return _step(feed, by, (State.PAUSED, State.GONE), "It is polled already.", begin)


def poll_now(*, feed: Feed, by: Person, now: datetime | None = None) -> Feed:
    """Ask it within the next seconds; a site that asked us to wait is still left alone.

    Raises:
        FeedRefused: it is paused or gone, or the person may not.
    """
    moment = now or timezone.now()

    def hurry(held: Feed) -> None:
        held.next_poll_at = moment

    return _step(feed, by, (State.ACTIVE,), "It is not polled at the moment: resume it first.", hurry)


def let_rest(*, feed: Feed, by: Person) -> Feed:
    """Take note that a feed is gone: it stays in the list, paused, and is no alarm any more.

    Raises:
        FeedRefused: it is not gone, or the person may not.
    """
    return _step(feed, by, (State.GONE,), "It is not gone: there is nothing to take note of.", _rest)


def accept_move(*, feed: Feed, by: Person, now: datetime | None = None) -> Feed:
    """Poll it where its old address leads to.

    Raises:
        FeedRefused: it leads nowhere else, or the person may not.
    """
    moment = now or timezone.now()

    def follow_it(held: Feed) -> None:
        _must_move(held)
        move(held)
        if held.state == State.ACTIVE:
            held.next_poll_at = moment

    return _step(feed, by, tuple(State), "", follow_it)


def refuse_move(*, feed: Feed, by: Person) -> Feed:
    """Go on asking at the old address, and do not ask again about this move.

    Raises:
        FeedRefused: it leads nowhere else, or the person may not.
    """

    def stay(held: Feed) -> None:
        _must_move(held)
        held.refused_move = held.moving_to
        stay_put(held)

    return _step(feed, by, tuple(State), "", stay)


def change_address(*, feed: Feed, url: str) -> None:
    """Point a feed (that the caller saves) to another address: nothing the old one said holds for it."""
    feed.url = url
    feed.refused_move = ""
    stay_put(feed)
    forget_validators(feed)
    if feed.state == State.ACTIVE:
        feed.next_poll_at = timezone.now()


def follow_listed(listed: Iterable[Listed], *, by: Person, now: datetime | None = None) -> list[Imported]:
    """Follow every feed of a list; each is told for itself, and none holds up the others."""
    require(by, "add_feed")
    told = []
    for feed in listed:
        with transaction.atomic():
            try:
                publisher = _publisher_for(feed)
                follow(url=feed.url, publisher=publisher, by=by, title=feed.title, now=now)
            except (FeedRefused, ValueError) as refused:
                told.append(Imported(feed.url, feed.title, False, str(refused)))
            else:
                told.append(Imported(feed.url, feed.title, True, f"Followed, as a feed of {publisher}."))
    return told


def require(by: Person, permission: str) -> None:
    """Refuse unless the person holds ``sources.<permission>``.

    Raises:
        FeedRefused: with what to do about it.
    """
    if not (by.is_active and by.has_perm(f"sources.{permission}")):
        wanted = permission.replace("_", " ")
        raise FeedRefused("no_permission", f"{by} may not {wanted}: ask an administrator for the role.")


def _publisher_for(feed: Listed) -> Publisher:
    """Whose feed it is: the publisher of that site, else one of that name, made if it is new.

    A folder of a list is what its owner sorted by, and seldom a publisher: its name is not used.
    """
    site = feed.home or feed.url
    host = host_of(site).removeprefix("www.")
    return publisher_of(site) or record_publisher(name=(feed.title or host)[:LONGEST_NAME], domain=host)


def _rest(held: Feed) -> None:
    held.state, held.next_poll_at = State.PAUSED, None


def _must_move(held: Feed) -> None:
    if not held.moving_to:
        raise FeedRefused("no_move", "It does not lead anywhere else by now: there is nothing to decide.")


def _step(
    feed: Feed, by: Person, start: tuple[State, ...], refusal: str, change: Callable[[Feed], None]
) -> Feed:
    require(by, "change_feed")
    with transaction.atomic():
        held = Feed.objects.select_for_update(of=("self",)).select_related("publisher").get(pk=feed.pk)
        if held.state not in start:
            raise FeedRefused("wrong_state", refusal)
        change(held)
        held.save()
    return held
