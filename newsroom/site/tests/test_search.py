"""What readers find, and what they are told where there is nothing; asked as readers ask, by address."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.site import searching
from newsroom.site.models import SearchWord
from newsroom.site.serving import SECURITY
from newsroom.site.spelling import forget_words, learn_words
from newsroom.site.tests.sample_stories import FERRY, PUBLISHERS
from newsroom.site.tests.test_markup import outline
from stories.models import LedgerEntry, PublishedStory

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
HOSTILE = [
    "x" * 10_000,
    "a " * 5_000,
    '"' * 200,
    "\x00ferry\x00",
    "'); DROP TABLE stories_publishedstory; --",
    "&|!():*<->",
    "ferry & | !",
    "'ferry':*A",
    "\\",
    "%s %(query)s {score}",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "﷽﷽﷽",
    "-",
    "- - -",
    "the and of",
    "<script>alert(1)</script>",
    "\u202eferry",
]


def section(text, heading="What is known"):
    return [{"key": "aaaa", "heading": heading, "body": text}]


def text(headline, body="", language="en", topics=("transport",), standfirst=""):
    return {
        "headline": headline,
        "standfirst": standfirst,
        "language": language,
        "topics": list(topics),
        "sections": section(body or "Nothing more is known."),
        "timeline": [],
        "sources": [{**source, "title": "Report"} for source in FERRY["sources"]],
    }


@pytest.fixture
def stories(press):
    press.publish("fire", document=text("Ferry Fire Off Aldermoor", "The engine room burned for an hour."))
    press.publish(
        "bridge", document=text("Bridge Toll Struck Down", "The ferry stays free.", topics=["courts"])
    )
    press.publish("tokyo", document=text("東京都で地下鉄が停止", "午前八時に運転を再開した。", language="ja"))
    press.publish("faehre", document=text("Fähre nach Åland fällt aus", language="de", topics=["energy"]))
    return press


@pytest.fixture
def ask():
    """A reader who keeps nothing."""
    reader = Client()

    def ask(**query):
        return reader.get("/search/", {name.rstrip("_"): value for name, value in query.items()})

    return ask


def found(response):
    """The slugs of the stories on a page of results, in order."""
    return re.findall(r'<h3[^>]*><a class="headline" href="/stories/([^/]+)/"', response.content.decode())


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize(
    ("question", "slugs"),
    [
        ("ferry", ["fire", "bridge"]),  # the headline weighs more than the text
        ("ferry fire", ["fire"]),
        ('"engine room"', ["fire"]),
        ('"room engine"', []),
        ("ferry -toll", ["fire"]),
        ("alderm", ["fire"]),
        ("fahre", ["faehre"]),
        ("FÄHRE aland", ["faehre"]),
        ("東京", ["tokyo"]),
        ("地下鉄", ["tokyo"]),
        ("鉄", ["tokyo"]),
        ("京東", []),
        ("fire or toll", ["bridge", "fire"]),
        ("toll or fire", ["bridge", "fire"]),
    ],
)
def test_a_question_is_answered(ask, question, slugs):
    response = ask(q=question)
    assert response.status_code == 200
    assert found(response) == slugs


@pytest.mark.usefixtures("stories")
def test_the_answer_is_a_page_like_the_others(ask):
    response = ask(q="ferry")
    page = outline(response.content)
    assert page.headings.count(1) == 1
    assert len(page.ids) == len(set(page.ids))
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=15"
    assert response["X-Robots-Tag"] == "noindex"
    for name, value in SECURITY:
        assert response[name] == value
    assert [tag for tag, given in page.tags if given.get("role") == "search"] == ["form"]


@pytest.mark.usefixtures("stories")
def test_words_are_marked_and_nothing_else(ask, stories):
    stories.publish("odd", document=text("<b>Ferry</b> & co", "A <script>ferry</script> in the text."))
    page = ask(q="ferry script").content.decode()
    assert "&lt;b&gt;<mark>Ferry</mark>&lt;/b&gt; &amp; co" in page
    assert "&lt;<mark>script</mark>&gt;<mark>ferry</mark>&lt;/<mark>script</mark>&gt;" in page
    assert "<b>" not in page
    page = ask(q="地下鉄").content.decode()
    assert "東京都で<mark>地下鉄</mark>が停止" in page


@pytest.mark.usefixtures("stories")
def test_a_misspelled_word_is_put_right_and_the_page_says_so(ask):
    assert found(ask(q="aldremoor")) == []
    learn_words()
    response = ask(q="aldremoor frie")
    assert found(response) == ["fire"]
    assert "Shown instead" in response.content.decode()
    assert "aldermoor fire" in response.content.decode()
    assert found(ask(q="zzzzqqqq")) == []


def test_a_word_of_a_story_that_was_taken_down_is_offered_to_nobody_and_forgotten(press, ask):
    press.publish("secret", document=text("Zanzibargoose Returns"))
    learn_words()
    assert found(ask(q="zanzibargose")) == ["secret"]
    press.publish("secret", kind=Kind.TAKEN_DOWN, state="taken_down")
    page = ask(q="zanzibargose").content.decode().lower()
    assert "zanzibargoose" not in page
    assert SearchWord.objects.filter(word="zanzibargoose").exists()
    forget_words()
    assert not SearchWord.objects.exists()


@pytest.mark.parametrize(
    ("state", "shown"),
    [("live", True), ("concern", True), ("closed", True), ("retracted", True), ("taken_down", False)],
)
def test_what_may_be_read_is_found_with_its_state(press, ask, state, shown):
    press.publish("fire", document=text("Ferry Fire"))
    PublishedStory.objects.update(state=state)  # the text stays: the page must not rely on it being gone
    assert (found(ask(q="ferry")) == ["fire"]) == shown


def test_a_draft_is_not_found(ask, stories, django_user_model):
    PublishedStory.objects.all().delete()
    assert found(ask(q="ferry")) == []


@pytest.mark.usefixtures("stories")
def test_filters_narrow_and_only_lead_somewhere(ask):
    page = ask(q="ferry").content.decode()
    assert '<option value="courts">Courts</option>' in page
    assert "energy" not in page
    assert found(ask(q="ferry", topic="courts")) == ["bridge"]
    assert found(ask(q="ferry", topic="none")) == []
    assert found(ask(q="ferry or fahre", language="de")) == ["faehre"]
    assert found(ask(q="ferry", state="closed")) == []
    assert found(ask(q="ferry", publisher=next(iter(PUBLISHERS)))) == ["fire", "bridge"]
    assert found(ask(q="ferry", publisher="nobody")) == []
    assert found(ask(q="ferry", from_="2026-03-03", to="2026-03-03")) == ["fire", "bridge"]
    assert found(ask(q="ferry", to="2026-03-02")) == []
    assert found(ask(q="ferry", from_="2026-03-04")) == []


@pytest.mark.usefixtures("stories")
def test_the_newest_come_first_on_demand(ask):
    assert found(ask(q="ferry", sort="newest")) == ["bridge", "fire"]


@pytest.mark.usefixtures("stories")
def test_a_day_that_is_none_is_told_beside_the_field(ask):
    response = ask(q="ferry", from_="yesterday<")
    assert response.status_code == 400
    assert "“yesterday&lt;” is not a day" in response.content.decode()
    assert 'value="ferry"' in response.content.decode()
    outline(response.content)


@pytest.mark.usefixtures("stories")
def test_what_is_no_parameter_changes_nothing(ask):
    assert ask(q="ferry", utm_source="x", state="draft", sort="x", page="x").content == ask(q="ferry").content


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize("question", HOSTILE)
def test_whatever_is_typed_is_answered_calmly(ask, question):
    response = ask(q=question, topic=question, publisher=question, language=question, page=question)
    assert response.status_code == 200
    outline(response.content)
    assert "\x00" not in response.content.decode()
    assert ask(q=question).status_code == 200


def test_broken_bytes_are_answered_calmly():
    assert Client().get("/search/?q=%ff%fe&topic=%00").status_code == 200


@pytest.mark.usefixtures("stories")
def test_a_long_question_is_cut_and_the_page_says_so(ask):
    page = ask(q="ferry " + "x" * 10_000).content.decode()
    assert "only its first 200 characters" in page


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "Type a name, a place"),
        ("-ferry", "There is no word to look for"),
        ("ferry zzz", "Look for one word"),
        ("zzz", "Check how names are spelled"),
    ],
)
def test_it_says_what_to_do(ask, question, said):
    response = ask(q=question)
    assert said in html.unescape(response.content.decode())
    outline(response.content)


def test_it_pages_and_asks_as_much_for_many_stories_as_for_few(press, ask):
    press.publish("one", document=text("Harbour Number One"))
    with CaptureQueriesContext(connection) as few:
        ask(q="harbour")
    for number in range(24):
        press.publish(f"s{number}", document=text(f"Harbour Number {number}"))
    with CaptureQueriesContext(connection) as many:
        first = ask(q="harbour")
    asked = [query["sql"] for query in many.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(few) == len(many)
    assert len(asked) == 3  # limits, the answer, and the texts of one page of it
    second, third = ask(q="harbour", page=2), ask(q="harbour", page=3)
    pages = [*found(first), *found(second), *found(third)]
    assert len(pages) == len(set(pages)) == 25
    assert "Page 2 of 3" in second.content.decode()
    beyond = ask(q="harbour", page=4)
    assert (beyond.status_code, found(beyond)) == (404, [])


def test_no_more_are_ranked_than_the_newest(press, ask, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 3)
    for number in range(5):
        press.publish(f"s{number}", document=text(f"Harbour Number {number}"))
    assert sorted(found(ask(q="harbour"))) == ["s2", "s3", "s4"]


@pytest.mark.usefixtures("stories")
def test_a_question_that_takes_too_long_is_given_up(ask, monkeypatch):
    slow = searching.FIND.replace("SELECT (SELECT count(*)", "SELECT pg_sleep(5)::text, (SELECT count(*)")
    monkeypatch.setattr(searching, "FIND", slow)
    monkeypatch.setattr(searching, "LONGEST", 50)
    response = ask(q="ferry")
    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert "no answer in time" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_sent_to_it(method):
    assert getattr(Client(enforce_csrf_checks=True), method)("/search/").status_code == 405


def test_every_page_has_the_field_and_a_page_for_when_nobody_answers(press, folder):
    press.publish("fire")
    press.build()
    front = (folder.root / "index.html").read_text()
    assert '<form class="find" role="search" action="/search/" method="get">' in front
    assert "The search cannot be reached" in (folder.root / "search-unavailable.html").read_text()
