"""Tables of the world outside: who publishes, and what they published."""

from sources.models.article import Article
from sources.models.publisher import Publisher

__all__ = ["Article", "Publisher"]
