"""The desk's pages for publishers and articles."""

from sources.admin.articles import ArticleAdmin
from sources.admin.feeds import FeedAdmin
from sources.admin.publishers import PublisherAdmin

__all__ = ["ArticleAdmin", "FeedAdmin", "PublisherAdmin"]
