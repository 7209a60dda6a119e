"""Tables of the world outside: who publishes what, where it is announced, and what it said when."""

from sources.models.article import Article, ArticleAddress
from sources.models.feed import Feed, FeedItem, FeedSearch, Host, Robots
from sources.models.publisher import Publisher
from sources.models.request import ArticleRequest
from sources.models.same_text import SameText
from sources.models.snapshot import Snapshot, StoredBody
from sources.models.watch import ArticleChange, Watch

__all__ = [
    "Article",
    "ArticleAddress",
    "ArticleChange",
    "ArticleRequest",
    "Feed",
    "FeedItem",
    "FeedSearch",
    "Host",
    "Publisher",
    "Robots",
    "SameText",
    "Snapshot",
    "StoredBody",
    "Watch",
]
