"""Canonical URLs: one article has one, whatever was pasted, and what is no address is refused in words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sources.admin.articles import ArticleForm
from sources.cataloguing import record_publisher
from sources.identifiers import BadUrlError, canonical_url

PARTS = st.text(st.sampled_from("aZ09 .:/?#[]@%&=+-_~;é가ß\u0130\t") | st.characters(), max_size=30)
HOSTS = st.sampled_from(
    ["Site.example", "site.example.", "[::1]", "[FE80::1%25en0]", "ü.example", "u:p@h:80"]
)
ADDRESSES = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "HTTPS", "ftp"]),
    HOSTS | PARTS,
    st.just("") | st.just("/"),
    PARTS,
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("", None),
        ("  ", None),
        ("HTTPS://Site.Example.:443#top", "https://site.example/"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("http://[::1]", "http://[::1]/"),
        ("https://site.example/?utm_source=x&b=2&a=1&fbclid=y", "https://site.example/?b=2&a=1"),
        ("https://site.example/?gbraid=1&cid=123&AT_Medium=x&utm_new=2", "https://site.example/?cid=123"),
        (
            "https://site.example/?ref=7&from=a&source=b&id=9",
            "https://site.example/?ref=7&from=a&source=b&id=9",
        ),
        ("https://site.example/?q=%E9", "https://site.example/?q=%E9"),
        ("https://site.example/?q=%e8", "https://site.example/?q=%E8"),
        ("https://site.example/?q=a%26b+c&flag", "https://site.example/?q=a%26b+c&flag"),
        ("https://site.example/é?q=é", "https://site.example/%C3%A9?q=%C3%A9"),
    ],
)
def test_a_url_has_one_canonical_form(url, canonical):
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example:99999/",
        "https://site.example:port/",
        "https://[::1/",
        "https:///path",
        "https://two words/",
        "site.example/path",
        "javascript:alert(1)",
        "https://site.example/a\u200bb",
        "https://site.example/?q=" + "가" * 300,
        "https://site.example/#" + "a" * 2048,
    ],
)
def test_it_refuses_what_is_no_address_in_a_sentence(url):
    with pytest.raises(BadUrlError, match=r"^[A-Z“].*\.$"):
        canonical_url(url)


@given(ADDRESSES | st.text())
@example("http://site.example../a #b")
@example("http://site.example/%e9%zz?&&a")
def test_the_canonical_form_is_its_own_and_nothing_else_is_raised(url):
    try:
        canonical = canonical_url(url)
    except BadUrlError:
        return
    assert canonical is None or (len(canonical) <= 2048 and canonical_url(canonical) == canonical)


@pytest.mark.django_db
def test_the_desk_reads_the_refusal_beside_the_address():
    publisher = record_publisher(name="Harbour Wire")
    url = "https://harbour.example/?q=" + "가" * 300
    form = ArticleForm({"publisher": publisher.pk, "title": "Closed", "url": url, "state": "live"})
    assert form.errors == {"url": ["This web address is longer than 2048 characters."]}
