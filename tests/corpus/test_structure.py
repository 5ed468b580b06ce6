"""The structure parser: anchors as the design defines them, on the plan and on texts nobody has seen."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.library import SHIPPED
from corpus.structure import label_of, normalise, parse

PLAN = (SHIPPED / "ke-hoach-dak-nong.txt").read_text(encoding="utf-8")
DECREE = Path(__file__).parents[2].parent / "shared/corpus/nghi-dinh-20-2021-nd-cp.txt"


def segments(text: str) -> dict[str, str]:
    text = normalise(text)
    return {p.segment: text[p.start : p.end] for p in parse(text)}


class TestPlan:
    found = segments(PLAN)

    def test_reporting_clause_is_one_provision(self) -> None:
        assert self.found["muc-vi/3"].startswith("3. Các Sở, ngành, đơn vị: Lao động")
        assert self.found["muc-vi/3"].endswith("để tổng hợp.")

    def test_specific_targets_are_ten_bullets(self) -> None:
        bullets = [s for s in self.found if s.startswith("muc-iii/2/gach-")]
        assert len(bullets) == 10
        assert "95% dân số" in self.found["muc-iii/2/gach-8"]

    @pytest.mark.parametrize(
        "segment", [f"muc-iv/1/1.{n}" for n in range(1, 7)] + [f"muc-v/{n}" for n in (1, 2, 3)]
    )
    def test_sections_are_found_however_untidy_their_numbers(self, segment: str) -> None:
        assert segment in self.found

    @pytest.mark.parametrize(
        ("segment", "begins"),
        [
            ("muc-v/1", "1. Kinh phí thực hiện được bố trí"),
            ("muc-v/3", "3. Huy động các nguồn vốn"),
            ("muc-vi/6", "6. Ủy ban nhân dân các huyện"),
            ("muc-vi/6/gach-2", "- Định kỳ 06 tháng"),
            ("muc-ii/1", "1. Thời gian thực hiện"),
        ],
    )
    def test_clauses_people_ask_for(self, segment: str, begins: str) -> None:
        assert self.found[segment].startswith(begins)

    @pytest.mark.parametrize("letter", "abcdđ")
    def test_lettered_points(self, letter: str) -> None:
        assert self.found[f"muc-iv/1/1.6/{letter}"].startswith(f"{letter}) Bảo đảm")

    @pytest.mark.parametrize("zone", ["mo-dau", "ket-thuc", "noi-nhan", "chu-ky"])
    def test_head_and_foot(self, zone: str) -> None:
        assert zone in self.found

    def test_page_cuts_are_joined(self) -> None:
        assert "của Nhân dân trong thực hiện chính sách ưu đãi" in self.found["muc-i/2/c"]
        assert "chính sách, pháp luật về BHXH, BHTN của Đảng" in self.found["muc-iv/1/1.4/gach-4"]


@pytest.mark.skipif(
    not DECREE.exists(), reason="không có ../shared/corpus: toàn văn nghị định không kèm theo dự án"
)
class TestDecree:
    def test_articles_points_and_dashes(self) -> None:
        found = segments(DECREE.read_text(encoding="utf-8"))
        assert [s for s in found if "/" not in s] == [f"dieu-{n}" for n in range(1, 40)]
        assert [s[-1] for s in found if s.startswith("dieu-5/khoan-1/diem-")] == list("abcdđeghikl")
        assert len([s for s in found if s.startswith("dieu-6/khoan-1/diem-e/gach-")]) == 4


def test_labels_read_as_people_write_them() -> None:
    assert label_of(("dieu-6", "khoan-1", "diem-e")) == "Điều 6, khoản 1, điểm e"
    assert label_of(("muc-iv", "1", "1.6", "b", "gach-1")) == "mục IV.1.6.b, gạch đầu dòng 1"


LINES = st.sampled_from(
    [
        "I. MỤC ĐÍCH",
        "II. NHIỆM VỤ",
        "1. Mục tiêu",
        "2. Yêu cầu",
        "1.1 .Về y tế",
        "a) Giáo dục",
        "b) Y tế",
        "- Hỗ trợ hộ nghèo;",
        "+ Đào tạo nghề.",
        "Đoạn văn thường kết thúc.",
        "tiếp theo của đoạn",
        "",
        "Điều 1. Phạm vi",
        "Điều 2. Đối tượng",
        "Nơi nhận:",
        "KT. CHỦ TỊCH",
        "Trên đây là Kế hoạch.",
    ]
)


@given(st.lists(LINES, max_size=40).map("\n".join))
def test_spans_nest_and_cover(raw: str) -> None:
    text = normalise(raw)
    found = parse(text)
    by_path = {p.path: p for p in found}
    assert len(by_path) == len(found)
    for p in found:
        assert p.start <= p.own_end <= p.end <= len(text)
        if len(p.path) > 1:
            above = by_path[p.path[:-1]]
            assert above.start <= p.start and p.end <= above.end
    covered = sorted((p.start, p.end) for p in found if len(p.path) == 1)
    for (_, end), (start, _) in itertools.pairwise(covered):
        assert end <= start


@given(st.lists(LINES, max_size=30).map("\n".join))
def test_parsing_is_stable_under_nfd_crlf_and_blank_lines(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
    assert normalise(unicodedata.normalize("NFD", raw)) == once
    assert normalise(raw.replace("\n", "\r\n")) == once


def by_words(text: str) -> list[tuple[str, str]]:
    """Provisions with their words, blank lines apart."""
    return [(p.segment, " ".join(text[p.start : p.end].split())) for p in parse(text)]


@given(st.lists(LINES.filter(bool), max_size=30), st.lists(st.integers(1, 3), min_size=30, max_size=30))
def test_blank_lines_between_paragraphs_change_nothing(lines: list[str], gaps: list[int]) -> None:
    # One blank line stands between all paragraphs of the first, so that no two are taken for one that was cut.
    apart = normalise("\n\n".join(lines))
    wider = normalise("".join(line + "\n" * (1 + gap) for line, gap in zip(lines, gaps, strict=False)))
    assert by_words(wider) == by_words(apart)


@given(st.lists(LINES, max_size=40).map("\n".join))
def test_every_word_stands_in_a_provision_or_a_chapter_heading(raw: str) -> None:
    text = normalise(raw)
    covered = bytearray(len(text))
    for p in parse(text):
        if len(p.path) == 1:
            covered[p.start : p.end] = b"\x01" * (p.end - p.start)
    assert not "".join(c for c, held in zip(text, covered, strict=True) if not held).strip()


ARTICLES = st.lists(st.lists(st.lists(st.integers(0, 3), max_size=12), max_size=5), min_size=2, max_size=8)
LETTERS = "abcdđeghiklm"


@given(ARTICLES)
def test_a_tidy_normative_text_gives_exactly_its_own_anchors(articles: list[list[list[int]]]) -> None:
    lines, anchors = [], []
    for a, clauses in enumerate(articles, 1):
        lines.append(f"Điều {a}. Tên điều")
        anchors.append(f"dieu-{a}")
        for k, points in enumerate(clauses, 1):
            lines.append(f"{k}. Nội dung khoản{':' if points else '.'}")
            anchors.append(f"dieu-{a}/khoan-{k}")
            for letter, dashes in zip(LETTERS, points, strict=False):
                lines.append(f"{letter}) Nội dung điểm{':' if dashes else ';'}")
                anchors.append(f"dieu-{a}/khoan-{k}/diem-{letter}")
                for n in range(1, dashes + 1):
                    lines.append("- Hệ số 1,5;")
                    anchors.append(f"dieu-{a}/khoan-{k}/diem-{letter}/gach-{n}")
    assert [p.segment for p in parse(normalise("\n".join(lines)))] == anchors


ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
UNTIDY = st.sampled_from([". ", " . ", " .", "."])


@given(st.lists(st.lists(st.integers(0, 3), max_size=5), min_size=1, max_size=10), UNTIDY, st.sampled_from("-–•"))
def test_a_plan_gives_its_anchors_however_its_numbers_are_set(
    sections: list[list[int]], dot: str, dash: str
) -> None:
    lines, anchors = [], []
    for roman, parts in zip(ROMAN, sections, strict=False):
        lines.append(f"{roman}. NHIỆM VỤ")
        anchors.append(f"muc-{roman.lower()}")
        for n, bullets in enumerate(parts, 1):
            lines.append(f"{n}. Nhóm việc")
            anchors.append(f"muc-{roman.lower()}/{n}")
            for m in range(1, bullets + 1):
                lines += [f"{n}.{m}{dot}Về một việc", f"{dash} Làm việc ấy;"]
                anchors += [f"muc-{roman.lower()}/{n}/{n}.{m}", f"muc-{roman.lower()}/{n}/{n}.{m}/gach-1"]
    assert [p.segment for p in parse(normalise("\n".join(lines)))] == anchors


DECISION = """QUYẾT ĐỊNH
Điều 1. Ban hành kèm theo Quyết định này Kế hoạch.
Điều 2. Quyết định này có hiệu lực từ ngày ký./.
Nơi nhận:
- Như Điều 2;
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn A
KẾ HOẠCH
Hỗ trợ người khuyết tật
I. MỤC TIÊU
1. Có 90% người được khám.
II. NHIỆM VỤ
1. Sở Y tế
a) Yêu cầu các huyện báo cáo.
PHỤ LỤC II
MẪU BÁO CÁO
1. Tên đơn vị"""


def test_what_comes_after_the_signature_is_read_as_a_document_of_its_own() -> None:
    found = segments(DECISION)
    assert found["kem-theo/muc-ii/1/a"] == "a) Yêu cầu các huyện báo cáo."
    assert found["phu-luc-ii/1"] == "1. Tên đơn vị"
    assert found["chu-ky"].endswith("Nguyễn Văn A")
    assert label_of(("kem-theo", "muc-ii", "1", "a")) == "phần kèm theo, mục II.1.a"
