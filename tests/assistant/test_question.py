"""Understanding: what a question asks for, of whom, in which document, for which day."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.question import understand
from assistant.service import Assistant
from assistant.words import as_written, asks, from_english, is_english, variants
from corpus.text import fold

DAY = date(2024, 5, 20)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Ai quyết định trợ cấp?", "who"),
        ("Báo cáo cho ai?", "whom"),
        ("Nộp hồ sơ ở đâu?", "whom"),
        ("Trước ngày nào?", "when"),
        ("Trong mấy ngày thì xong?", "limit"),
        ("được bao nhiêu tiền", "amount"),
        ("mỗi tháng nhận mấy", "amount"),
        ("Tỷ lệ hộ nghèo giảm bao nhiêu?", "count"),
        ("Điều kiện hưởng là gì?", "condition"),
        ("Hồ sơ gồm những gì?", "papers"),
        ("Thủ tục thế nào?", "steps"),
        ("người đơn thân nghĩa là gì", "term"),
        ("Có phải báo cáo không?", "yesno"),
        ("BHYT 99% phải không?", "confirm"),
        ("còn hiệu lực không", "status"),
        ("số điện thoại", "phone"),
        ("Sở tôi còn hạn nào?", "coming"),
        ("đến nay đã đạt bao nhiêu", "actual"),
        ("bị tai nạn được tối thiểu mấy tiền", "amount"),
        ("phải làm lần lượt những việc gì", "steps"),
        ("cần giấy gì", "papers"),
        ("bằng 10 lần mức chuẩn đúng chứ", "confirm"),
        ("nay bị luật nào thay", "status"),
        ("Kế hoạch đưa ra mấy giải pháp?", "list"),
        ("chỉ tạo việc làm cho 20.000 người, phải vậy không", "confirm"),
        ("dựa vào mấy văn bản nào để ra kế hoạch này", "basis"),
        ("thông tư áp dụng từ ngày nào", "status"),
        ("số đt phòng đó", "phone"),
    ],
)
def test_what_is_asked_for(question: str, kind: str) -> None:
    assert kind in asks(fold(question))


@pytest.mark.parametrize(
    ("question", "not_kind"),
    [
        ("Tỷ lệ được bao nhiêu phần trăm?", "amount"),
        ("hưởng tới năm bao nhiêu tuổi", "amount"),
        ("Ai được hưởng mai táng phí?", "amount"),
        ("Ai duyệt hồ sơ?", "papers"),
        ("Nộp hồ sơ ở đâu?", "papers"),
        ("Ngoài ra sở còn phải làm gì nữa?", "confirm"),
        ("phòng chuyển tiền về địa chỉ mới trong mấy ngày", "phone"),
        ("Chuyển tiền cho bưu điện trước ngày mấy?", "amount"),
        ("Làm mai táng phí cần giấy tờ gì?", "amount"),
        ("Con của mẹ đơn thân chết có được tiền mai táng không?", "amount"),
        ("mỗi tháng nhận mấy", "when"),
        ("Tiền xăng xe theo thông tư số mấy?", "amount"),
        ("Chỉ tiêu số lao động được tạo việc làm là bao nhiêu?", "amount"),
        ("bảo đảm mức tối thiểu mấy dịch vụ cơ bản", "amount"),
        ("tiền nuôi dưỡng được kéo dài nhiều nhất bao lâu", "amount"),
        ("nhà tạm cho người có công xóa khi nào xong", "successor"),
    ],
)
def test_what_is_not_asked_for(question: str, not_kind: str) -> None:
    assert not_kind not in asks(fold(question))


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Mức chuẩn tháng 10/2024 là bao nhiêu?", date(2024, 10, 15)),
        ("Mức chuẩn năm 2022?", date(2022, 12, 31)),
        ("Mức chuẩn ngày 1/7/2026?", date(2026, 7, 1)),
        ("Chỉ tiêu đến năm 2025?", DAY),
        ("Thông tư 02/2021 còn hiệu lực không?", DAY),
        ("Nghị định 76 năm 2022 còn dùng không?", DAY),
    ],
)
def test_the_day_asked_for_is_not_read_from_a_documents_number(
    assistant: Assistant, question: str, day: date
) -> None:
    assert understand(question, assistant.knowledge, DAY).day == day


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("so y te bao cao khi nao", "so-y-te"),
        ("UBND huyện báo cáo ai", "ubnd-cap-huyen"),
        ("thành phố Gia Nghĩa báo cáo khi nào", "ubnd-thanh-pho-gia-nghia"),
        ("mặt trận phải làm gì", "mttq-tinh"),
    ],
)
def test_bodies_however_they_are_called(assistant: Assistant, question: str, body: str) -> None:
    found = understand(question, assistant.knowledge, DAY).bodies
    assert body in [b.id for b in found] or body in [b.part_of for b in found]


def test_a_section_is_named_by_its_dotted_number(assistant: Assistant) -> None:
    places = understand("giải pháp 2.3 yêu cầu gì", assistant.knowledge, DAY).places
    assert [p.anchor for p in places] == ["ke-hoach-dak-nong#muc-iv/2/2.3"]


def test_peoples_words_are_put_as_the_texts_say_them() -> None:
    assert "mai táng" in as_written("tiền đám ma được bao nhiêu")
    assert as_written("Sở Y tế báo cáo khi nào?") == "Sở Y tế báo cáo khi nào?"


def test_a_departments_name_is_no_synonym() -> None:
    name = "Sở Lao động - Thương binh và Xã hội"
    assert ("cong",) not in [w[-1:] for w in variants(f"{name} làm gì", [name])]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("What is the health insurance target for 2025?", True),
        ("Which decree has replaced Decree 20/2021?", True),
        ("ai bao cao cho ai", False),
        ("so y te bao cao khi nao", False),
        ("the nao la nguoi don than", False),
    ],
)
def test_english_is_told_from_vietnamese_without_marks(text: str, english: bool) -> None:
    assert is_english(text) is english


def test_the_glossary_keeps_figures_and_order() -> None:
    assert from_english("health insurance target for 2025") == "bảo hiểm y tế chỉ tiêu 2025"
    assert from_english("Resolution 28-NQ/TW on social insurance") == "Nghị quyết 28-nq/tw bảo hiểm xã hội"


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("When are communes supposed to send their regular reports?", True),
        ("My grandmother is 83 and has no pension", True),
        ("nguoi cao tuoi khong co luong huu", False),
        ("so tc va so khdt lam gi", False),
        ("asdkjh qwe zxcv", False),
    ],
)
def test_english_is_told_by_its_words_and_by_what_no_vietnamese_syllable_can_be(typed: str, english: bool) -> None:
    assert is_english(typed) is english


def test_the_day_before_a_month_is_asked_for(assistant: Assistant) -> None:
    question = understand("mức chuẩn trước tháng 7/2024 là bao nhiêu", assistant.knowledge, date(2024, 11, 20))
    assert question.day == date(2024, 6, 30)


def test_departments_glued_together_are_bodies(assistant: Assistant) -> None:
    bodies = understand("stc với skhđt lo việc gì", assistant.knowledge, DAY).bodies
    assert [b.name for b in bodies] == ["Sở Tài chính", "Sở Kế hoạch và Đầu tư"]


def test_the_plan_is_meant_and_not_the_text_it_carries_out(assistant: Assistant) -> None:
    asked = understand("Kế hoạch thực hiện Nghị quyết 15-NQ/TW do ai ký?", assistant.knowledge, DAY)
    assert asked.documents == ("ke-hoach-dak-nong",)


def test_an_english_question_may_have_a_word_of_the_texts_in_it(assistant: Assistant) -> None:
    text = "My father is severely disabled (nặng). How much is the monthly allowance?"
    assert understand(text, assistant.knowledge, DAY).english
