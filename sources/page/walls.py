"""Tells the article from what stands in its place: a cookie wall, a pay wall, a list, a check for robots."""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from sources.page import linked_data
from sources.page.metadata import PageData

TEASER: Final = 1_500  # characters; a text that long is not what stands before a pay wall
SHORTEST: Final = 250  # characters of an article that says nothing of itself
SHORTEST_MARKED: Final = 80  # … and of one that says that it is an article
_PART_READ: Final = 0.6  # share of the words that a page counts which must be there for it to be whole
_LINE: Final = 120  # characters; a list of headlines has few paragraphs as long as that
_PROSE: Final = 0.3  # share of an article's text that stands in such paragraphs

_CONSENT_HOST: Final = re.compile(r"(?:^|\.)consent\.|^(?:guce|privacy|cmp|myprivacy)\.")
_CONSENT_PATH: Final = re.compile(
    r"/(?:consent|cookiewall|cookie-wall|privacy-?gate|privacywall|myprivacy)\b"
)
_CONSENT: Final = re.compile(
    r"cookie|consent|privacy|gdpr|datenschutz|einwilligung|zustimm|werbung|tracking|partner|"
    r"confidentialit|consentement|privacidad|consentimiento|toestemming|privatsph|samtycke|samtykke|"
    r"zgod[ay]|соглас|クッキー|同意|쿠키|동의|çerez|informativa",
    re.I,
)
_CONSENT_SHARE: Final = 0.04  # such words among all words
_PAID: Final = re.compile(
    r"subscribe (?:now |today )?to (?:continue|keep|read|unlock|view)|subscribers? only|for subscribers|"
    r"already a subscriber|continue reading (?:this|your|with)|to (?:read|continue reading) (?:this|the) "
    r"(?:full |rest |whole )?(?:of )?(?:the |this )?(?:article|story)|unlock this (?:article|story)|"
    r"register (?:for free )?to (?:continue|read)|sign in to (?:continue|read)|log in to (?:continue|read)|"
    r"weiterlesen mit|jetzt (?:abonnieren|weiterlesen)|nur für abonnenten|mit abo lesen|"
    r"réservé aux abonnés|abonnez-vous pour|il vous reste [0-9]+ ?%|pour lire la suite|"
    r"(?:solo|exclusivo) para suscriptores|suscríbete para|suscríbase para|contenuto riservato|"
    r"riservato agli abbonati|abbonati per|exclusivo para assinantes|assine para|alleen voor abonnees|"
    r"word abonnee|verder lezen|endast för prenumeranter|för att läsa|kun for abonnenter|vain tilaajille|"
    r"tylko dla (?:subskrybentów|prenumeratorów)|dostęp dla|только для подписчиков|会員限定|有料会員|"
    r"구독자 전용|订阅后|仅限订阅",
    re.I,
)
_WALL_PARTS: Final = (
    "//*[contains(@class, 'paywall') or contains(@id, 'paywall') or contains(@class, 'subscriber-only')"
    " or contains(@class, 'regwall') or contains(@class, 'piano-') or contains(@class, 'tp-modal')"
    " or contains(@data-testid, 'paywall')]"
)
_ROBOT_CHECK: Final = re.compile(
    r"just a moment|checking your browser|are you a (?:robot|human)|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"access (?:to this page has been )?denied|attention required|enable javascript and cookies|"
    r"unusual traffic|captcha|pardon our interruption|request (?:was )?blocked",
    re.I,
)
_MISSING: Final = re.compile(
    r"\b404\b|page not found|not found$|seite nicht gefunden|page introuvable|página no encontrada|"
    r"pagina non trovata|pagina niet gevonden|página não encontrada|страница не найдена",
    re.I,
)


def kind(page: PageData, text: str) -> tuple[str, str]:
    """What the page is (article, cookie_wall, paywall, not_article), and why, in one word for the latter."""
    if _is_cookie_wall(page, text):
        return "cookie_wall", ""
    reason = _not_article(page, text)
    if reason:
        return ("paywall", "") if reason == "no_text" and is_paid(page) else ("not_article", reason)
    return ("paywall", "") if _is_paywalled(page, text) else ("article", "")


def is_paid(page: PageData) -> bool:
    """Whether the page says that not everybody may read it."""
    tiers = page.metas.get("article:content_tier", [])
    told = [node.get("isAccessibleForFree") for node in _article_nodes(page)]
    return any(_is_no(value) for value in told) or any(tier.lower() in ("locked", "paid") for tier in tiers)


def _article_nodes(page: PageData) -> Iterator[dict[str, Any]]:
    yield page.article
    yield from (node for node in page.linked if linked_data.types(node) & linked_data.ARTICLE_TYPES)


def _is_no(value: object) -> bool:
    return value is False or (
        isinstance(value, str) and value.rsplit("/", 1)[-1].strip().lower() in ("false", "no")
    )


def _is_cookie_wall(page: PageData, text: str) -> bool:
    """A consent page by its address, or a short text that speaks of consent and of nothing else."""
    parts = urlsplit(page.url)
    if _CONSENT_HOST.search(parts.hostname or "") or _CONSENT_PATH.search(parts.path.lower()):
        return True
    if page.article or len(text) > 3 * TEASER:
        return False
    said = f"{page.title} {text or page.description}"
    words = said.split()
    about = len(_CONSENT.findall(said))
    return about >= 3 and about >= len(words) * _CONSENT_SHARE


def _is_paywalled(page: PageData, text: str) -> bool:
    """Not all of the text is there, and the page or a wall on it says why.

    A page that says it is not free but gives its whole text is an article: what was given can be read.
    """
    counted = page.article.get("wordCount")
    if is_paid(page) and isinstance(counted, int | str) and str(counted).isdecimal() and int(counted) > 50:
        return len(text.split()) < int(counted) * _PART_READ
    if len(text) > TEASER:
        return False
    return is_paid(page) or bool(page.tree.xpath(_WALL_PARTS)) or bool(_PAID.search(text[-600:]))


def _not_article(page: PageData, text: str) -> str:
    """Why the page is no article: robot_check, missing, no_text, front_page, list; “” where it may be one."""
    marked = bool(page.article) or "article" in [value.lower() for value in page.metas.get("og:type", ())]
    if not marked and len(text) < TEASER:
        if _ROBOT_CHECK.search(f"{page.title} {text[:500]}"):
            return "robot_check"
        if _MISSING.search(page.title):
            return "missing"
    if len(text) < (SHORTEST_MARKED if marked else SHORTEST):
        return "no_text"
    if marked:
        return ""
    if urlsplit(page.url).path in ("", "/"):
        return "front_page"
    return "" if _is_prose(text) else "list"


def _is_prose(text: str) -> bool:
    """Whether enough of the text stands in paragraphs rather than in lines; Chinese and such need less."""
    dense = sum(1 for char in text[:2000] if char >= "\u3040") > len(text[:2000]) / 3
    least = _LINE // 3 if dense else _LINE
    long = sum(len(para) for para in text.split("\n\n") if len(para) >= least)
    return long >= len(text) * _PROSE
