"""Targets: how much of what, of whom, by when."""

from __future__ import annotations

import pytest

from corpus.targets import Target, targets
from tests.corpus.register_texts import document


def _goals(*lines: str, head: str = "I. MỤC TIÊU ĐẾN NĂM 2028") -> list[Target]:
    items = "\n\n".join(f"- {line}" for line in lines)
    return targets(document(f"KẾ HOẠCH\n\nThử nghiệm\n\n{head}\n\n{items}\n\nII. KINH PHÍ\n\nTheo quy định."))


@pytest.mark.parametrize(
    ("line", "comparator", "value", "unit"),
    [
        ("Tỷ lệ hộ nghèo còn 3%.", "=", 3.0, "%"),
        ("Tỷ lệ lao động qua đào tạo đạt trên 57,5%.", ">", 57.5, "%"),
        ("Tối thiểu 95% trẻ em được tiêm chủng.", ">=", 95.0, "%"),
        ("Khoảng 17.000 người hưởng trợ giúp.", "~", 17000.0, "người"),
        ("Tỷ lệ hộ nghèo giảm 3% trở lên.", ">=", 3.0, "%"),
        ("Số vùng trồng được cấp mã không dưới 120 vùng.", ">=", 120.0, "vùng"),
        ("Tỷ lệ hộ tái nghèo không quá 1,5%.", "<=", 1.5, "%"),
        ("Thu nhập bình quân tăng trên 1,5 lần so với năm 2020.", ">", 1.5, "lần"),
    ],
)
def test_comparator_value_and_unit(line: str, comparator: str, value: float, unit: str) -> None:
    (row,) = _goals(line)
    assert (row.comparator, row.value, row.unit) == (comparator, value, unit)


def test_of_whom_stands_after_a_share() -> None:
    (row,) = _goals("100% hộ nghèo thiếu hụt về nhà ở được hỗ trợ.")
    assert (row.population, row.value) == ("hộ nghèo thiếu hụt về nhà ở", 100.0)


def test_the_year_is_the_sentences_else_the_headings_else_the_titles() -> None:
    own, headed = _goals("Đến năm 2026, 80% hồ sơ nộp trực tuyến.", "90% hồ sơ nộp trực tuyến.")
    assert (own.year, headed.year) == (2026, 2028)
    titled = targets(
        document(
            "KẾ HOẠCH\n\nPhòng dịch năm 2027\n\nCăn cứ Nghị quyết năm 2020.\n\nI. MỤC TIÊU\n\n- 90% cơ sở đạt yêu cầu.\n\nII. KINH PHÍ\n\nCó."
        )
    )
    assert [t.year for t in titled] == [2027]


@pytest.mark.parametrize(
    "line",
    [
        "Không để xảy ra vụ ngộ độc từ 30 người mắc trở lên.",
        "Người từ 15 tuổi trở lên biết chữ.",
        "Năm 2020 đã có 45% hộ được hỗ trợ.",
    ],
)
def test_ages_limits_and_what_was_reached_are_no_targets(line: str) -> None:
    assert not [t for t in _goals(line) if t.value is not None]


def test_a_rate_is_one_target() -> None:
    (row,) = _goals("Tỷ lệ ca ngộ độc dưới 6 người trên 100.000 dân.")
    assert (row.value, row.unit, row.comparator) == (6.0, "người", "<")


def test_normative_texts_have_no_targets() -> None:
    assert not targets(document("Điều 1. Mục tiêu\n\nĐạt 95% dân số.\n\nĐiều 2. Hiệu lực\n\nTừ ngày 01/01/2027."))
