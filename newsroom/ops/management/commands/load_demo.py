"""Fills an embedded newsroom with invented people and stories, so that every screen has something to show."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsroom.ops.demo_accounts import PEOPLE, demo_password, ensure_people
from newsroom.ops.demo_articles import DemoArticle, read_articles
from newsroom.ops.demo_loading import Cast, ensure_publishers, ensure_topics, load_story, missing
from newsroom.ops.demo_reading import look_again, place, read, unread, unseen
from newsroom.ops.demo_stories import DemoStory, read_publishers, read_stories, read_topics
from stories.errors import Refused


class Command(BaseCommand):
    """``load_demo [--again]``: people, then articles and stories one by one, each wholly or not at all."""

    help = "Load the demo accounts and stories (embedded mode only); what is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--again", action="store_true", help="name each story that is there already")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load what is missing and say how to sign in."""
        if not settings.EMBEDDED:
            raise CommandError(
                "Demo accounts and stories are for the embedded newsroom only. "
                "DATABASE_URL is set: nothing was loaded."
            )
        try:
            password = demo_password()
        except OSError as error:
            raise CommandError(f"The demo password cannot be kept: {error}") from error
        people = ensure_people(password)
        stories, articles = read_stories(), read_articles()
        new = tuple(missing(stories))
        if options["again"]:
            self._name_known(stories, new)
        now = timezone.now()
        if new or unread(articles) or unseen(articles):
            ensure_topics(read_topics())
            ensure_publishers(read_publishers())
            self._read(articles, now)
            self._load(new, Cast.of(people), now)
            self._look_again(articles, now)
        else:
            self.stdout.write("The demo is already there; nothing was added.")
        names = ", ".join(person.username for person in PEOPLE)
        shown = "as set in NEWSROOM_DEMO_PASSWORD" if settings.DEMO_PASSWORD else password
        self.stdout.write(f"Demo accounts: {names}. Password: {shown}")

    def _name_known(self, stories: tuple[DemoStory, ...], new: tuple[DemoStory, ...]) -> None:
        for story in stories:
            if story not in new:
                self.stdout.write(f"{story.slug}: already there")

    def _read(self, articles: tuple[DemoArticle, ...], now: datetime) -> None:
        """Before the stories, so that what they quote can be looked up."""
        new = unread(articles)
        read(new, now=now)
        self.stdout.write(f"{len(new)} articles: read")

    def _load(self, stories: tuple[DemoStory, ...], cast: Cast, now: datetime) -> None:
        for number, story in enumerate(stories, 1):
            try:
                load_story(story, cast=cast, now=now)
            except Refused as refusal:
                raise CommandError(f"{story.slug}: {refusal.message}") from refusal
            self.stdout.write(f"[{number}/{len(stories)}] {story.slug}: {story.state}")
            self.stdout.flush()

    def _look_again(self, articles: tuple[DemoArticle, ...], now: datetime) -> None:
        """After the stories, which rest on what they said before."""
        again = unseen(articles)
        for article in again:
            look_again(article, now=now)
        place(now=now)
        self.stdout.write(f"{len(again)} articles: looked at again")
