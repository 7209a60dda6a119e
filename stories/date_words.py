"""The words that dates are written with: month names, parts, qualifiers, dashes and time zones."""

import re
from typing import Final, NamedTuple

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTH_NUMBERS: Final = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
QUALIFIERS: Final = {
    **dict.fromkeys(("about", "around", "approximately", "approx", "circa", "ca", "c", "~"), "approx"),
    **dict.fromkeys(("unconfirmed", "uncertain"), "uncertain"),
}
PARTS: Final = {"early": "early", "mid": "mid", "middle": "mid", "late": "late"}

# Pieces of regular expressions. All are compiled with FLAGS, so that only ASCII letters and digits match.
FLAGS: Final = re.IGNORECASE | re.ASCII
WS: Final = "[ \t\u00a0\u2007\u2009\u202f]"
DASH: Final = "[-\u2010-\u2015\u2212]"
MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
YEAR: Final = r"[1-9][0-9]{3}"
END: Final = r"(?![0-9a-z])"
TO: Final = rf"(?:{WS}{{0,3}}{DASH}{WS}{{0,3}}|{WS}{{1,3}}(?:to|until|through){WS}{{1,3}})"


class Zone(NamedTuple):
    """One reading of a time zone's abbreviation: who uses it, and its minutes ahead of UTC."""

    place: str
    minutes: int


def _hours(place: str, hours: float) -> Zone:
    return Zone(place, round(hours * 60))


# The everyday readings of the abbreviations that news agencies print. Several readings: all are offered.
ZONES: Final[dict[str, tuple[Zone, ...]]] = {
    "ACDT": (_hours("central Australia, summer", 10.5),),
    "ACST": (_hours("central Australia", 9.5),),
    "ADT": (_hours("Atlantic Canada, summer", -3), _hours("Arabia, summer", 4)),
    "AEDT": (_hours("eastern Australia, summer", 11),),
    "AEST": (_hours("eastern Australia", 10),),
    "AFT": (_hours("Afghanistan", 4.5),),
    "AKDT": (_hours("Alaska, summer", -8),),
    "AKST": (_hours("Alaska", -9),),
    "AMT": (_hours("the Amazon", -4), _hours("Armenia", 4)),
    "ART": (_hours("Argentina", -3),),
    "AST": (_hours("Atlantic Canada", -4), _hours("Arabia", 3)),
    "AWST": (_hours("western Australia", 8),),
    "BRT": (_hours("Brasília", -3),),
    "BST": (_hours("Britain, summer", 1), _hours("Bangladesh", 6), _hours("Bougainville", 11)),
    "CAT": (_hours("central Africa", 2),),
    "CDT": (_hours("central North America, summer", -5), _hours("Cuba, summer", -4)),
    "CEST": (_hours("central Europe, summer", 2),),
    "CET": (_hours("central Europe", 1),),
    "CLST": (_hours("Chile, summer", -3),),
    "CLT": (_hours("Chile", -4),),
    "COT": (_hours("Colombia", -5),),
    "CST": (_hours("central North America", -6), _hours("China", 8), _hours("Cuba", -5)),
    "CT": (_hours("central North America, winter", -6), _hours("central North America, summer", -5)),
    "EAT": (_hours("east Africa", 3),),
    "ECT": (_hours("Ecuador", -5), _hours("the eastern Caribbean", -4)),
    "EDT": (_hours("eastern North America, summer", -4), _hours("eastern Australia, summer", 11)),
    "EEST": (_hours("eastern Europe, summer", 3),),
    "EET": (_hours("eastern Europe", 2),),
    "EST": (_hours("eastern North America", -5), _hours("eastern Australia", 10)),
    "ET": (_hours("eastern North America, winter", -5), _hours("eastern North America, summer", -4)),
    "GST": (_hours("the Gulf", 4), _hours("South Georgia", -2)),
    "HKT": (_hours("Hong Kong", 8),),
    "HST": (_hours("Hawaii", -10),),
    "ICT": (_hours("Indochina", 7),),
    "IDT": (_hours("Israel, summer", 3),),
    "IRST": (_hours("Iran", 3.5),),
    "IST": (_hours("India", 5.5), _hours("Israel", 2), _hours("Ireland, summer", 1)),
    "JST": (_hours("Japan", 9),),
    "KST": (_hours("Korea", 9),),
    "MDT": (_hours("the Rocky Mountains, summer", -6),),
    "MMT": (_hours("Myanmar", 6.5),),
    "MSK": (_hours("Moscow", 3),),
    "MST": (_hours("the Rocky Mountains", -7), _hours("Malaysia", 8), _hours("Myanmar", 6.5)),
    "MT": (_hours("the Rocky Mountains, winter", -7), _hours("the Rocky Mountains, summer", -6)),
    "MYT": (_hours("Malaysia", 8),),
    "NDT": (_hours("Newfoundland, summer", -2.5),),
    "NPT": (_hours("Nepal", 5.75),),
    "NST": (_hours("Newfoundland", -3.5),),
    "NZDT": (_hours("New Zealand, summer", 13),),
    "NZST": (_hours("New Zealand", 12),),
    "PDT": (_hours("Pacific North America, summer", -7),),
    "PET": (_hours("Peru", -5),),
    "PHT": (_hours("the Philippines", 8),),
    "PKT": (_hours("Pakistan", 5),),
    "PST": (_hours("Pacific North America", -8), _hours("the Philippines", 8), _hours("Pakistan", 5)),
    "PT": (_hours("Pacific North America, winter", -8), _hours("Pacific North America, summer", -7)),
    "SAST": (_hours("South Africa", 2),),
    "SGT": (_hours("Singapore", 8),),
    "SST": (_hours("Samoa", -11), _hours("Singapore", 8)),
    "TRT": (_hours("Türkiye", 3),),
    "UYT": (_hours("Uruguay", -3),),
    "UZT": (_hours("Uzbekistan", 5),),
    "VET": (_hours("Venezuela", -4),),
    "WAT": (_hours("west Africa", 1),),
    "WEST": (_hours("western Europe, summer", 1),),
    "WET": (_hours("western Europe", 0),),
    "WIB": (_hours("western Indonesia", 7),),
    "WIT": (_hours("eastern Indonesia", 9),),
    "WITA": (_hours("central Indonesia", 8),),
    "WST": (_hours("western Australia", 8), _hours("Samoa", 13)),
}
