"""Documents of an installation: what an added text becomes, and what adding it again does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import readers
from corpus.errors import AlreadyAdded, CorpusError, UnknownDocument, UnreadableFile
from corpus.health import examine
from corpus.library import Library, build, pages_of
from corpus.model import Entry, Source
from corpus.settings import Settings
from corpus.structure import normalise
from tests.corpus import making

HEAD = """ỦY BAN NHÂN DÂN
TỈNH {place}
Số: {number}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
ngày 09 tháng 3 năm {year}
QUYẾT ĐỊNH
Ban hành mức hỗ trợ học sinh
Căn cứ Luật Ngân sách nhà nước;
Điều 1. Mức hỗ trợ là 500.000 đồng.
Điều 2. Quyết định này có hiệu lực từ ngày ký.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lò Văn Páo
"""
PRIME_MINISTER = """THỦ TƯỚNG CHÍNH PHỦ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 1983/QĐ-TTg Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 24 tháng 11 năm 2021
QUYẾT ĐỊNH
Ban hành Kế hoạch triển khai
Điều 1. Ban hành kèm theo Quyết định này.
Điều 2. Quyết định này có hiệu lực từ ngày ký.
"""


def decision(number: str = "12/2024/QĐ-UBND", place: str = "BẮC HÀ", year: int = 2024) -> Source:
    return Source(HEAD.format(number=number, place=place, year=year))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(Settings(data=tmp_path))


def reopened(library: Library) -> Library:
    return Library(library.settings)


class TestIdentity:
    def test_an_unknown_document_gets_an_entry_from_its_own_head(self, library: Library) -> None:
        library.add(decision(), "scan1.pdf")
        entry = reopened(library).get("Quyết định 12/2024/QĐ-UBND").entry
        assert entry.id == "quyet-dinh-12-2024-qd-ubnd"
        assert (entry.short, entry.issuer) == ("Quyết định 12/2024/QĐ-UBND", "Ủy ban nhân dân tỉnh Bắc Hà")
        assert (entry.date, entry.in_force, entry.signer) == ("2024-03-09", "2024-03-09", "Lò Văn Páo")
        assert entry.title == "Ban hành mức hỗ trợ học sinh"

    def test_a_known_number_fills_the_entry_that_waits_for_it_whatever_the_file_is_called(
        self, library: Library
    ) -> None:
        waiting = library.get("quyet-dinh-1983-qd-ttg")
        document, _ = library.add(Source(PRIME_MINISTER), "scan1.pdf")
        assert waiting.level == "none" and document.level == "full"
        assert document.id == waiting.id
        assert document.entry.title == waiting.entry.title
        assert document.entry.known == "T"

    def test_without_a_head_the_file_name_tells_the_catalogue_entry_else_gives_the_id(
        self, library: Library
    ) -> None:
        bare = Source("Điều 1. Phạm vi\nĐiều 2. Đối tượng")
        assert library.add(bare, "Nghi dinh 28-2012-ND-CP.txt")[0].id == "nghi-dinh-28-2012-nd-cp"
        assert library.add(bare, "Quy chế làm việc.txt")[0].id == "quy-che-lam-viec"

    def test_a_bare_number_as_file_name_is_no_document_number(self, library: Library) -> None:
        assert library.add(Source("Điều 1. Phạm vi\nĐiều 2. Đối tượng"), "20.txt")[0].id == "20"

    def test_the_id_asked_for_overrides(self, library: Library) -> None:
        assert library.add(decision(), "a.pdf", "Mức hỗ trợ")[0].id == "muc-ho-tro"
        with pytest.raises(CorpusError, match="--id"):
            library.add(decision(), "a.pdf", "…")

    def test_the_same_number_of_another_province_or_year_is_another_document(self, library: Library) -> None:
        ids = [
            library.add(decision("12/QĐ-UBND", place, year), "a.pdf")[0].id
            for place, year in (("BẮC HÀ", 2024), ("GIA LAI", 2024), ("BẮC HÀ", 2023))
        ]
        assert ids == [
            "quyet-dinh-12-qd-ubnd",
            "quyet-dinh-12-qd-ubnd-uy-ban-nhan-dan-tinh-gia-lai",
            "quyet-dinh-12-qd-ubnd-2023",
        ]


class TestAddingAgain:
    def test_the_same_text_changes_nothing_in_whatever_format_it_comes(
        self, library: Library, tmp_path: Path
    ) -> None:
        lines = making.paragraphs(decision().text)
        first = library.add(readers.read(making.docx(tmp_path / "a.docx", lines)), "a.docx")
        record = (library.folder / f"{first[0].id}.json").read_bytes()
        again = [
            library.add(readers.read(make(tmp_path / f"b{suffix}", lines)), f"b{suffix}")[1]  # type: ignore[operator]
            for make, suffix in ((making.docx, ".docx"), (making.page, ".html"), (making.markdown, ".md"))
        ]
        assert first[1] and not any(again)
        assert (library.folder / f"{first[0].id}.json").read_bytes() == record

    def test_another_edition_asks_for_replace(self, library: Library) -> None:
        library.add(decision(), "a.pdf")
        other = Source(decision().text.replace("500.000", "600.000"))
        with pytest.raises(AlreadyAdded, match="--replace"):
            library.add(other, "a.pdf")
        assert "500.000" in library.get("quyet-dinh-12-2024-qd-ubnd").text
        assert library.add(other, "a.pdf", replace_text=True)[1]
        assert "600.000" in library.get("quyet-dinh-12-2024-qd-ubnd").text

    def test_a_shipped_text_added_again_changes_nothing(self, library: Library) -> None:
        document = library.get("ke-hoach-dak-nong")
        assert not library.add(Source(document.text), "ke-hoach-dak-nong.txt")[1]
        assert not library.folder.exists()

    def test_a_full_text_takes_the_place_of_the_digest_and_of_its_labels(self, library: Library) -> None:
        digest = library.get("nghi-dinh-20-2021-nd-cp")
        assert digest.level == "digest" and "(tóm lược)" in digest.provisions[0].label
        library.add(Source("Điều 1. Phạm vi\n1. Một.\nĐiều 2. Đối tượng"), "nghi-dinh-20-2021-nd-cp.txt")
        full = [d for d in reopened(library).documents() if d.id == digest.id]
        assert [d.level for d in full] == ["full"]
        assert not any("tóm lược" in p.label for p in full[0].provisions)
        library.remove(digest.id)
        assert reopened(library).get(digest.id).level == "digest"


class TestFaults:
    def test_a_text_without_words_leaves_nothing(self, library: Library) -> None:
        with pytest.raises(UnreadableFile, match="không có chữ"):
            library.add(Source(" \n \u200b"), "trong.txt")
        assert not library.folder.exists()

    def test_a_broken_record_is_named_with_what_to_do_and_examined_without_stopping(self, library: Library) -> None:
        library.add(decision(), "a.pdf")
        (library.folder / "hong.json").write_text('{"entry": {}', encoding="utf-8")
        with pytest.raises(CorpusError, match=r"hong\.json bị hỏng"):
            reopened(library)
        findings = examine(Library(library.settings, tolerant=True))
        assert [(f.kind, f.document) for f in findings if f.error] == [("record", "hong")]
        assert any(f.kind == "no-text" for f in findings)

    def test_what_was_not_added_cannot_be_removed(self, library: Library) -> None:
        for name in ("ke-hoach-dak-nong", "../../pyproject", "khong-co"):
            with pytest.raises(UnknownDocument):
                library.remove(name)

    def test_references_that_lead_nowhere_are_found(self, library: Library) -> None:
        text = "Điều 1. Phạm vi\nThực hiện theo khoản 9 Điều 2 Quyết định này và Nghị định số 999/2001/NĐ-CP.\nĐiều 2. Một"
        library.add(Source(text), "quy-che.txt")
        findings = examine(Library(library.settings, tolerant=True))
        found = {f.kind: f.text for f in findings if "quy-che" in f.text}
        assert "khoản 9 Điều 2" in found["reference"]
        assert "999/2001/NĐ-CP" in found["uncatalogued"]


class TestPassages:
    def test_fifty_thousand_are_no_trouble(self, library: Library, tmp_path: Path) -> None:
        path = tmp_path / "nhieu.jsonl"
        with path.open("w", encoding="utf-8") as out:
            for n in range(50_000):
                out.write(
                    json.dumps({"id": f"đoạn {n}", "text": f"Nội dung đoạn số {n}."}, ensure_ascii=False) + "\n"
                )
        assert library.add_passages(path) == 50_000
        found = list(library.passages())
        assert len(found) == 50_000 and found[-1].id == "đoạn 49999"
        assert library.remove("nhieu") == "nhieu" and not list(library.passages())

    @pytest.mark.parametrize(
        "line", ["{", '{"id": "a"}', "[1]", '{"id": "", "text": "x"}', '{"id": "a", "text": "x"}']
    )
    def test_a_wrong_line_is_named_and_nothing_is_added(self, line: str, library: Library, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_text(f'{{"id": "a", "text": "một"}}\n{line}\n', encoding="utf-8")
        with pytest.raises(CorpusError, match="Dòng 2"):
            library.add_passages(path)
        assert not list(library.passages())


@given(st.lists(st.text(alphabet="aăđ .;\n-1", min_size=1, max_size=40), min_size=1, max_size=6))
def test_pages_are_found_again_in_the_normalised_text(pages: list[str]) -> None:
    starts = [sum(len(p) for p in pages[:i]) for i in range(len(pages))]
    source = Source("".join(pages), tuple(starts))
    text = normalise(source.text)
    found = pages_of(source, text, range(len(text) + 1))
    assert found == sorted(found)
    assert all(1 <= page <= len(pages) for page in found)
    document = build(Entry("x"), source, "full")
    assert all(p.page for p in document.provisions)
