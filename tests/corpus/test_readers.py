"""Readers: from every format officers have, the same provisions and the same words as from the text itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from corpus import readers
from corpus.library import SHIPPED, build
from corpus.model import Document, Entry, Source
from corpus.readers import ocr
from corpus.structure import normalise
from tests.corpus import making

DECREE = Path(__file__).parents[2].parent / "shared/corpus/nghi-dinh-20-2021-nd-cp.txt"
ALL = [
    "ke-hoach",
    pytest.param(
        "nghi-dinh",
        marks=pytest.mark.skipif(not DECREE.exists(), reason="không có ../shared/corpus: toàn văn nghị định"),
    ),
]


def text_of(name: str) -> str:
    """The plan as it was given, or the decree."""
    return (SHIPPED / "ke-hoach-dak-nong.txt" if name == "ke-hoach" else DECREE).read_text(encoding="utf-8")


def document(source: Source) -> Document:
    return build(Entry("x", short="x"), source, "full")


def anchors(source: Source) -> list[str]:
    return [p.segment for p in document(source).provisions]


def equal(source: Source, text: str) -> float:
    """Share of characters equal after normalisation."""
    return Levenshtein.normalized_similarity(normalise(source.text), normalise(text))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("make", [making.pdf, making.docx, making.page, making.markdown], ids=lambda f: f.__name__)
def test_same_provisions_and_words_as_from_the_text(
    make: Callable[[Path, list[str]], Path], name: str, tmp_path: Path
) -> None:
    text = text_of(name)
    suffix = {"pdf": ".pdf", "docx": ".docx", "page": ".html", "markdown": ".md"}[make.__name__]
    source = readers.read(make(tmp_path / f"tep{suffix}", making.paragraphs(text)))
    assert anchors(source) == anchors(Source(text))
    assert equal(source, text) >= 0.99


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("encode", [making.tcvn3, making.vni], ids=lambda f: f.__name__)
def test_legacy_encodings_are_recognised_and_converted(
    encode: Callable[[str], bytes], name: str, tmp_path: Path
) -> None:
    text = normalise(text_of(name))
    path = tmp_path / "cu.txt"
    path.write_bytes(encode(text))
    source = readers.read(path)
    # TCVN3 has no capitals with a tone: case is the font's.
    assert equal(Source(source.text.lower()), making.plain_marks(text.lower())) >= 0.99
    if encode is making.vni:
        assert anchors(source) == anchors(Source(making.plain_marks(text)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_text_in_any_of_its_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Điều 1. Phạm vi điều chỉnh\r\nĐối tượng áp dụng".encode(encoding))
    assert normalise(readers.read(path).text) == "Điều 1. Phạm vi điều chỉnh\nĐối tượng áp dụng"


def test_windows_1258_is_read_with_its_combining_tones(tmp_path: Path) -> None:
    import unicodedata

    words = "Ủy ban nhân dân tỉnh quyết định mức hỗ trợ người khuyết tật đặc biệt nặng"
    shapes = "".join(
        unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", ch) if c not in TONES))
        + "".join(c for c in unicodedata.normalize("NFD", ch) if c in TONES)
        for ch in words
    )
    path = tmp_path / "a.txt"
    path.write_bytes(shapes.encode("cp1258"))
    assert normalise(readers.read(path).text) == words


TONES = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 1983/QĐ-TTg ngày 24/11/2021 của Thủ tướng Chính phủ",
        "El niño señaló que la resolución entrará en vigor mañana según acordó el Congreso español",
        "Die Straßenverkehrsordnung regelt für alle Bürger größere Maßnahmen über öffentliche Wege",
        "Bo lao dong thuong binh va xa hoi huong dan thi hanh",
    ],
)
def test_text_that_is_no_legacy_vietnamese_stays_as_it_is(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert readers.read(path).text == text


class TestPdf:
    """What only pages have: margins, cuts, columns, tables, places."""

    def test_page_offsets_follow_the_text_across_page_cuts(self, tmp_path: Path) -> None:
        lines = [
            f"{n}. " + "Nội dung khoản này nói về việc hỗ trợ người dân trong tỉnh, " * 9 + "hết."
            for n in range(1, 31)
        ]
        source = readers.read(making.pdf(tmp_path / "a.pdf", ["Điều 1. Quy định", *lines, "Điều 2. Hết."]))
        made = document(source)
        pages = [p.page for p in made.provisions]
        assert len(source.pages) > 3
        assert pages == sorted(p for p in pages if p) and pages[0] == 1 and pages[-1] == len(source.pages)
        for start in source.pages[1:]:
            assert 0 < start < len(source.text)

    def test_headers_and_page_numbers_are_gone_and_numbers_of_the_text_are_not(self, tmp_path: Path) -> None:
        lines = ["Quy định chung về hỗ trợ cho người dân trong toàn tỉnh và các huyện. " * 12] * 12 + ["2024"]
        text = readers.read(making.pdf(tmp_path / "a.pdf", lines)).text
        assert making.HEADER not in text
        assert text.endswith("2024")
        assert not any(line.strip().isdigit() for line in text.split("\n")[:-1])

    def test_letterhead_columns_are_read_one_after_the_other(self, tmp_path: Path) -> None:
        source = readers.read(making.pdf(tmp_path / "a.pdf", ["KẾ HOẠCH", "Hỗ trợ học sinh"], True, header=""))
        lines = [line for line in source.text.split("\n") if line]
        assert lines[:6] == [row[0] for row in making.LETTERHEAD] + [row[1] for row in making.LETTERHEAD]

    def test_columns_whose_lines_share_no_baseline_are_still_columns(self, tmp_path: Path) -> None:
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

        small, large = (
            ParagraphStyle(f"s{size}", fontName=making.font(), fontSize=size, leading=lead, alignment=align)
            for size, lead, align in ((11, 14, 0), (13, 19, 1))
        )
        recipients = ["Nơi nhận:", "- Như Điều 2;", "- Thường trực Hội đồng nhân dân tỉnh;", "- Lưu: VT, KGVX."]
        signature = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lò Văn Páo"]
        head = [["ỦY BAN NHÂN DÂN", "TỈNH BẮC HÀ", "Số: 45/KH-UBND"], [row[1] for row in making.LETTERHEAD]]
        body = "Điều 2. Quyết định này có hiệu lực từ ngày ký và được gửi tới các cơ quan, đơn vị có liên quan."

        def beside(left: list[str], right: list[str]) -> Table:
            return Table(
                [[[Paragraph(w, small) for w in left], [Paragraph(w, large) for w in right]]],
                [180, 290],
                style=[("VALIGN", (0, 0), (-1, -1), "TOP")],
            )

        story = [
            beside(*head),
            Spacer(1, 30),
            Paragraph("QUYẾT ĐỊNH", large),
            Paragraph(body, small),
            beside(recipients, signature),
        ]
        SimpleDocTemplate(str(tmp_path / "a.pdf")).build(story)
        lines = [line for line in readers.read(tmp_path / "a.pdf").text.split("\n") if line]
        assert lines == [*head[0], *head[1], "QUYẾT ĐỊNH", body, *recipients, *signature]

    def test_ruled_table_becomes_rows_and_its_cells_stay_whole(self, tmp_path: Path) -> None:
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

        style = ParagraphStyle("a", fontName=making.font(), fontSize=12, leading=15)
        rows = [
            ["Đối tượng", "Mức (đồng/tháng)"],
            ["Trẻ em dưới 36 tháng tuổi mồ côi cả cha và mẹ không có người nuôi dưỡng", "1.350.000"],
            ["Người khuyết tật", "810.000"],
        ]
        table = Table(
            [[Paragraph(c, style) for c in r] for r in rows],
            [180, 120],
            style=[("GRID", (0, 0), (-1, -1), 1, "black")],
        )
        path = tmp_path / "a.pdf"
        SimpleDocTemplate(str(path)).build(
            [Paragraph("Mức hỗ trợ như sau:", style), table, Paragraph("Hết.", style)]
        )
        assert readers.read(path).text.split("\n") == [
            "Mức hỗ trợ như sau:", *(" | ".join(r) for r in rows), "", "Hết.",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("before", "after", "whole"),
        [
            (
                "theo Quyết định số 1983/QĐ-",
                "TTg ngày 24/11/2021",
                "theo Quyết định số 1983/QĐ-TTg ngày 24/11/2021",
            ),
            ("Nghị định số 20/2021/", "NĐ-CP của Chính phủ", "Nghị định số 20/2021/NĐ-CP của Chính phủ"),
            ("thực hiện nghi-", "êm túc các quy định", "thực hiện nghiêm túc các quy định"),
            ("xã Ia Grai, huyện Ra-", "glai của tỉnh", "xã Ia Grai, huyện Ra-glai của tỉnh"),
            ("Bộ Lao động -", "Thương binh và Xã hội", "Bộ Lao động - Thương binh và Xã hội"),
        ],
    )
    def test_words_and_numbers_cut_at_a_line_end(self, before: str, after: str, whole: str) -> None:
        from corpus.readers.layout import joined

        assert joined(before, after) == whole

    def test_pages_set_in_a_legacy_font_are_converted(self, tmp_path: Path) -> None:
        from reportlab.pdfgen.canvas import Canvas

        name = making.font()
        canvas = Canvas(str(tmp_path / "a.pdf"))
        canvas.setFont(name, 12)
        canvas.drawString(
            60, 700, "Uû ban nh©n d©n tØnh quyÕt ®Þnh møc hç trî cho ng\u00adêi khuyÕt tËt ®Æc biÖt nÆng"
        )
        canvas.save()
        expected = "Uỷ ban nhân dân tỉnh quyết định mức hỗ trợ cho người khuyết tật đặc biệt nặng"
        assert readers.read(tmp_path / "a.pdf").text == expected

    def test_where_places_give_nothing_legible_the_other_reading_is_taken(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from corpus.readers import pdf
        from corpus.readers.places import Page

        lines = ["Điều 1. Phạm vi", *["Quy định này áp dụng trong toàn tỉnh."] * 20, "Điều 2. Đối tượng"]
        path = making.pdf(tmp_path / "a.pdf", lines, header="")
        monkeypatch.setattr(pdf, "_places", lambda path: ([Page((), 842.0)], {0}))
        assert anchors(readers.read(path)) == ["dieu-1", "dieu-2"]

    def test_a_turned_page_reads_the_same(self, tmp_path: Path) -> None:
        from pypdf import PdfReader, PdfWriter

        lines = ["Điều 1. Phạm vi", "Quyết định này quy định mức hỗ trợ cho người cao tuổi trong tỉnh. " * 4]
        upright = making.pdf(tmp_path / "a.pdf", lines, header="")
        writer = PdfWriter()
        for p in PdfReader(upright).pages:
            writer.add_page(p).rotate(90)
        writer.write(tmp_path / "b.pdf")
        # The pages are shown turned, so their lines run down: the reader must not fall over them.
        assert readers.read(tmp_path / "b.pdf").text

    def test_a_letter_drawn_twice_to_look_bold_comes_once(self, tmp_path: Path) -> None:
        from reportlab.pdfgen.canvas import Canvas

        name = making.font()
        canvas = Canvas(str(tmp_path / "a.pdf"))
        canvas.setFont(name, 14)
        for shift in (0, 0.3):
            canvas.drawString(100 + shift, 700, "Quyết định ban hành mức hỗ trợ mới")
        canvas.save()
        assert readers.read(tmp_path / "a.pdf").text == "Quyết định ban hành mức hỗ trợ mới"


class TestDocx:
    def test_tables_become_rows_and_merged_cells_come_once(self, tmp_path: Path) -> None:
        def change(made: object) -> None:
            table = made.add_table(3, 3)  # type: ignore[attr-defined]
            for r, row in enumerate([("STT", "Nhóm", "Mức"), ("1", "Trẻ em", "500.000"), ("Cộng", "", "500.000")]):
                for c, words in enumerate(row):
                    table.cell(r, c).text = words
            table.cell(2, 0).merge(table.cell(2, 1)).text = "Cộng"

        text = readers.read(making.docx(tmp_path / "a.docx", ["Mức hỗ trợ:"], change)).text
        assert text.split("\n")[-3:] == ["STT | Nhóm | Mức", "1 | Trẻ em | 500.000", "Cộng | 500.000"]

    def test_numbers_that_word_shows_are_part_of_the_text(self, tmp_path: Path) -> None:
        def change(made: object) -> None:
            for words in ("Sở Y tế", "Sở Tài chính"):
                made.add_paragraph(words, style="List Number")  # type: ignore[attr-defined]
            made.add_paragraph("Báo cáo", style="List Bullet")  # type: ignore[attr-defined]

        text = readers.read(making.docx(tmp_path / "a.docx", ["Phân công:"], change)).text
        assert text.split("\n\n") == ["Phân công:", "1. Sở Y tế", "2. Sở Tài chính", "- Báo cáo"]

    def test_letterhead_table_is_read_column_by_column(self, tmp_path: Path) -> None:
        def change(made: object) -> None:
            table = made.add_table(1, 2)  # type: ignore[attr-defined]
            for c in (0, 1):
                table.cell(0, c).text = "\n".join(row[c] for row in making.LETTERHEAD)

        text = readers.read(making.docx(tmp_path / "a.docx", [], change)).text
        assert text.split("\n") == [row[0] for row in making.LETTERHEAD] + [row[1] for row in making.LETTERHEAD]

    def test_text_in_a_legacy_font_is_converted_beside_text_in_unicode(self, tmp_path: Path) -> None:
        def change(made: object) -> None:
            p = made.add_paragraph()  # type: ignore[attr-defined]
            for words, name in (
                ("uû ban nh©n d©n", ".VnTimeH"),
                (" tØnh", ".VnTime"),
                (" Đắk Nông", "Times New Roman"),
            ):
                p.add_run(words.replace("uû", "uñ")).font.name = name

        assert readers.read(making.docx(tmp_path / "a.docx", [], change)).text == "UỦ BAN NHÂN DÂN tỉnh Đắk Nông"


class TestHtml:
    def read(self, tmp_path: Path, body: str) -> str:
        path = tmp_path / "a.html"
        path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
        return readers.read(path).text

    def test_tables_become_rows_and_scripts_are_dropped(self, tmp_path: Path) -> None:
        text = self.read(
            tmp_path,
            "<p>Mức&nbsp;hỗ trợ</p><script>x()</script><table><tr><th>Nhóm<th>Mức</tr>"
            "<tr><td><p>Trẻ em</p><td>500.000</tr></table><p style='display: none'>ẩn</p>",
        )
        assert text == "Mức hỗ trợ\n\nNhóm | Mức\nTrẻ em | 500.000"

    def test_lists_show_what_a_browser_shows(self, tmp_path: Path) -> None:
        text = self.read(
            tmp_path, "<ol start=3><li>Sở Y tế<li>Sở Tài chính</ol><ol type=a><li>Một</ol><ul><li>Hai</ul>"
        )
        assert [line for line in text.split("\n") if line] == ["3. Sở Y tế", "4. Sở Tài chính", "a) Một", "- Hai"]

    def test_a_table_that_only_places_text_is_text(self, tmp_path: Path) -> None:
        text = self.read(tmp_path, "<table><tr><td><p>Điều 1. Phạm vi</p><p>Nội dung</p></td></tr></table>")
        assert [line for line in text.split("\n") if line] == ["Điều 1. Phạm vi", "Nội dung"]

    def test_deep_nesting_is_refused_not_fatal(self, tmp_path: Path) -> None:
        from corpus.errors import UnreadableFile

        with pytest.raises(UnreadableFile, match="lồng nhau"):
            self.read(tmp_path, "<div>" * 100_000 + "a")


needs_tesseract = pytest.mark.skipif(
    not ocr.available(), reason="chưa cài Tesseract tiếng Việt: apt install tesseract-ocr tesseract-ocr-vie"
)


class TestScan:
    @needs_tesseract
    def test_a_scanned_page_gives_the_same_provisions(self, tmp_path: Path) -> None:
        lines = making.paragraphs(text_of("ke-hoach"))[:26]
        printed = making.pdf(tmp_path / "in.pdf", lines)
        source = readers.read(making.scan(tmp_path / "quet.pdf", printed, pages=3, dpi=300))
        whole = readers.read(printed)
        assert equal(source, whole.text) >= 0.99
        assert anchors(source) == anchors(whole)
        assert "OCR" in source.notes[0] and len(source.pages) == len(whole.pages)

    def test_without_tesseract_a_scan_says_how_to_install_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from corpus.errors import UnreadableFile

        path = making.scan(tmp_path / "quet.pdf", making.pdf(tmp_path / "in.pdf", ["Điều 1. Phạm vi"]), dpi=60)
        monkeypatch.setattr(shutil, "which", lambda name: None)
        with pytest.raises(UnreadableFile, match="tesseract-ocr-vie"):
            readers.read(path)

    @needs_tesseract
    def test_a_scanned_table_and_letterhead_are_read_like_printed_ones(self, tmp_path: Path) -> None:
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

        style = ParagraphStyle("a", fontName=making.font(), fontSize=11, leading=16)
        rows = [
            ["Nhóm học sinh", "Mức hỗ trợ"],
            ["Học sinh tiểu học bán trú", "720.000"],
            ["Học sinh khuyết tật", "1.050.000"],
        ]
        head = Table(
            [[Paragraph("<br/>".join(row[c] for row in making.LETTERHEAD), style) for c in (0, 1)]],
            [180, 270],
            style=[("VALIGN", (0, 0), (-1, -1), "TOP")],
        )
        table = Table(
            [[Paragraph(c, style) for c in r] for r in rows],
            [220, 120],
            style=[("GRID", (0, 0), (-1, -1), 1, "black")],
        )
        body = "Ủy ban nhân dân tỉnh ban hành mức hỗ trợ tiền ăn cho học sinh bán trú như sau:"
        SimpleDocTemplate(str(tmp_path / "in.pdf")).build([head, Spacer(1, 30), Paragraph(body, style), table])
        lines = readers.read(making.scan(tmp_path / "quet.pdf", tmp_path / "in.pdf", dpi=200)).text.split("\n")
        assert lines[:3] == [row[0] for row in making.LETTERHEAD]
        assert [line for line in lines if " | " in line] == [" | ".join(row) for row in rows]

    def test_a_section_number_that_lost_a_stroke_is_mended_from_its_neighbours(self) -> None:
        from corpus.readers.places import Page, Word

        def read(*numbers: str) -> list[str]:
            lines = [(f"{n}.", "MỤC", 100.0 + 20 * row) for row, n in enumerate(numbers)]
            words = [
                Word(w, 60.0 + 40 * i, 90.0 + 40 * i, y, 12) for a, b, y in lines for i, w in enumerate((a, b))
            ]
            return [w.text[:-1] for w in ocr.mended([Page(tuple(words), 800)])[0].words if w.text != "MỤC"]

        assert read("I", "II", "II", "IV") == ["I", "II", "III", "IV"]
        assert read("I", "I", "III", "III") == ["I", "II", "III", "IV"]
        assert read("I", "II", "HI", "IV") == ["I", "II", "III", "IV"]
        assert read("I", "II", "I", "II") == ["I", "II", "I", "II"]

    @needs_tesseract
    def test_a_picture_of_a_page_is_read(self, tmp_path: Path) -> None:
        import pypdfium2

        printed = making.pdf(tmp_path / "in.pdf", ["Quyết định này có hiệu lực từ ngày ký."], header="", size=16)
        page = pypdfium2.PdfDocument(printed)[0]
        page.render(scale=300 / 72).to_pil().convert("L").save(tmp_path / "anh.png", dpi=(300, 300))
        assert "Quyết định này có hiệu lực từ ngày ký." in readers.read(tmp_path / "anh.png").text
