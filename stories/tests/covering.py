"""The shortest ways to articles that may belong to stories."""

from sources.cataloguing import record_article, record_publisher
from stories.story_words import refresh_words
from stories.suggesting import suggest_for


def an_article(
    title="Bridge inspectors find more cracks in harbour span", publisher="Third Paper", **details
):
    return record_article(publisher=record_publisher(name=publisher), title=title, **details)


def suggested(article=None):
    """An article with the suggestions that were made for it, once the words of all stories are known."""
    refresh_words()
    article = article or an_article()
    return article, suggest_for(article)
