"""Which web addresses are opened: every case of the table, and rules that hold for any text."""

import json
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.addresses import BadAddress, Code, is_public, nowhere, web_address
from sources.fetching import Door, FetchRefused
from sources.tests.web import DATA

CASES = [json.loads(line) for line in (DATA / "unsafe_urls.jsonl").read_text().splitlines()]
NAMES = json.loads((DATA / "unsafe_dns.json").read_text())
BY_NAME = [case for case in CASES if "attacker" in case["url"]]
BY_SHAPE = [case for case in CASES if "attacker" not in case["url"]]


def refused_as(url):
    try:
        web_address(url)
    except BadAddress as refused:
        return refused.code.value
    return None


@pytest.mark.parametrize("case", BY_SHAPE, ids=lambda case: case["url"][:60])
def test_it_refuses_by_the_shape_of_the_address(case):
    assert refused_as(case["url"]) == case["refused_as"]


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://news.example/a",
            "http://example/",
            "https://a.b.test:8443/x",
            "http://intranet/",
            "https://h.lan/",
        ),
        *(
            "https://news.example.com/a",
            "https://example.org/a.example/",
            "https://notexample.net/",
            "https://[::1]/",
        ),
        *("https://thehome.arpa.com/", "https://wire.internal/", "https://news.wire.internal/"),
    ],
)
@pytest.mark.parametrize("trusted", [(), ("wire.internal", "intranet")])
def test_what_leads_nowhere_is_just_what_is_refused_for_its_name(url, trusted):
    try:
        refused = web_address(url, trusted=trusted) is None
    except BadAddress as error:
        refused = error.code == Code.BAD_HOST
    assert bool(re.match(nowhere(trusted), url)) == refused


def look_up(host, _within):
    if host.startswith("slowdns"):
        raise BadAddress(Code.DNS_TIMEOUT)
    if host not in NAMES:
        raise BadAddress(Code.DNS_FAILURE)
    return NAMES[host]


@pytest.mark.parametrize("case", BY_NAME, ids=lambda case: case["url"])
def test_it_refuses_by_where_a_name_leads(case):
    with pytest.raises(FetchRefused) as refused:
        Door(resolver=look_up).fetch(case["url"])
    assert refused.value.code == case["refused_as"]
    assert refused.value.message.endswith(".")


def test_every_refusal_has_words():
    assert {FetchRefused(code, "https://news.org/").message[-1] for code in Code} == {"."}


@given(st.text(max_size=80))
def test_whatever_is_opened_names_a_public_host(text):
    try:
        address = web_address(text)
    except BadAddress:
        return
    parts = urlsplit(address.url)
    assert parts.scheme in {"http", "https"}
    assert parts.username is None
    assert "." in address.host or ":" in address.host
    assert address.url.isascii()
    assert web_address(address.url) == address


@given(
    st.sampled_from(["http", "https"]),
    st.ip_addresses(),
    st.sampled_from(["{}", "{}.", "[{}]", "[::ffff:{}]", "{}:80", "[{}]:443"]),
)
def test_a_network_address_is_opened_only_if_it_is_public(scheme, address, form):
    try:
        got = web_address(f"{scheme}://{form.format(address)}/")
    except BadAddress:
        return
    assert is_public(got.literal)


@given(st.ip_addresses(v=4))
def test_what_the_standard_library_calls_private_is_never_public(address):
    if not address.is_global:
        assert not is_public(str(address))


@pytest.mark.parametrize("form", ["64:ff9b::{}", "2002:{}::", "::ffff:{}", "::{}", "fe80::{}"])
def test_an_address_wrapped_in_another_is_not_public(form):
    assert not is_public(str(ip_address(form.format("7f00:1"))))
