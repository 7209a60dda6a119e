"""Tables of the newsroom: stories, their texts, what happened to them, and what is public."""

from stories.models.assistance import EntryProposal
from stories.models.desk import Autosave, Presence, PreviewLink, Waiver
from stories.models.edition import Citation, CitedArticle, Edition, PinnedQuote, Section, TimelineEntry
from stories.models.history import Correction, Note, PendingDecision, Revision, WorkflowEvent
from stories.models.ledger import Follower, LedgerDocument, LedgerEntry
from stories.models.mail import OutgoingMail
from stories.models.placing import Cursor, Placing, StoryWords, WordUse
from stories.models.published import (
    PublishedEntry,
    PublishedPublisher,
    PublishedSource,
    PublishedStory,
    PublishedTopic,
)
from stories.models.story import Coverage, Redirect, Story, Topic

__all__ = [
    "Autosave",
    "Citation",
    "CitedArticle",
    "Correction",
    "Coverage",
    "Cursor",
    "Edition",
    "EntryProposal",
    "Follower",
    "LedgerDocument",
    "LedgerEntry",
    "Note",
    "OutgoingMail",
    "PendingDecision",
    "PinnedQuote",
    "Placing",
    "Presence",
    "PreviewLink",
    "PublishedEntry",
    "PublishedPublisher",
    "PublishedSource",
    "PublishedStory",
    "PublishedTopic",
    "Redirect",
    "Revision",
    "Section",
    "Story",
    "StoryWords",
    "TimelineEntry",
    "Topic",
    "Waiver",
    "WordUse",
    "WorkflowEvent",
]
