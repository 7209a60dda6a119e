"""Pieces of HTML that every list and head of the desk shows alike: a state as a word beside a colour."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from stories.models import Edition, Story
from stories.public import update_label


def state(value: str, word: str) -> SafeString:
    """A state: the word says it, the colour beside it helps to find it."""
    return format_html('<span class="state" data-state="{}">{}</span>', value, word)


def story_state(story: Story) -> SafeString:
    """What readers are shown."""
    return state(story.state, story.get_state_display())


def edition_state(edition: Edition) -> SafeString:
    """Where a text stands."""
    return state(edition.state, edition.get_state_display())


def label(story: Story) -> str:
    """The line under the public headline, or nothing before the first publication."""
    return update_label(story.article_count) if story.version else ""
