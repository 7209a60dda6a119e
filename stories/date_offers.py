"""The dates that a refusal tells to type, so that a form can offer them as buttons."""

import re

from stories.dates import DateError, parse

_TYPE = re.compile(r"\btype (?:both years, )?")
_END = re.compile(r" or (?=[A-Z])|\.(?= |$)| if |, the ")


def offers(message: str) -> list[str]:
    """Every date that stands right behind “type”, or joined to such a one by “or”; examples do not count."""
    found: list[str] = []
    for told in _TYPE.split(message)[1:]:
        for candidate in _END.split(told):
            if not _is_date(candidate):
                break
            found.append(candidate)
    return list(dict.fromkeys(found))


def _is_date(text: str) -> bool:
    try:
        parse(text)
    except DateError:
        return False
    return True
