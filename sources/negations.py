"""Words that turn a sentence into its opposite: a quotation that lost or gained one says something else."""

import re
from collections.abc import Mapping
from typing import Final

_WORDS: Final[Mapping[str, str]] = {
    "en": "not no never none nobody nothing nowhere neither nor without cannot hardly scarcely barely "
    "unless except",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder noch kaum",
    "fr": "ne non pas jamais rien aucun aucune sans ni personne guère",
    "es": "no nunca jamás sin ni nada nadie ningún ninguno ninguna tampoco",
    "it": "non no mai senza né niente nulla nessuno nessuna nessun neanche",
    "pt": "não nunca jamais sem nem nada ninguém nenhum nenhuma",
    "nl": "niet geen nooit zonder niemand niets noch nauwelijks",
    "sv": "inte ej aldrig utan ingen inget inga",
    "da": "ikke aldrig uden ingen intet",
    "no": "ikke aldri uten ingen intet ikkje",
    "pl": "nie nigdy bez nikt nic ani żaden żadna",
    "ru": "не нет ни никогда без никто ничего нельзя",
    "uk": "не ні ані ніколи без ніхто нічого немає",
    "tr": "değil yok hayır hiç asla",
    "ar": "لا لم لن ليس ليست غير دون بدون",
    "hi": "नहीं मत न बिना",
}
_SIGNS: Final[Mapping[str, str]] = {  # of scripts that part no words
    "zh": "不|没|沒|无|無|未|非|别|勿",
    "ja": "ない|なかっ|なく|ません|ぬ|ず|無い|未",
    "ko": "안 |않|못|없|아니|말고",
}
_SHORT: Final = re.compile(r"n't$")
_EVERY_WORD: Final = frozenset(" ".join(_WORDS.values()).split())
_OF: Final = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SIGN: Final = {language: re.compile(signs) for language, signs in _SIGNS.items()}


def is_negation(word: str, language: str = "") -> bool:
    """Whether a folded word denies; of an unknown language, any that we know."""
    known = _OF.get(language.partition("-")[0].lower(), _EVERY_WORD)
    return word in known or _SHORT.search(word) is not None


def denies(folded: str, words: list[str], language: str = "") -> bool:
    """Whether a stretch of folded text holds a negation."""
    sign = _SIGN.get(language.partition("-")[0].lower())
    return any(is_negation(word, language) for word in words) or bool(sign and sign.search(folded))
