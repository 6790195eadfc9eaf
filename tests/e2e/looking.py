"""How pages are looked at: on a phone, for layout shifts, and by axe-core in both themes."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, ViewportSize, expect

PHONE = ViewportSize(width=360, height=740)
SHIFTS = """() => {
    window.shifted = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) window.shifted += entry.value;
    }).observe({type: "layout-shift", buffered: true});
}"""


async def violations(page: Page) -> list[str]:
    """What axe-core finds serious in either theme, without Clerk's own forms."""
    found: list[str] = []
    background = ""
    for _ in range(2):
        await page.get_by_label("Switch between light and dark").click()
        theme = page.locator(".radix-themes").first
        await expect(theme).not_to_have_css("background-color", background)
        background = await theme.evaluate("node => getComputedStyle(node).backgroundColor")
        answer = (await Axe().run(page, {"exclude": [[".cl-rootBox"]]})).response
        found += [
            f"{background} {item['id']}: {node['target']}"
            for item in answer["violations"]
            if item["impact"] in ("serious", "critical")
            for node in item["nodes"]
        ]
    return found
