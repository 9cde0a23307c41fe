"""The page for people, in a browser: headless Chromium, with JavaScript off."""

from html.parser import HTMLParser

import pytest

from browser import NAMES, Browser, installed
from payloads import LEGACY_REVISIONS, REVISION

pytestmark = pytest.mark.skipif(installed() is None, reason=f"no Chromium is installed: {', '.join(NAMES)}")


@pytest.fixture
def url(serve) -> str:
    return f"http://{serve('--http', '127.0.0.1:0').http_address}/"


class Texts(HTMLParser):
    """The texts of a page by the element that they stand in."""

    def __init__(self, page: str):
        super().__init__()
        self._open: list[str] = []
        self._found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if data.strip():
            self._found.append((self._open[-1], data.strip()))

    def of(self, tag: str) -> list[str]:
        return [text for element, text in self._found if element == tag]


def test_says_what_this_server_is_without_scripts(url):
    with Browser(installed()) as browser:
        page = Texts(browser.open(url, scripts=False))
        assert page.of("title") == ["rialto"]
        assert page.of("h1")[0].startswith("rialto ")
        assert page.of("h2") == ["Endpoints", "Tools"]
        sentence = " ".join(page.of("p"))
        for revision in [REVISION, *LEGACY_REVISIONS]:
            assert revision in sentence
        names = page.of("code")
        for endpoint in ["/mcp", "/ws", "/livez", "/readyz", "/healthz"]:
            assert endpoint in names
        for tool in ["read_file", "write_file", "list_directory", "create_directory", "delete_file", "echo", "wait"]:
            assert tool in names
        # Each has a description beside it.
        assert len(page.of("dd")) == len(names)
        # It is all there: nothing else is fetched for it, and nothing on it is against its own policy.
        assert [request for request in browser.requests if not request.endswith("/favicon.ico")] == [url]
        assert [text for text in browser.complaints if "favicon" not in text] == []


def test_is_the_same_with_scripts(url):
    pages = []
    for scripts in (True, False):
        with Browser(installed()) as browser:
            pages.append(browser.open(url, scripts=scripts))
    assert pages[0] == pages[1]
