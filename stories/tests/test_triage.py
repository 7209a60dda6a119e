"""The round through new articles: one in hand, one key for each decision, nobody's decision overwritten."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sources.models import Article
from stories.editing import create_story
from stories.models import CitedArticle, Coverage, Edition, Placing, WorkflowEvent
from stories.tests.conftest import person
from stories.tests.covering import an_article, suggested

pytestmark = pytest.mark.django_db
URL = "/admin/stories/coverage/triage/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(editor):
    return signed_in(editor)


@pytest.fixture
def waiting(published_story):
    """Three articles that may belong to the live story, the newest last."""
    titles = (
        "Harbour bridge cracks: first word",
        "Cracks widen in harbour bridge",
        "Bridge in harbour stays shut",
    )
    return [suggested(an_article(title))[0] for title in titles]


def decide(client, article, do, query=""):
    return client.post(f"{URL}?{query}", {"article": article.pk, "do": do}, follow=True)


def said(page):
    return " ".join(str(message) for message in page.context["messages"])


def states(article):
    return dict(Coverage.objects.filter(article=article).values_list("story__slug", "state"))


def test_it_shows_the_newest_with_its_suggestion_and_how_far_one_is(desk, waiting, published_story):
    page = desk.get(URL)
    assert page.context["article"] == waiting[-1]
    assert (page.context["position"], page.context["total"]) == (1, 3)
    (shown,) = page.context["suggested"]
    assert shown[0].story == published_story
    assert "Harbour Bridge Closed" in page.content.decode()


def test_accepting_goes_on_to_the_next(desk, waiting, editor, published_story):
    page = decide(desk, waiting[-1], f"place-{published_story.pk}")
    assert page.context["article"] == waiting[-2]
    assert (page.context["position"], page.context["total"]) == (2, 3)
    row = Coverage.objects.get(article=waiting[-1])
    assert (row.state, row.decided_by, row.joined_itself) == ("accepted", editor, False)
    assert WorkflowEvent.objects.latest("pk").action == "accept_coverage"


def test_the_others_are_rejected_by_that(desk, published_story, reporter, make_document):
    other = create_story(document=make_document(headline="Harbour bridge to be sold"), by=reporter)
    article, found = suggested()
    assert len(found) == 2
    decide(desk, article, f"place-{other.story_id}")
    assert states(article) == {published_story.slug: "rejected", other.story.slug: "accepted"}


def test_none_of_them(desk, waiting):
    decide(desk, waiting[-1], "none")
    assert set(states(waiting[-1]).values()) == {"rejected"}
    assert Placing.objects.get(article=waiting[-1]).state == "declined"
    assert desk.get(URL).context["left"] == 2


def test_into_a_story_that_nobody_suggested(desk, waiting, reporter, make_document):
    other = create_story(document=make_document(headline="Volcano wakes in Iceland"), by=reporter)
    found = desk.get(reverse("admin:stories_coverage_offered"), {"q": "wakes volc"}).json()["stories"]
    assert found == [{"pk": other.story_id, "headline": "Volcano wakes in Iceland"}]
    assert b"Volcano wakes in Iceland" in desk.get(URL, {"q": "volcano"}).content
    decide(desk, waiting[0], f"place-{other.story_id}")
    assert states(waiting[0])[other.story.slug] == "accepted"


def test_undo_leaves_everything_as_it_was(desk, waiting, published_story):
    before = list(Coverage.objects.order_by("pk").values())
    decide(desk, waiting[0], f"place-{published_story.pk}")
    page = desk.get(URL)
    assert page.context["last"].article == waiting[0]
    page = decide(desk, waiting[0], "undo")
    assert page.context["article"] == waiting[0]
    assert list(Coverage.objects.order_by("pk").values()) == before
    assert Placing.objects.get(article=waiting[0]).state == "open"
    assert WorkflowEvent.objects.latest("pk").action == "undo_coverage"


def test_a_new_story_asks_first_where_one_like_it_exists(desk, waiting, published_story):
    page = decide(desk, waiting[0], "pitch")
    assert "There is a story like this" in page.content.decode()
    assert Edition.objects.count() == 1
    page = decide(desk, waiting[0], "begin")
    draft = Edition.objects.latest("pk")
    assert (draft.headline, draft.state) == (waiting[0].title, "draft")
    assert CitedArticle.objects.get(edition=draft).article == waiting[0]
    assert states(waiting[0]) == {published_story.slug: "rejected", draft.story.slug: "accepted"}


def test_a_new_story_begins_at_once_where_there_is_none_like_it(desk, published_story):
    article, found = suggested(an_article("Volcano wakes in Iceland"))
    assert found == []
    assert desk.get(URL, {"article": article.pk}).status_code == 200
    decide(desk, article, "pitch")
    assert Edition.objects.latest("pk").headline == article.title


def test_whoever_comes_second_is_told_and_overwrites_nothing(desk, waiting, published_story, reporter):
    decide(signed_in(reporter), waiting[0], "none")
    page = decide(desk, waiting[0], f"place-{published_story.pk}")
    assert "rosa has decided that it belongs to none" in said(page)
    assert states(waiting[0]) == {published_story.slug: "rejected"}


def test_copies_are_decided_together(desk, waiting, published_story):
    copy = an_article("The same under another title", publisher="Fourth Paper")
    Article.objects.filter(pk=copy.pk).update(original=waiting[0])
    page = desk.get(URL, {"article": waiting[0].pk})
    assert [c.publisher.name for c in page.context["copies"]] == ["Fourth Paper"]
    decide(desk, waiting[0], f"place-{published_story.pk}")
    assert states(copy) == {published_story.slug: "accepted"}
    decide(desk, waiting[0], "undo")
    assert states(copy) == {}


def test_filters_narrow_the_round(desk, waiting, published_story):
    other = an_article("Bridge cracks deepen in harbour", publisher="Fourth Paper", language="de")
    suggested(other)
    page = desk.get(URL, {"publisher": other.publisher_id})
    assert [row.article for row, _, _ in page.context["rows"]] == [other]
    assert [row.article for row, _, _ in desk.get(URL, {"language": "de"}).context["rows"]] == [other]
    assert len(desk.get(URL, {"story": published_story.pk}).context["rows"]) == 4
    assert (
        "publisher=" in decide(desk, other, "none", f"publisher={other.publisher_id}").redirect_chain[-1][0]
    )


@pytest.mark.parametrize(
    "query", ["article=999999", "article=x", "since=yesterday", "publisher=-1", "since=%00"]
)
def test_addresses_that_make_no_sense_do_no_harm(desk, waiting, query):
    assert desk.get(f"{URL}?{query}").status_code in {200, 404}


def test_nothing_to_place_says_what_to_do(desk, published_story):
    assert "Nothing to place" in desk.get(URL).content.decode()


@pytest.mark.parametrize("role", ["legal", "partner manager", "administrator"])
def test_it_refuses_those_who_do_not_decide(waiting, published_story, role):
    client = signed_in(person("nobody", role))
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"article": waiting[0].pk, "do": "none"}).status_code == 403
    assert client.get(reverse("admin:stories_coverage_offered"), {"q": "bridge"}).status_code == 403


def test_the_sources_desk_places_but_begins_no_story(waiting, published_story):
    client = signed_in(person("sol", "publisher desk"))
    assert "New story" not in client.get(URL).content.decode()
    page = decide(client, waiting[0], "begin")
    assert "may not add story" in said(page)
    decide(client, waiting[0], f"place-{published_story.pk}")
    assert states(waiting[0]) == {published_story.slug: "accepted"}


def test_the_queries_of_the_page_do_not_grow(desk, waiting):
    desk.get(URL)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            desk.get(URL)
        return len(asked)

    few = cost()
    for number in range(5):
        suggested(an_article(f"Harbour bridge cracks, day {number}00", publisher=f"Paper {number}"))
    assert cost() == few
    assert few <= 22
