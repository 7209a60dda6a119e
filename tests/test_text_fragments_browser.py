"""A real browser finds the passages that our addresses lead to."""

import re

from sources.quotes import find
from stories.text_fragments import passage_url
from tests.browsing import needs_browser

pytestmark = needs_browser
FILLER = "".join(
    f"<p>Paragraph {number} says nothing of it and is only there to be tall.</p>" for number in range(90)
)
TEXT = [
    "Earlier, the head of the authority – a well-known, careful engineer – said nothing.",
    "“We did not close it lightly, and we won’t open it,” said Marta Ruiz & Co. on Monday; it cost $14.5m (3–4 %).",
    "The second half of a long statement follows here, and it is read out by somebody else.",
    "“これは試験です。橋は閉鎖された」と述べた。",
]
PAGE = "<!doctype html><title>Article</title>" + FILLER + "".join(f"<p>{part}</p>" for part in TEXT) + FILLER


QUOTATIONS = [
    "We did not close it lightly",
    "a well-known, careful engineer",
    "Ruiz & Co. on Monday; it cost $14.5m (3–4 %)",
    "it cost $14.5m (3–4 %). The second half of a long statement",
    "橋は閉鎖された",
]


def test_the_browser_goes_to_each_passage_and_nowhere_for_another(chromium):
    page = chromium.new_page()
    answer = {"body": PAGE.replace(" & ", " &amp; "), "content_type": "text/html; charset=utf-8"}
    page.route(re.compile("article.example"), lambda route: route.fulfill(**answer))
    page.goto(passage_url("https://article.example/none", exact="Words that stand nowhere"))
    assert page.evaluate("scrollY") == 0
    for place, quotation in enumerate(QUOTATIONS):
        found = find(quotation, "\n\n".join(TEXT))
        url = passage_url(
            f"https://article.example/{place}", exact=found.exact, prefix=found.prefix, suffix=found.suffix
        )
        page.goto(url)
        page.wait_for_function("scrollY > 500", timeout=5000)
    page.close()
