"""Facts of texts and bodies: asked in so many ways, and left to search where a clause is meant."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.service import Assistant

THEN = date(2022, 9, 15)
NOW = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("question", "day", "said"),
    [
        ("Để trích dẫn vào tờ trình, tôi cần số và ngày ban hành của Kế hoạch này.", NOW, "không ghi số"),
        ("Quyết định 1983 là của Bộ Chính trị đúng không?", NOW, "Không đúng. Quyết định 1983/QĐ-TTg do Thủ tướng"),
        ("Quyết định 1983 là của Thủ tướng đúng không?", NOW, "Đúng. Quyết định 1983/QĐ-TTg do Thủ tướng"),
        ("quyet dinh 45/2016 cua thu tuong quy dinh ve viec gi", THEN, "tiếp nhận hồ sơ"),
        ("Luật Việc làm mà Kế hoạch bảo triển khai đến giờ còn áp dụng không?", NOW, "74/2025/QH15"),
        ("nghị quyết hội nghị trung ương 5 khóa XI mang số mấy", NOW, "15-NQ/TW"),
        ("Nghị quyết 28-NQ/TW ra ngày nào và về việc gì?", THEN, "cải cách chính sách bảo hiểm xã hội"),
        ("so thong tin truyen thong khong con, viec trong ke hoach nay so nao thay", NOW, "Sở Khoa học và Công nghệ"),
        ("BHTN trong Kế hoạch là viết tắt của chữ gì?", THEN, "bảo hiểm thất nghiệp"),
    ],
)  # fmt: skip
def test_a_fact_is_told(assistant: Assistant, question: str, day: date, said: str) -> None:
    assert said in assistant.ask(question, day).answer


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("Ngoài việc tự lập kế hoạch, UBND huyện còn việc gì nữa và trước những ngày nào?", "ke-hoach-dak-nong#muc-vi/6"),
        ("Mục VI.1 ghi Chương trình 33 là của bộ phận nào bên Tỉnh ủy?", "ke-hoach-dak-nong#muc-vi/1"),
        ("mục IV.1.6 điểm đ trong kế hoạch là gì", "ke-hoach-dak-nong#muc-iv/1/1.6/đ"),
    ],
)  # fmt: skip
def test_what_a_clause_says_is_no_fact_of_a_text(assistant: Assistant, question: str, anchor: str) -> None:
    assert any(c.anchor.startswith(anchor) for c in assistant.ask(question, THEN).citations)


def test_a_short_form_nobody_knows_is_refused(assistant: Assistant) -> None:
    assert assistant.ask("QWXZ là viết tắt của gì?", THEN).status == "refused"


def test_targets_are_found_by_their_figure(assistant: Assistant) -> None:
    answer = assistant.ask("Những chỉ tiêu nào đặt mức 98%?", THEN).answer
    assert "trung học cơ sở" in answer and "biết chữ" in answer


def test_bodies_are_called_as_the_clause_calls_them(assistant: Assistant) -> None:
    answer = assistant.ask("Tỷ lệ phí trả cho tổ chức dịch vụ chi trả do cấp nào quyết?", date(2024, 12, 10))
    assert "UBND cấp tỉnh" in answer.answer
