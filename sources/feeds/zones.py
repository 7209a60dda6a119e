"""Names of time zones as feeds write them; one name can mean two things, and the country says which."""

from datetime import timedelta
from typing import Final

_HOURS: Final = {
    **{"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2},
    **{"MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4, "TRT": 3, "BST": 1, "SAST": 2},
    **{"EAT": 3, "CAT": 2, "WAT": 1, "IRST": 3.5, "GST": 4, "PKT": 5, "IST": 5.5, "NPT": 5.75, "WIB": 7},
    **{"WITA": 8, "WIT": 9, "ICT": 7, "SGT": 8, "MYT": 8, "PHT": 8, "PHST": 8, "HKT": 8, "AWST": 8},
    **{"KST": 9, "JST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
    **{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5, "BRT": -3},
    **{"BRST": -2, "ART": -3, "CLT": -4, "CLST": -3, "COT": -5, "PET": -5, "VET": -4, "UYT": -3},
}
_BY_COUNTRY: Final = {
    "IST": {"IE": 1, "IL": 2},
    "CST": {"CN": 8, "TW": 8, "MO": 8, "CU": -5},
    "BST": {"BD": 6},
    "AST": {"SA": 3, "IQ": 3, "KW": 3, "BH": 3, "QA": 3},
    "EST": {"AU": 10},
    "GST": {"GS": -2},
    "PST": {"PH": 8},
    "SST": {"SG": 8},
    "WST": {"AU": 8, "WS": 13},
    "ART": {"EG": 2},
}


def offset(name: str, country: str = "") -> timedelta | None:
    """How far a named zone is ahead of UTC, for a publisher of that country; None if nobody can say."""
    name = name.upper()
    hours = _BY_COUNTRY.get(name, {}).get(country.upper(), _HOURS.get(name))
    return None if hours is None else timedelta(hours=hours)
