"""The desk's pages for stories and their texts."""

from stories.admin.cited_sources import CitedArticleAdmin
from stories.admin.decision_list import PendingDecisionAdmin
from stories.admin.edition_pages import EditionAdmin
from stories.admin.mail import OutgoingMailAdmin
from stories.admin.records import (
    CoverageAdmin,
    LedgerEntryAdmin,
    RevisionAdmin,
    TopicAdmin,
    WorkflowEventAdmin,
)
from stories.admin.source_changes import ArticleChangeAdmin
from stories.admin.story_pages import StoryAdmin

__all__ = [
    "ArticleChangeAdmin",
    "CitedArticleAdmin",
    "CoverageAdmin",
    "EditionAdmin",
    "LedgerEntryAdmin",
    "OutgoingMailAdmin",
    "PendingDecisionAdmin",
    "RevisionAdmin",
    "StoryAdmin",
    "TopicAdmin",
    "WorkflowEventAdmin",
]
