"""Recording a publisher: the name says which it is, never the slug that is made of it."""

import pytest
from django.urls import reverse

from sources.admin.publishers import PublisherForm
from sources.cataloguing import record_publisher
from sources.models import Publisher
from sources.tests.recording import record_at_once


@pytest.mark.django_db
def test_names_that_read_alike_in_an_address_are_two_publishers():
    names = ["???", "!!!", "C", "C++"]
    assert [record_publisher(name=name).slug for name in names] == ["publisher", "publisher-2", "c", "c-2"]
    assert [record_publisher(name=name).slug for name in names] == ["publisher", "publisher-2", "c", "c-2"]


@pytest.mark.django_db
def test_case_width_and_white_space_do_not_matter_even_after_a_change_of_name(admin_client):
    publisher = record_publisher(name="Old Name")
    url = reverse("admin:sources_publisher_change", args=(publisher.pk,))
    admin_client.post(url, {"name": "Die Straße", "kind": "newspaper"})
    assert record_publisher(name=" DIE  STRASSE") == publisher
    assert record_publisher(name="Ｄie Straße") == publisher
    assert record_publisher(name="Old Name").slug == "old-name-2"


@pytest.mark.django_db
def test_a_long_name_has_a_slug_that_fits():
    slugs = {record_publisher(name="a" * 199 + end).slug for end in ("b", "c")}
    assert len(slugs) == 2
    assert max(map(len, slugs)) <= 120


@pytest.mark.django_db
@pytest.mark.parametrize("name", [" ", "a" * 201])
def test_it_refuses_a_name_of_no_or_too_many_characters(name):
    with pytest.raises(ValueError, match="1 to 200 characters"):
        record_publisher(name=name)


@pytest.mark.django_db
def test_the_desk_may_add_what_only_reads_alike_but_no_second_of_a_name():
    record_publisher(name="C")
    assert PublisherForm({"name": "C++", "kind": "other"}).is_valid()
    assert "in the list already" in str(PublisherForm({"name": " c ", "kind": "other"}).errors["name"])


@pytest.mark.django_db(transaction=True)
def test_two_who_record_a_publisher_at_once_get_the_same():
    first, second = record_at_once(lambda: record_publisher(name="Harbour Wire"))
    assert first == second == Publisher.objects.get()
