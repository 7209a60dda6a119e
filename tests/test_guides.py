"""The guides show what there is: every picture is taken by the script, every link leads somewhere."""

import re

import pytest
from django.conf import settings

from docs.screenshots import IMAGES, PICTURES

DOCS = settings.BASE_DIR / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), settings.BASE_DIR / "README.md", settings.BASE_DIR / "CONTRIBUTING.md"])
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")


def test_every_picture_is_taken_by_the_script_and_shown_by_a_guide():
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target, _ in LINK.findall(page.read_text())
        if target.endswith(".png")
    }
    taken = {IMAGES / f"{picture.name}.png" for picture in PICTURES}
    assert shown == taken == set(IMAGES.glob("*.png"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(settings.BASE_DIR).as_posix())
def test_every_link_leads_to_a_file(page):
    for target, _ in LINK.findall(page.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target
