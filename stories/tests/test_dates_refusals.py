"""Every refusal of a date says what to type instead."""

import re

import pytest

from stories.dates import DateError, parse


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("", "Type a date"),
        ("Dec 25", "no year"),
        ("Early Dec", "no year"),
        ("Q4", "no year"),
        ("Dec 1–10", "no year"),
        ("Feb 29 2025", "type a day from 1 to 28"),
        ("Dec 32 2025", "type a day from 1 to 31"),
        ("2025-13", "from 01 to 12"),
        ("Dec 25 2025 25:00 UTC", "00 to 23"),
        ("Dec 25 2025 24:00 UTC", "00 to 23"),
        ("Dec 25 2025 25:00 KST", "00 to 23"),
        ("Dec 25 2025 13:00 pm UTC", "00:00 to 23:59"),
        ("Dec 10–1 2025", "type Dec 1 2025 – Dec 10 2025"),
        ("Dec 30 – Jan 2 2026", "type both years, Dec 30 2025 – Jan 2 2026"),
        ("Dec 28–28 2025", "type Dec 28 2025"),
        ("Dec 28 2025 – Dec 30", "year at the end"),
        ("Nov–Dec 2025", "Nov 1 – Dec 31 2025"),
        ("Early–Mid Dec 2025", "Dec 1–10 2025"),
        ("2024–2025", "Ranges are of days"),
        ("About Dec 2025 (unconfirmed)", "one qualifier"),
        ("About circa 2025", "one qualifier"),
        ("Dec 2025 (unconfirmed) (unconfirmed)", "one qualifier"),
        ("03/04/2025", "type Apr 3 2025 or Mar 4 2025"),
        ("25/12/2025", "type Dec 25 2025"),
        ("2025/12/25", "type Dec 25 2025"),
        ("25.12.2025", "type Dec 25 2025"),
        ("2025-1-5", "type Jan 5 2025"),
        ("31/31/2025", "month as a word"),
        ("Dec 25 999", "1000 to 9999"),
        ("Dec 25 12025", "1000 to 9999"),
        ("Dec '25", "1000 to 9999"),
        ("44 BC", "1000 to 9999"),
        ("Dec 31 9999", "Dec 30 9999"),
        ("9999", "Dec 30 9999"),
        ("Early 2025", "type a quarter such as Q1 2025"),
        ("late-2025", "type a quarter such as Q1 2025"),
        ("Spring 2025", "type a quarter such as Q1 2025"),
        ("1990s", "type a year such as 1995"),
        ("Q5 2025", "Q1 to Q4"),
        ("yesterday", "type the day itself"),
        ("next Thursday", "type the day itself"),
        ("hello", "type one such as Dec 25 2025"),
        ("Dec 25 2025\x00", "type one such as Dec 25 2025"),
        ("١٢ Dec 2025", "type one such as"),
        ("9" * 5000, "1000 to 9999"),
        ("Dec 25 2025 " * 5000, "type one such as"),
    ],
    ids=lambda text: text[:20],
)
def test_it_refuses_with_what_to_type(typed, advice):
    with pytest.raises(DateError, match=re.escape(advice)) as refusal:
        parse(typed)
    assert len(str(refusal.value)) < 400


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("Dec 25 2025 11:51 KST", "11:51 KST is 02:51 UTC: type Dec 25 2025 02:51 UTC"),
        ("11:51 KST, Dec 25 2025", "type Dec 25 2025 02:51 UTC"),
        ("Dec 25 2025 08:00 KST", "08:00 KST is 23:00 UTC: type Dec 24 2025 23:00 UTC"),
        ("Jan 1 2026 20:30 PDT", "type Jan 2 2026 03:30 UTC"),
        ("Dec 25 2025 11:51 UTC+9", "type Dec 25 2025 02:51 UTC"),
        ("Dec 25 2025 11:51 +05:45", "type Dec 25 2025 06:06 UTC"),
        ("2025-12-25T11:51+09:00", "type Dec 25 2025 02:51 UTC"),
        ("2025-12-25T11:51:07+0900", "type Dec 25 2025 02:51 UTC"),
        ("25 Dec 2025 11.51 CET", "type Dec 25 2025 10:51 UTC"),
        ("Dec 25 2025 2:51 pm UTC", "type Dec 25 2025 14:51 UTC"),
        ("Dec 25 2025 12:05 a.m. JST", "type Dec 24 2025 15:05 UTC"),
        ("02:51 UTC on Dec 25 2025", "type Dec 25 2025 02:51 UTC"),
        ("Dec 25 2025 02:51:30 UTC", "Seconds are not kept: type Dec 25 2025 02:51 UTC"),
        ("Dec 25 2025 11:51", "Times are kept in UTC"),
        ("Dec 25 2025 11:51 XQT", "convert 11:51 XQT to UTC"),
        ("Dec 25 2025 11:51 +19:00", "not one we know"),
        ("Dec 25 11:51 KST", "11:51 KST is 02:51 UTC"),
        ("Dec 30 9999 23:00 HST", "type Dec 31 9999 09:00 UTC"),
        ("Early Dec 2025 02:51 UTC", "one exact day"),
    ],
)
def test_it_refuses_other_clocks_and_offers_the_time_in_utc(typed, advice):
    with pytest.raises(DateError, match=re.escape(advice)):
        parse(typed)


@pytest.mark.parametrize(
    ("zone", "times"),
    [
        ("CST", {"17:51", "03:51", "16:51"}),
        ("IST", {"06:21", "09:51", "10:51"}),
        ("BST", {"10:51", "05:51", "00:51"}),
        ("ET", {"16:51", "15:51"}),
    ],
)
def test_every_reading_of_an_ambiguous_zone_is_offered(zone, times):
    with pytest.raises(DateError) as refusal:
        parse(f"Dec 25 2025 11:51 {zone}")
    assert set(re.findall(r"type Dec 25 2025 (\d\d:\d\d) UTC", str(refusal.value))) == times


def test_a_message_that_offers_a_text_offers_one_that_is_read():
    for typed in (
        "Dec 10–1 2025",
        "Dec 30 – Jan 2 2026",
        "25/12/2025",
        "Dec 25 2025 11:51 KST",
        "Dec 28–28 2025",
    ):
        with pytest.raises(DateError) as refusal:
            parse(typed)
        offer = re.search(r"type (?:both years, )?(Dec [^,.]*)", str(refusal.value))
        assert parse(offer[1])
