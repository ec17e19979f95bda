"""A person in front of a browser, as the stories tell of her."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.portal import Portal


class Someone:
    """A person in a window of her own, who reads, types and presses buttons."""

    def __init__(
        self, portal: Portal, who: str | int | None, scripts: bool = True, width: int = 1280
    ) -> None:
        self.page: Page = portal.open(who, scripts=scripts, width=width)

    def goes_to(self, path: str) -> None:
        self.page.goto(path)

    def reads(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)

    def heads(self, title: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(title)

    def types(self, label: str, words: str) -> None:
        self.field(label).fill(words)

    def chooses(self, label: str, option: str) -> None:
        """Choose the option that holds these words."""
        field = self.field(label)
        found = field.locator("option", has_text=option).first
        field.select_option(value=found.get_attribute("value"))

    def ticks(self, label: str) -> None:
        # The frame of the row is pressed: the input itself may be drawn by it.
        self.page.locator("label", has_text=label).first.click()

    def presses(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name).first.click()

    def follows(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def field(self, label: str) -> Locator:
        return self.page.locator("main").get_by_label(label).first
