"""Finds the notice of a correction or retraction where a page marks one."""

import re
from typing import Any, Final

from sources.page import linked_data
from sources.page.linked_data import plain
from sources.page.metadata import PageData

LONGEST: Final = 1_000
_MARKED: Final = (
    "//*[self::p or self::div or self::section or self::aside or self::footer or self::small or self::em]"
    "[contains(@class, 'correction') or contains(@class, 'corrigend') or contains(@class, 'erratum')"
    " or contains(@class, 'clarification') or contains(@class, 'editors-note')"
    " or contains(@class, 'editor-note') or contains(@class, 'retraction') or contains(@id, 'correction')]"
)
_BEGINS: Final = re.compile(
    r"(?:[*†\[(•–—\s]*)(?:"
    r"(?:correction|corrections|clarification|retraction|retracted|erratum|corrigendum|"
    r"editor[’']?s[’']? note|editors[’']? note|"
    r"korrektur|berichtigung|richtigstellung|anm(?:erkung)?\.? der redaktion|correctif|"
    r"rectificatif|errata corrige|errata|rettifica|correcci[oó]n|fe de errores|rectificaci[oó]n|"
    r"corre[cç][aã]o|rectificatie|correctie|rättelse|rettelse|retting|oikaisu|sprostowanie|korekta|oprava|helyesbítés|"
    r"düzeltme|tekzip|ralat|diralat|đính chính|исправление|уточнение|поправка|виправлення|спростування)"
    r"\s*(?:\([^)]{1,40}\)|,?\s[^:–—]{1,40})?\s*[:–—]"
    r"|(?:訂正|更正|おわび|お詫び|정정|تصحيح|תיקון)"
    r"|this (?:article|story|report|piece|page|post) (?:was|has been|is) (?:\w+ )?"
    r"(?:amended|corrected|retracted|updated to correct|edited to correct|withdrawn)"
    r"|an earlier version of this (?:article|story|report|headline)"
    r"|a previous version of this (?:article|story|report|headline)"
    r"|in einer früheren (?:version|fassung)|dieser (?:artikel|text) wurde (?:\w+ )?(?:korrigiert|berichtigt)"
    r"|une version (?:précédente|antérieure) de cet article|cet article a été (?:corrigé|rectifié)"
    r"|una versión (?:anterior|previa) de est[ea] (?:artículo|nota|noticia)"
    r")",
    re.I,
)


def notice(page: PageData, text: str) -> str:
    """The notice in plain words, or “”: what is marked up as one, else a paragraph that begins like one."""
    told = _told(page.article.get("correction"))
    if told:
        return told[:LONGEST]
    for element in page.tree.xpath(_MARKED)[:10]:
        found = plain(element.text_content())
        if 20 <= len(found) <= LONGEST and _BEGINS.match(found):
            return found
    paragraphs = text.split("\n\n")
    likely = [*paragraphs[:3], *paragraphs[3:][-6:]]  # notices stand on top or at the end
    return next((para[:LONGEST] for para in likely if _BEGINS.match(para)), "")


def _told(value: Any) -> str:
    listed = value if isinstance(value, list) else [value]
    said = (
        linked_data.text(item.get("text") or item.get("description"))
        if isinstance(item, dict)
        else linked_data.text(item)
        for item in listed
    )
    return " ".join(sentence for sentence in said if sentence)
