"""The desk's pages for publishers and articles."""

from sources.admin.articles import ArticleAdmin
from sources.admin.publishers import PublisherAdmin

__all__ = ["ArticleAdmin", "PublisherAdmin"]
