"""The catalogue at the desk: one row for one publisher, one row for one text."""

import pytest
from django.urls import reverse

from sources.cataloguing import record_article, record_publisher
from sources.models import Article, Publisher
from stories.tests.conftest import person


@pytest.fixture
def desk(client, db):
    client.force_login(person("paula", "publisher desk"))
    return client


@pytest.fixture
def wire(db):
    return record_publisher(name="Harbour Wire")


def article(publisher, **more):
    return {"publisher": publisher.pk, "title": "Bridge shut", "state": "live"} | more


def test_a_publisher_gets_a_slug_that_stays(desk):
    url = reverse("admin:sources_publisher_add")
    desk.post(url, {"name": "Coast Radio", "kind": "broadcaster", "slug": "mine"})
    coast = Publisher.objects.get()
    assert coast.slug == "coast-radio"
    change = reverse("admin:sources_publisher_change", args=(coast.pk,))
    desk.post(change, {"name": "Coast Radio and Television", "kind": "broadcaster"})
    coast.refresh_from_db()
    assert (coast.name, coast.slug) == ("Coast Radio and Television", "coast-radio")


def test_it_refuses_a_publisher_that_is_there(desk, wire):
    page = desk.post(reverse("admin:sources_publisher_add"), {"name": "harbour wire", "kind": "agency"})
    assert "is in the list already" in page.content.decode()


def test_an_article_is_known_by_its_canonical_address(desk, wire):
    url = reverse("admin:sources_article_add")
    desk.post(url, article(wire, url="https://wire.example/bridge?utm_source=x"))
    assert Article.objects.get().canonical_url == "https://wire.example/bridge"
    again = desk.post(url, article(wire, title="Other", url="https://WIRE.example/bridge"))
    assert "in the catalogue already" in again.content.decode()


def test_an_article_without_address_is_known_by_its_title(desk, wire):
    url = reverse("admin:sources_article_add")
    desk.post(url, article(wire))
    assert "in the catalogue already" in desk.post(url, article(wire, title="BRIDGE  shut")).content.decode()


def test_it_refuses_an_address_that_is_no_web_page(desk, wire):
    desk.post(reverse("admin:sources_article_add"), article(wire, url="javascript:alert(1)"))
    assert not Article.objects.exists()


def test_an_article_is_found_while_typing(client, wire):
    client.force_login(person("rosa", "reporter"))
    known = record_article(publisher=wire, title="Bridge shut", url="https://wire.example/1")
    query = {"app_label": "stories", "model_name": "citedarticle", "field_name": "article", "term": "bridge"}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert found == [{"id": str(known.pk), "text": "Harbour Wire: Bridge shut"}]
