"""The page in a real browser: every tab is clicked through, on a laptop and on a phone; nothing leaves the machine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook

from tests.web.browser import CHROMIUM, PHONE, Visit, chromium
from tests.web.conftest import PASSWORD, Site

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="không có Chromium: apt-get install chromium")
REPORTS = "Ai báo cáo cho ai, trước ngày nào?"
RULES = """ỦY BAN NHÂN DÂN
TỈNH LÂM ĐỒNG
Số: 15/2026/QĐ-UBND
Lâm Đồng, ngày 02 tháng 3 năm 2026

QUYẾT ĐỊNH
Về việc quản lý nhà sinh hoạt cộng đồng

Điều 1. Phạm vi
Quy định này áp dụng cho nhà sinh hoạt cộng đồng của các thôn, buôn.
Điều 2. Bảo quản chiêng đồng
1. Bộ chiêng đồng của buôn được bảo quản tại nhà sinh hoạt cộng đồng, kiểm kê hai lần mỗi năm.
2. Việc cho mượn thực hiện theo khoản 1 Điều này. <script>alert(1)</script> [bấm](javascript:alert(1))
Điều 3. Kinh phí
Kinh phí do ngân sách xã bảo đảm.
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with chromium() as made:
        yield made


@pytest.fixture
def visit(browser: object, site: Site) -> Iterator[Visit]:
    made = Visit(browser, site.url)  # type: ignore[arg-type]
    yield made
    assert made.abroad() == [] and made.errors == []
    made.close()


def test_an_answer_comes_with_its_source_marked(visit: Visit, site: Site) -> None:
    page = visit.open()
    assert "UBND" in visit.ask(REPORTS)
    page.wait_for_selector("#khung-nguon mark")
    citations = site.served.assistant.ask(REPORTS).citations
    first, other = citations[0], next(c for c in citations if c.label != citations[0].label)
    assert page.locator("#khung-nguon mark").all_inner_texts() and first.label in page.inner_text("#khung-nguon h2")
    marked = "".join(page.locator("#khung-nguon mark").all_inner_texts())
    assert " ".join(marked.split()) == " ".join(first.quote.split())
    second = page.locator(f"#hoi-dap a[title='{other.label}']").first
    second.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#khung-nguon h2:text-is('{other.label}')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#khung-nguon", state="hidden")
    assert second.evaluate("e => e === document.activeElement")


def test_a_reference_is_followed_and_come_back_from(visit: Visit) -> None:
    page = visit.open()
    visit.tab("Văn bản")
    page.click("#chon-van-ban input")
    page.get_by_role("option", name="Thông tư 76/2021/TT-BTC").first.click()
    link = page.locator("#van-ban a.dan-chieu[href*='/nguon']").first
    link.wait_for()
    link.click()
    page.wait_for_selector("#khung-nguon h2")
    one = page.inner_text("#khung-nguon h2")
    inner = page.locator("#khung-nguon a[href*='/nguon']").first
    if inner.count():
        inner.click()
        page.wait_for_function("label => document.querySelector('#khung-nguon h2').textContent !== label", arg=one)
        page.click("#khung-nguon [data-lui]")
        page.wait_for_function("label => document.querySelector('#khung-nguon h2').textContent === label", arg=one)


def test_what_was_understood_and_suggested_is_shown(visit: Visit) -> None:
    page = visit.open()
    visit.ask("chi tieu bao hiem y te den nam 2025")
    assert "bảo hiểm y tế" in page.inner_text("#hoi-dap .hieu-la")
    assert page.locator("#hoi-dap .luu-y").count() >= 1
    suggestion = page.locator("#hoi-dap .option").first
    words = suggestion.inner_text()
    suggestion.click()
    page.wait_for_function(
        "w => [...document.querySelectorAll('#hoi-dap .user.message')].some(e => e.textContent.includes(w))",
        arg=words,
    )
    page.wait_for_selector("#hoi-dap .options")


def test_the_as_of_date_is_taken_and_a_wrong_one_explained(visit: Visit) -> None:
    page = visit.open()
    page.fill("#thoi-diem textarea, #thoi-diem input", "1/6/2022")
    visit.ask("Mức chuẩn trợ giúp xã hội là bao nhiêu?")
    assert "360.000" in page.locator("#hoi-dap .bot.message").last.inner_text()
    page.fill("#thoi-diem textarea, #thoi-diem input", "hôm kia")
    page.fill("#cau-hoi textarea", REPORTS)
    page.press("#cau-hoi textarea", "Enter")
    page.wait_for_selector("text=Thời điểm hỏi chưa đúng")


def test_the_talk_is_exported_as_a_note(visit: Visit) -> None:
    page = visit.open()
    visit.ask(REPORTS)
    with page.expect_download() as download:
        page.click("#xuat-docx")
    text = "\n".join(p.text for p in Document(io.BytesIO(Path(download.value.path()).read_bytes())).paragraphs)
    assert REPORTS in text and "DANH MỤC NGUỒN" in text and "[1]" in text


def test_an_answer_and_a_source_are_copied_with_their_place(visit: Visit, site: Site) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open()
    visit.ask(REPORTS)
    first = site.served.assistant.ask(REPORTS).citations[0]
    page.wait_for_selector("#khung-nguon mark")
    page.click("#chep")
    page.wait_for_selector("#thong-bao-nho.hien")
    text = page.evaluate("navigator.clipboard.readText()")
    assert REPORTS in text and f"[1] {first.label}: “" in text
    page.click("#khung-nguon [data-chep]")
    page.wait_for_function("async old => await navigator.clipboard.readText() !== old", arg=text)
    assert page.evaluate("navigator.clipboard.readText()") == f"“{' '.join(first.quote.split())}” ({first.label})"


def test_feedback_with_a_comment_is_kept(visit: Visit, site: Site) -> None:
    page = visit.open()
    visit.ask(REPORTS)
    page.click("#hoi-dap button[aria-label='Chưa đúng']")
    page.fill("#gop-y textarea, #gop-y input", "thiếu cấp xã")
    page.click("#gop-y button")
    page.wait_for_selector("#gop-y", state="detached")
    last = list(site.served.journal.feedbacks())[-1]
    assert (last["rating"], last["comment"], last["question"]) == ("down", "thiếu cấp xã", REPORTS)
    visit.tab("Góp ý")
    page.wait_for_selector("#cac-gop-y td:has-text('thiếu cấp xã')")


def test_the_register_shows_a_bodys_duties_and_gives_its_files(visit: Visit) -> None:
    page = visit.open()
    visit.tab("Nhiệm vụ & hạn báo cáo")
    page.wait_for_selector("#so table")
    page.click("#co-quan input")
    page.fill("#co-quan input", "Sở Y tế")
    page.get_by_role("option", name="Sở Y tế", exact=True).click()
    page.wait_for_selector("#so h2:has-text('Sở Y tế')")
    assert page.locator("#so .sap-toi time").count() >= 1 and page.locator("#so .chuoi svg").count() == 1
    with page.expect_download() as xlsx:
        page.click("#so a:has-text('XLSX')")
    sheet = load_workbook(io.BytesIO(Path(xlsx.value.path()).read_bytes())).active
    assert sheet is not None and sheet.max_row > 3
    with page.expect_download() as ics:
        page.click("#so a:has-text('.ics')")
    assert Calendar.from_ical(Path(ics.value.path()).read_bytes()).walk("VEVENT")
    page.locator("#so table a").first.click()
    page.wait_for_selector("#khung-nguon mark")


def test_targets_can_be_filtered(visit: Visit) -> None:
    page = visit.open()
    visit.tab("Chỉ tiêu")
    page.wait_for_selector("#chi-tieu table")
    whole = page.locator("#chi-tieu tbody tr").count()
    page.fill("#loc-chi-tieu textarea, #loc-chi-tieu input", "bao hiem y te")
    page.wait_for_function("n => document.querySelectorAll('#chi-tieu tbody tr').length < n", arg=whole)
    assert "95%" in page.inner_text("#chi-tieu")


def test_a_document_is_searched_inside(visit: Visit) -> None:
    page = visit.open()
    visit.tab("Văn bản")
    page.wait_for_selector("#van-ban .muc-luc")
    page.fill("#tim-trong textarea, #tim-trong input", "bao hiem y te")
    page.press("#tim-trong textarea, #tim-trong input", "Enter")
    page.wait_for_selector("#tim-thay mark")
    assert {t.lower() for t in page.locator("#tim-thay mark").all_inner_texts()} == {"bảo hiểm y tế"}


def test_an_uploaded_document_is_shown_first_then_answers(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "quy-dinh.txt"
    path.write_text(RULES, encoding="utf-8")
    page = visit.open()
    visit.tab("Văn bản")
    page.click("#them-van-ban > button")
    page.set_input_files("#chon-tep input[type=file]", path)
    page.wait_for_selector("#nhan-ra:has-text('15/2026/QĐ-UBND')")
    assert "quyet-dinh-15-2026-qd-ubnd" in page.inner_text("#nhan-ra")
    page.click("#them-vao")
    page.wait_for_selector("#tien-do:has-text('Đã cập nhật chỉ mục')", timeout=120_000)
    visit.tab("Hỏi đáp")
    visit.ask("Bộ chiêng đồng của buôn được bảo quản ở đâu?")
    answer = page.locator("#hoi-dap .bot.message").last.inner_text()
    assert "nhà sinh hoạt cộng đồng" in answer
    page.wait_for_selector("#khung-nguon h2:has-text('15/2026/QĐ-UBND')")
    assert "<script>alert(1)</script> [bấm](javascript:alert(1))" in page.inner_text("#khung-nguon")
    visit.ask("Việc cho mượn bộ chiêng đồng thực hiện thế nào?")
    assert page.locator("a[href^='javascript']").count() == 0


def test_somebody_new_reads_ten_steps_for_their_office(visit: Visit) -> None:
    page = visit.open()
    visit.tab("Người mới")
    page.wait_for_selector("#muoi-buoc details.buoc")
    assert page.locator("#muoi-buoc details.buoc").count() == 10
    page.click("#co-quan-moi input")
    page.fill("#co-quan-moi input", "Sở Y tế")
    page.get_by_role("option", name="Sở Y tế", exact=True).click()
    page.wait_for_function("() => document.querySelector('#muoi-buoc').textContent.includes('Sở Y tế:')")
    linked = page.locator("#muoi-buoc details.buoc:has(a[href])").count()
    assert linked >= 9
    page.get_by_role("tab", name="Từ và chữ viết tắt").click()
    page.fill("#tim-tu textarea, #tim-tu input", "BHYT")
    page.wait_for_selector("#tu-dien td:has-text('Bảo hiểm y tế')")


def test_the_quiz_is_taken_to_its_end(visit: Visit) -> None:
    page = visit.open()
    visit.tab("Người mới")
    page.get_by_role("tab", name="Tự kiểm tra").click()
    for n in range(1, 11):
        page.wait_for_selector(f"#cau-kiem-tra:has-text('Câu {n}/10')")
        page.locator("#lua-chon label").first.click()
        page.click("#tra-loi")
        page.wait_for_selector("#giai-thich blockquote")
        assert page.locator("#giai-thich a[href*='/nguon']").count() == 1
        page.click("#cau-tiep")
    page.wait_for_selector("#cau-kiem-tra h2:has-text('/10 câu')")


def test_the_evaluation_tab_shows_figures_or_how_to_get_them(visit: Visit) -> None:
    page = visit.open()
    visit.tab("Đánh giá")
    page.wait_for_selector("#danh-gia table, #danh-gia code")


def test_a_phone_has_room_for_everything(browser: object, site: Site) -> None:
    visit = Visit(browser, site.url, PHONE)  # type: ignore[arg-type]
    page = visit.open()
    visit.ask("chi tieu bao hiem y te den nam 2025")
    assert page.locator("#khung-nguon:visible").count() == 0
    assert page.locator("#nut-hoi").bounding_box()["y"] < PHONE["height"]  # type: ignore[index]
    page.locator("#hoi-dap a[href*='/nguon']").first.tap()
    page.wait_for_selector("#khung-nguon mark")
    page.locator("#khung-nguon [data-dong]").tap()
    for name in ("Nhiệm vụ & hạn báo cáo", "Chỉ tiêu", "Văn bản", "Người mới", "Đánh giá", "Hỏi đáp"):
        visit.tab(name)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    assert visit.abroad() == [] and visit.errors == []
    visit.close()


def test_two_people_do_not_see_each_others_talk(browser: object, site: Site) -> None:
    one, two = Visit(browser, site.url), Visit(browser, site.url)  # type: ignore[arg-type]
    one.open()
    two.open()
    one.ask("Cơ quan nào giữ vai trò thường trực?")
    two.ask("chi tieu bao hiem y te den nam 2025")
    answer = two.ask("Còn bảo hiểm xã hội?")
    assert "14,8" in answer  # carried on from the second talk, not from the first
    asked = [v.page.locator("#hoi-dap .user.message").all_inner_texts() for v in (one, two)]
    assert [len(a) for a in asked] == [1, 2] and not set(asked[0]) & set(asked[1])
    with two.page.expect_download() as download:
        two.page.click("#xuat-docx")
    note = "\n".join(p.text for p in Document(download.value.path()).paragraphs)
    assert "thường trực?" not in note
    for visit in (one, two):
        visit.close()


def test_keyboard_and_screen_reader_find_their_way(visit: Visit) -> None:
    page = visit.open()
    assert page.evaluate("document.documentElement.lang") == "vi"
    visit.ask(REPORTS)
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input, textarea, select')]
            .filter(e => e.offsetParent && !(e.innerText || e.getAttribute('aria-label') || e.title || e.labels?.length))
            .map(e => e.outerHTML.slice(0, 160))"""
    )
    assert unnamed == []
    english = page.evaluate(
        "() => [...document.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label'))"
        ".filter(t => /^(clear|feedback|like|dislike|copy|bot|user|chatbot)/i.test(t))"
    )
    assert english == []


@pytest.mark.parametrize("dark", [False, True])
def test_words_meet_aa_contrast(browser: object, site: Site, dark: bool) -> None:
    """WCAG 2 AA: 4.5 to 1 for the words people read, 3 to 1 for large ones."""
    visit = Visit(browser, site.url, dark=dark)  # type: ignore[arg-type]
    page = visit.open()
    visit.ask("chi tieu bao hiem y te den nam 2025")
    page.wait_for_selector("#khung-nguon mark")
    page.wait_for_timeout(500)
    poor = page.evaluate(_CONTRAST)
    assert poor == []
    visit.close()


def test_a_reader_sees_no_upload_and_no_feedback(browser: object, guarded: Site) -> None:
    visit = Visit(browser, guarded.url)  # type: ignore[arg-type]
    page = visit.page
    page.goto(guarded.url)
    page.fill("#ten", "doc")
    page.fill("#mk", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#cau-hoi textarea")
    page.wait_for_selector("#dau-trang:has-text('doc')")
    visit.tab("Văn bản")
    page.wait_for_selector("#van-ban .muc-luc")
    assert page.locator("#them-van-ban:visible").count() == 0
    assert page.locator("#cac-the").get_by_role("tab", name="Góp ý").count() == 0
    page.click("#dau-trang button:has-text('Đăng xuất')")
    page.wait_for_selector("#mk")
    assert visit.abroad() == []
    visit.close()


_CONTRAST = """() => {
  const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return {rgb: m.slice(0, 3), a: m.length > 3 ? m[3] : 1}; };
  const light = c => { const v = c.map(x => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; });
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.a > .95) return c.rgb; } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll('#dau-trang *, #hoi-dap *, #o-hoi *, #hang-duoi *, #khung-nguon *, [role=tab]')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.offsetParent) continue;
    const style = getComputedStyle(e), text = parse(style.color), back = behind(e);
    let fade = text.a; for (let p = e; p; p = p.parentElement) fade *= Number(getComputedStyle(p).opacity);
    const shown = text.rgb.map((x, i) => x * fade + back[i] * (1 - fade));
    const [a, b] = [light(shown), light(back)].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05), size = parseFloat(style.fontSize);
    const need = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < need) poor.push([e.tagName, e.textContent.trim().slice(0, 30), ratio.toFixed(2)]);
  }
  return poor;
}"""
