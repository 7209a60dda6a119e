"""Takes the pictures of the guides from the running product, so that they show what is there.

    make screenshots            # or python -m docs.screenshots [FOLDER]

A newsroom of its own is started with the demo, a browser walks through it, and each picture of PICTURES is
written to docs/images/ or to the folder that is named. A test runs this and compares the names with those
that the guides show.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import CHROMIUM, FLAGS
from tests.running import PASSWORD, Running, free_port, own_folder

IMAGES = Path(__file__).with_name("images")
WIDE, PHONE = (1280, 800), (400, 780)


@dataclass(frozen=True)
class Picture:
    """One picture: whose screen, how to get there, and how much of it is shown."""

    name: str
    user: str  # of the demo; empty: a reader
    show: Callable[[Page], None]
    size: tuple[int, int] = WIDE
    theme: str = "light"


def opened(path: str) -> Callable[[Page], None]:
    """Just open an address."""

    def show(page: Page) -> None:
        page.goto(path)

    return show


def edition_of(page: Page, slug: str) -> None:
    """The screen of the newest edition of a story."""
    page.goto(f"/admin/stories/edition/?q={slug}")
    page.locator("#result_list tbody tr").first.get_by_role("link").first.click()


def story_of(page: Page, slug: str) -> None:
    """The page of a story at the desk."""
    page.goto(f"/admin/stories/story/?q={slug}")
    page.locator("#result_list tbody tr").first.get_by_role("link").first.click()


PICTURES: tuple[Picture, ...] = (
    Picture("dashboard", "editor", opened("/admin/")),
    Picture("story", "", opened("/stories/port-calder-strike/"), (1280, 1000)),
)


def sign_in(browser: Browser, address: str, picture: Picture) -> Page:
    """A window as that person has it."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=address, color_scheme=picture.theme
    )
    page = context.new_page()
    if picture.user:
        page.goto("/admin/login/")
        page.get_by_label("Username").fill(picture.user)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/admin/")
    return page


def take(folder: Path) -> None:
    """Write every picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with own_folder() as place, sync_playwright() as playwright:
        newsroom = Running(place / "var", free_port())
        try:
            newsroom.wait_until_ready()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for picture in PICTURES:
                page = sign_in(browser, f"http://127.0.0.1:{newsroom.port}", picture)
                picture.show(page)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{picture.name}.png")
                page.context.close()
                sys.stdout.write(f"{picture.name}\n")
            browser.close()
        finally:
            newsroom.stop()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
