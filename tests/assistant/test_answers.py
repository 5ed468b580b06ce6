"""What the assistant answers: the questions of the people it is for, and the rules every answer keeps.

A figure that depends on the day is asked for with its day; nothing here holds the wording of an answer but its facts.
"""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Answer
from assistant.service import Assistant
from corpus.errors import UsageError

THEN = date(2022, 6, 1)
LATER = date(2024, 5, 20)
NOW = date(2026, 11, 25)


def anchors(answer: Answer) -> list[str]:
    return [c.anchor for c in answer.citations]


@pytest.mark.parametrize(
    ("question", "day", "said", "anchor"),
    [
        ("Cơ quan nào giữ vai trò thường trực của Kế hoạch?", LATER, "Sở Lao động", "ke-hoach-dak-nong#muc-vi/4"),
        ("Chỉ tiêu bảo hiểm y tế đến năm 2025?", LATER, "95%", "ke-hoach-dak-nong#muc-iii/2/gach-8"),
        ("UBND huyện báo cáo cho ai, trước ngày nào?", LATER, "30/6", "ke-hoach-dak-nong#muc-vi/6/gach-2"),
        ("nguon kinh phi thuc hien ke hoach", LATER, "Chương trình mục tiêu quốc gia", "ke-hoach-dak-nong#muc-v"),
        ("Mức chuẩn trợ giúp xã hội là bao nhiêu?", THEN, "360.000", "nghi-dinh-20-2021-nd-cp#dieu-4/khoan-2"),
        ("Điều 9 Nghị định 20/2021 quy định gì?", THEN, "bảo hiểm y tế", "nghi-dinh-20-2021-nd-cp#dieu-9"),
        ("khuyet tat nang duoc bao nhieu tien?", THEN, "360.000 × 1,5 = 540.000", "nghi-dinh-20-2021-nd-cp#dieu-6"),
        ("Trẻ em khuyết tật đặc biệt nặng được bao nhiêu?", THEN, "900.000", "nghi-dinh-20-2021-nd-cp#dieu-6"),
        ("Nhà cháy rụi, hộ nghèo được hỗ trợ bao nhiêu?", THEN, "40.000.000", "nghi-dinh-20-2021-nd-cp#dieu-15"),
        ("Sở Y tế báo cáo khi nào?", LATER, "31/12", "ke-hoach-dak-nong#muc-vi/3"),
        ("so nong nghiep bao cao truoc ngay nao", LATER, "30/6", "ke-hoach-dak-nong#muc-vi/3"),
        ("nha dan bi lu cuon troi het thi ho tro bao nhieu", LATER, "40.000.000", "nghi-dinh-20-2021-nd-cp#dieu-15/khoan-1"),
        ("UBND xã báo cáo lên đâu?", LATER, "UBND cấp huyện", "thong-tu-02-2021-tt-bldtbxh#dieu-6/khoan-1"),
        ("kế hoạch gửi cho những nơi nào", LATER, "Thường trực Tỉnh ủy", "ke-hoach-dak-nong#noi-nhan"),
    ],
)  # fmt: skip
def test_an_officer_gets_the_fact_and_its_clause(
    assistant: Assistant, question: str, day: date, said: str, anchor: str
) -> None:
    answer = assistant.ask(question, day)
    assert answer.status == "answered"
    assert said in answer.answer
    assert any(a == anchor or a.startswith(f"{anchor}/") for a in anchors(answer))


@pytest.mark.parametrize(
    ("question", "day", "said"),
    [
        ("Nghị định 20/2021 còn hiệu lực không?", NOW, "hết hiệu lực từ ngày 05/10/2026"),
        ("Nghị định 20/2021 còn hiệu lực không?", LATER, "còn hiệu lực"),
        ("Nghị định 20 có hiệu lực từ bao giờ?", LATER, "01/07/2021"),
        ("Nghị định nào thay thế Nghị định 20/2021?", NOW, "335/2026/NĐ-CP"),
        ("Mức chuẩn tháng 10/2024 là bao nhiêu?", NOW, "500.000"),
        ("Người khuyết tật nặng được trợ cấp bao nhiêu một tháng?", NOW, "810.000"),
        ("50 lần mức chuẩn là bao nhiêu tiền năm 2025?", NOW, "25.000.000"),
        ("Sở Lao động - Thương binh và Xã hội Đắk Nông nay là cơ quan nào?", NOW, "Sở Nội vụ"),
        ("Tỉnh Đắk Nông nay thuộc tỉnh nào?", NOW, "Lâm Đồng"),
        ("Quyết định 1983 do ai ban hành, ngày nào?", NOW, "24/11/2021"),
        ("Kế hoạch này hết hạn chưa?", LATER, "31/12/2025"),
        ("Kế hoạch dẫn chiếu những văn bản nào?", NOW, "33-CTr/TU"),
        ("số hiệu kế hoạch là gì", NOW, "không ghi số"),
    ],
)
def test_status_is_told_to_the_day(assistant: Assistant, question: str, day: date, said: str) -> None:
    assert said in assistant.ask(question, day).answer


def test_every_report_is_listed_when_no_body_is_named(assistant: Assistant) -> None:
    text = assistant.ask("Ai báo cáo cho ai, trước ngày nào?", LATER).answer
    assert all(day in text for day in ("30/6", "31/12", "15 tháng 6", "15 tháng 01"))


def test_what_is_still_due_this_year_is_worked_out_from_the_day(assistant: Assistant) -> None:
    text = assistant.ask("Từ nay đến cuối năm Sở Y tế còn hạn nào?", date(2024, 7, 15)).answer
    assert "31/12/2024" in text and "30/06/2024" not in text


def test_a_body_without_a_deadline_is_told_so(assistant: Assistant) -> None:
    assert (
        "không quy định hạn báo cáo riêng cho Sở Tài chính"
        in assistant.ask("Sở Tài chính báo cáo khi nào?", LATER).answer
    )


def test_a_list_is_complete(assistant: Assistant) -> None:
    answer = assistant.ask("Điều kiện để nhận nuôi trẻ em là gì?", THEN)
    points = [a for a in anchors(answer) if a.startswith("nghi-dinh-20-2021-nd-cp#dieu-22/khoan-1/")]
    assert [a[-1] for a in points] == list("abcdđ")


def test_steps_are_numbered_in_order(assistant: Assistant) -> None:
    answer = assistant.ask("Thủ tục hưởng trợ cấp xã hội thế nào?", THEN)
    numbers = [c.text.split(".")[0] for c in answer.claims if c.text[:1].isdigit()]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)] and len(numbers) >= 4


class TestRules:
    """Rules of an answer (design), held over questions of every kind."""

    QUESTIONS = (
        "Sở Y tế báo cáo khi nào?", "Người khuyết tật nặng được bao nhiêu?", "hồ sơ xin trợ cấp gồm những gì",
        "Mặt trận tổ quốc phải làm gì", "Nghị định 20/2021 còn hiệu lực không?", "tỉ lệ hộ nghèo giảm mỗi năm?",
        "mục VI.3 nói gì", "bao lâu thì có quyết định trợ cấp", "Giá vàng hôm nay?", "người đơn thân là gì",
    )  # fmt: skip

    @pytest.mark.parametrize("question", QUESTIONS)
    @pytest.mark.parametrize("day", [THEN, NOW])
    def test_quotes_are_the_documents_own_characters(self, assistant: Assistant, question: str, day: date) -> None:
        for c in assistant.ask(question, day).citations:
            assert assistant.knowledge.document(c.document).text[c.start : c.end] == c.quote

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_no_claim_stands_without_a_citation_or_a_working(self, assistant: Assistant, question: str) -> None:
        answer = assistant.ask(question, NOW)
        assert all(c.citations or c.working for c in answer.claims)
        known = {c.id for c in answer.citations}
        assert all(set(c.citations) <= known for c in answer.claims)

    def test_a_digest_is_called_one(self, assistant: Assistant) -> None:
        answer = assistant.ask("Người khuyết tật nặng được trợ cấp bao nhiêu một tháng?", THEN)
        assert all("(tóm lược)" in c.label for c in answer.citations if c.text_level == "digest")
        assert any(n.kind == "digest" for n in answer.notices)

    def test_the_full_text_is_called_none(self, full_assistant: Assistant) -> None:
        answer = full_assistant.ask("Người khuyết tật nặng được trợ cấp bao nhiêu một tháng?", THEN)
        assert "540.000" in answer.answer
        assert not any(n.kind == "digest" for n in answer.notices)

    def test_what_has_ended_is_said_once_with_its_date(self, assistant: Assistant) -> None:
        notices = assistant.ask("Sở Y tế báo cáo khi nào?", NOW).notices
        assert any("2021 - 2025" in n.text for n in notices)
        assert len({n.text for n in notices}) == len(notices)

    def test_a_named_document_is_the_only_one_answered_from(self, assistant: Assistant) -> None:
        answer = assistant.ask("Theo Kế hoạch, người khuyết tật nặng được bao nhiêu tiền một tháng?", THEN)
        assert "540.000" not in answer.answer


@pytest.mark.parametrize("question", ["", "   ", "?!…", "\x00\x07"])
def test_an_empty_question_is_turned_away(assistant: Assistant, question: str) -> None:
    with pytest.raises(UsageError, match="Câu hỏi đang trống"):
        assistant.ask(question)


def test_an_overlong_question_is_turned_away(assistant: Assistant) -> None:
    with pytest.raises(UsageError, match="10000 ký tự"):
        assistant.ask("a" * 10_000)


@pytest.mark.parametrize(
    "typed",
    ["CHỈ TIÊU BẢO HIỂM Y TẾ ĐẾN NĂM 2025?", "chi tieu bao hiem y te den nam 2025", "Chỉ tiêu BHYT đến 2025 là bn?",
     "Chỉ tiêu bảo hiêm y tế đến năm 2025?", "What is the health insurance target for 2025?"],
)  # fmt: skip
def test_however_it_is_typed(assistant: Assistant, typed: str) -> None:
    assert "95%" in assistant.ask(typed, LATER).answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("be mo coi ca bo lan me moi 2 tuoi, moi thang be dc linh bn", "900.000"),
        ("ba noi toi 85 tuoi khong co luong huu duoc bao nhieu", "360.000 đồng/tháng"),
        ("Bố mẹ qua đời, cháu 5 tuổi được trợ cấp bao nhiêu một tháng?", "540.000"),
        ("Cụ 82 tuổi nghèo không có người nuôi được bao nhiêu một tháng?", "720.000"),
        ("Hộ nghèo xã đặc biệt khó khăn vùng DTTS, con 18 tháng tuổi được mấy tiền một tháng", "540.000"),
        ("Sinh viên mồ côi 19 tuổi đang học đại học được bao nhiêu tiền tháng?", "540.000"),
        ("Our house must be moved because of a landslide. How much support does the family get?", "30.000.000"),
    ],
)
def test_an_amount_is_found_by_the_situation(assistant: Assistant, question: str, said: str) -> None:
    assert said in assistant.ask(question, THEN).answer


def test_an_item_is_said_with_the_sentence_it_ends(assistant: Assistant) -> None:
    claim = assistant.ask("Người đang hưởng trợ cấp bị tạm giam 2 tháng thì trợ cấp xử lý sao?", THEN).claims[0]
    assert claim.text.startswith("Tạm dừng trợ cấp") and "tạm giam" in claim.text
    assert len(claim.citations) == 2


def test_items_that_belong_together_are_shown_together(assistant: Assistant) -> None:
    found = anchors(assistant.ask("nguon tien lam ke hoach lay tu dau", LATER))
    assert {f"ke-hoach-dak-nong#muc-v/{n}" for n in (1, 2, 3)} <= set(found)


def test_the_signer_is_named_with_the_office(assistant: Assistant) -> None:
    answer = assistant.ask("ai ky ban ke hoach nay, chuc vu gi", LATER)
    assert "Tôn Thị Ngọc Hạnh" in answer.answer and "PHÓ CHỦ TỊCH" in answer.answer
    assert "ke-hoach-dak-nong#chu-ky" in anchors(answer)


def test_steps_that_a_clause_numbers_itself_are_all_told(assistant: Assistant) -> None:
    answer = assistant.ask("Tiếp nhận khẩn cấp nạn nhân vào cơ sở thì làm những bước nào?", date(2023, 5, 10))
    told = [c.text for c in answer.claims]
    assert [n for n in range(1, 6) if any(f"Bước {n}." in text for text in told)] == [1, 2, 3, 4, 5]


def test_a_section_is_answered_with_what_stands_in_it(assistant: Assistant) -> None:
    answer = assistant.ask("phần giải pháp của kế hoạch có những ý gì", date(2023, 5, 10))
    assert all(f"2.{n}" in answer.answer for n in range(1, 5))


def test_whose_duty_it_is_is_named_where_only_a_heading_does(assistant: Assistant) -> None:
    question = "Ai được đề nghị cùng giám sát chính sách an sinh xã hội theo Kế hoạch?"
    assert "MTTQ" in assistant.ask(question, date(2023, 5, 10)).answer


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("ai quyết định cho hưởng trợ cấp xã hội hàng tháng", "nghi-dinh-335-2026-nd-cp#dieu-8"),
        ("điều kiện của người nhận chăm sóc trẻ em", "nghi-dinh-20-2021-nd-cp#dieu-22"),
    ],
)
def test_what_ended_is_quoted_only_where_nothing_took_its_place(
    assistant: Assistant, question: str, anchor: str
) -> None:
    answer = assistant.ask(question, date(2026, 11, 25))
    assert answer.citations and answer.citations[0].anchor.startswith(anchor)
