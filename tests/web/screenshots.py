"""The README's pictures: ``python -m tests.web.screenshots`` serves the index in force and photographs its page."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

from assistant.web.served import Served
from corpus.settings import settings
from tests.web.browser import PHONE, Visit, chromium
from tests.web.conftest import running

FOLDER = Path(__file__).parents[2] / "docs" / "images"
_COLOURS = 96


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    served = Served(settings())
    served.open()
    _ = served.assistant  # wait until it is open
    with running(served) as site, chromium() as browser:
        visit = Visit(browser, site.url)
        page = visit.open()
        visit.ask("Ai báo cáo cho ai, trước ngày nào?")
        page.wait_for_selector("#khung-nguon mark")
        page.wait_for_timeout(600)
        page.locator("#hoi-dap .bubble-wrap").evaluate("e => e.scrollTop = 0")
        _keep(page.screenshot(), "hoi-dap")
        visit.tab("Nhiệm vụ & hạn báo cáo")
        page.wait_for_selector("#so table")
        page.click("#co-quan input")
        page.fill("#co-quan input", "Sở Y tế")
        page.get_by_role("option", name="Sở Y tế", exact=True).click()
        page.wait_for_selector("#so h2:has-text('Sở Y tế')")
        page.wait_for_timeout(400)
        _keep(page.screenshot(), "nhiem-vu")
        visit.tab("Văn bản")
        page.wait_for_selector("#van-ban .muc-luc")
        page.locator("#van-ban a[href*='/nguon']").nth(4).click()
        page.wait_for_selector("#khung-nguon h2")
        page.wait_for_timeout(400)
        _keep(page.screenshot(), "van-ban")
        visit.tab("Người mới")
        page.wait_for_selector("#muoi-buoc details.buoc")
        page.wait_for_timeout(400)
        _keep(page.screenshot(), "nguoi-moi")
        phone = Visit(browser, site.url, PHONE)
        page = phone.open()
        phone.ask("chi tieu bao hiem y te den nam 2025")
        page.locator("#hoi-dap a[href*='/nguon']").first.tap()
        page.wait_for_selector("#khung-nguon mark")
        page.wait_for_timeout(600)
        _keep(page.screenshot(), "dien-thoai")


def _keep(png: bytes, name: str) -> None:
    """Few colours keep the repository small."""
    path = FOLDER / f"{name}.png"
    Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS).save(path, optimize=True)
    sys.stdout.write(f"{path.name} {path.stat().st_size // 1000} KB\n")


if __name__ == "__main__":
    main()
