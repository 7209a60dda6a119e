"""A date that is refused offers what was meant, where the refusal knows it."""

import pytest
from django.urls import reverse

from stories.date_offers import offers
from stories.dates import DateError, parse


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Dec 25 2025 11:51 KST", ["Dec 25 2025 02:51 UTC"]),
        ("Dec 25 2025 11:51", ["Dec 25 2025 11:51 UTC"]),
        ("Dec 25 2025 02:51:10 UTC", ["Dec 25 2025 02:51 UTC"]),
        (
            "25 Dec 2025 11:51 CST",
            ["Dec 25 2025 17:51 UTC", "Dec 25 2025 03:51 UTC", "Dec 25 2025 16:51 UTC"],
        ),
        ("03/04/2025", ["Apr 3 2025", "Mar 4 2025"]),
        ("Dec 28 – Jan 3 2026", ["Dec 28 2025 – Jan 3 2026"]),
        ("Dec 10–1 2025", ["Dec 1 2025 – Dec 10 2025"]),
    ],
)
def test_it_offers_what_was_meant(typed, offered):
    with pytest.raises(DateError) as refusal:
        parse(typed)
    assert offers(str(refusal.value)) == offered


@pytest.mark.parametrize("typed", ["Dec 25", "Spring 2025", "Feb 29 2025", "11:51 KST", "1990s", "soon", ""])
def test_it_offers_no_example_as_if_it_were_meant(typed):
    with pytest.raises(DateError) as refusal:
        parse(typed)
    assert offers(str(refusal.value)) == []


def test_the_desk_answers_with_the_offer(client, reporter):
    client.force_login(reporter)
    answer = client.get(reverse("admin:stories_edition_date"), {"text": "Dec 25 2025 11:51 KST"}).json()
    assert (answer["understood"], answer["offers"]) == (False, ["Dec 25 2025 02:51 UTC"])
