"""A reader with a browser, who notices what is wrong with every page on the way."""

from pathlib import Path
from typing import Any, Final

from playwright.async_api import ConsoleMessage, Page

AXE: Final = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
_RUN_AXE: Final = """
async () => (await axe.run(document, {iframes: false})).violations
    .map(found => `${found.id}: ${found.help} (${found.nodes.map(node => node.target).join(", ")})`)
"""
_TOO_WIDE: Final = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Reader:
    """`said` collects the errors of the console, on any page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(f"{message.text} ({message.location.get('url')})")

    async def problems(self) -> list[str]:
        """What keeps people from using this page (axe-core), and whether it must be scrolled sideways."""
        # Through the debugger, which the content security policy of the page does not bind.
        await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[Any] = await self.page.evaluate(_RUN_AXE)
        return [*(f"{self.page.url}: {problem}" for problem in found), *await self.overflow()]

    async def overflow(self) -> list[str]:
        """Whether it must be scrolled sideways."""
        too_wide: int = await self.page.evaluate(_TOO_WIDE)
        return [f"{self.page.url}: {too_wide} px wider than the screen"] if too_wide > 0 else []
