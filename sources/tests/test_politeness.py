"""Politeness: one request at a time at each registrable domain, a pause after it, and none while it is closed."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from sources.fetching import fetch
from sources.models import Host
from sources.politeness import LEASE, NotNow, retry_after, turn, waiting_time
from sources.tests import web

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://news.example.com/a"


@pytest.fixture(autouse=True)
def _two_seconds(settings):
    settings.FETCH_PAUSE = timedelta(seconds=2)


def after(**given):
    return NOW + timedelta(**given)


def refused(url=URL, *, now=NOW):
    with pytest.raises(NotNow) as caught, turn(url, now=now):
        pytest.fail("it was not our turn")
    return caught.value


@pytest.mark.django_db
def test_one_request_at_a_time_at_each_domain():
    with turn(URL, now=NOW):
        assert refused("http://EXAMPLE.com./b").until == after(seconds=1)
        with turn("https://news.example.co.uk/", now=NOW), turn("https://example.org/", now=NOW):
            pass


@pytest.mark.django_db
def test_two_seconds_pass_from_the_end_of_one_to_the_next():
    with turn(URL, now=NOW):
        pass
    until = refused(now=after(seconds=1.9)).until
    assert after(seconds=2) <= until < after(seconds=3)
    with turn(URL, now=until):
        pass


@pytest.mark.django_db
def test_the_turn_is_given_back_when_the_request_fails():
    with pytest.raises(ZeroDivisionError), turn(URL, now=NOW):
        raise ZeroDivisionError
    with turn(URL, now=after(seconds=10)):
        pass


@pytest.mark.django_db
def test_the_turn_of_a_worker_that_died_runs_out():
    Host.objects.create(domain="example.com", free_at=NOW, leased_until=NOW + LEASE)
    assert refused(now=NOW + LEASE - timedelta(seconds=1))
    with turn(URL, now=NOW + LEASE):
        pass


@pytest.mark.django_db
def test_a_turn_that_ran_out_does_not_end_that_of_whoever_came_next():
    with turn(URL, now=NOW):
        with turn(URL, now=NOW + LEASE), pytest.raises(NotNow), turn(URL, now=NOW + LEASE):
            pass
        taken = Host.objects.get().leased_until
        Host.objects.update(leased_until=NOW + 2 * LEASE)
    assert taken is None
    assert Host.objects.get().leased_until == NOW + 2 * LEASE


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["", "no address", "ftp://example.com/", "http://10.0.0.1/", "http://[::1"])
def test_what_the_door_refuses_by_itself_takes_nobodys_turn(url):
    with turn(url, now=NOW):
        assert not Host.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_come_at_once_one_is_in_flight(settings):
    settings.FETCH_PAUSE = timedelta(0)
    together, told, inside = threading.Barrier(6), Counter(), []

    def come():
        together.wait(10)
        for _ in range(10):
            try:
                with turn(URL, now=NOW):
                    inside.append(1)
                    told["most"] = max(told["most"], len(inside))
                    inside.pop()
                    told["had"] += 1
            except NotNow:
                told["not now"] += 1
        connection.close()

    threads = [threading.Thread(target=come) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told["most"] == 1
    assert told["had"] + told["not now"] == 60
    assert Host.objects.get().leased_until is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", None),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("1.5", None),
        ("٣", None),
        ("9" * 400, 7 * 86400),
        ("604801", 7 * 86400),
        ("Sun, 01 Mar 2026 12:02:00 GMT", 120),
        ("Sunday, 01-Mar-26 13:02:00 +0100", 120),
        ("Sun Mar  1 12:02:00 2026", 120),
        ("Sun, 01 Mar 2026 11:00:00 GMT", None),
        ("Sun, 01 Mar 2099 11:00:00 GMT", 7 * 86400),
        ("Sun, 99 Mar 2026 11:00:00 GMT", None),
    ],
)
def test_both_forms_of_retry_after_are_read(header, seconds):
    assert waiting_time(header, now=NOW) == (seconds and timedelta(seconds=seconds))


@pytest.mark.django_db
@pytest.mark.parametrize("status", [429, 503])
def test_a_site_that_asks_us_to_wait_is_left_alone_with_all_of_its_domain(status):
    with web.site("news.example.com", {"/": web.Reply(status=status, headers={"Retry-After": "600"})}):
        with turn("http://news.example.com/", now=NOW):
            until = retry_after(fetch("http://news.example.com/"), now=NOW)
        assert until == after(minutes=10)
        told = refused("http://www.example.com/", now=after(minutes=9))
        assert told.until == until
        assert told.because.startswith(f"{status} ")
        with turn("http://www.example.com/", now=until):
            pass


@pytest.mark.django_db
def test_a_shorter_wait_does_not_shorten_a_longer_one():
    waits = iter(["600", "5"])
    reply = lambda _headers: web.Reply(status=503, headers={"Retry-After": next(waits)})  # noqa: E731
    with web.site("news.example.com", {"/": reply}):
        for _ in range(2):
            retry_after(fetch("http://news.example.com/"), now=NOW)
    assert Host.objects.get().closed_until == after(minutes=10)


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "header"), [(200, "600"), (404, "600"), (503, ""), (429, "soon")])
def test_other_answers_close_nothing(status, header):
    with web.site("news.example.com", {"/": web.Reply(b"<p>", status, {"Retry-After": header})}):
        assert retry_after(fetch("http://news.example.com/"), now=NOW) is None
    assert not Host.objects.exists()
