"""Debian's Chromium for tests and screenshots, with every request it makes written down."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One person's window: its page, what it asked for, what it complained of."""

    def __init__(self, browser: Browser, url: str, size: dict[str, int] | None = None, dark: bool = False) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(
            viewport=size or DESK,  # type: ignore[arg-type]
            locale="vi-VN",
            color_scheme="dark" if dark else "light",
            has_touch=size == PHONE,
            accept_downloads=True,
        )
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.context.on("request", lambda r: self.requests.append(r.url))
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("dialog", lambda d: (self.errors.append(f"dialog {d.message}"), d.dismiss()))
        self.page.set_default_timeout(20_000)

    def open(self) -> Page:
        self.page.goto(self.url)
        self.page.wait_for_selector("#cau-hoi textarea")
        return self.page

    def ask(self, question: str) -> str:
        """Ask and wait for the whole answer; returns its text."""
        before = self.page.locator("#hoi-dap .bot.message").count()
        self.page.fill("#cau-hoi textarea", question)
        self.page.press("#cau-hoi textarea", "Enter")
        self.page.wait_for_function(
            "n => { const all = document.querySelectorAll('#hoi-dap .bot.message');"
            " return all.length > n && !all[all.length - 1].textContent.includes('Đang tìm')"
            " && document.querySelector('#hoi-dap .options'); }",
            arg=before,
        )
        return self.page.locator("#hoi-dap .bot.message").last.inner_text()

    def tab(self, name: str) -> None:
        """Open a tab, through the menu of those that do not fit."""
        tab = self.page.locator("#cac-the").get_by_role("tab", name=name, exact=True).first
        if not tab.is_visible():
            self.page.locator("#cac-the .overflow-menu > button").first.click()
            self.page.locator("#cac-the .overflow-dropdown button", has_text=name).first.click()
        else:
            tab.click()

    def abroad(self) -> list[str]:
        """Requests that would leave this machine."""
        near = {"127.0.0.1", None, ""}
        return [
            u
            for u in self.requests
            if urlsplit(u).scheme in ("http", "https", "ws", "wss") and urlsplit(u).hostname not in near
        ]

    def close(self) -> None:
        self.context.close()
