"""Following up without a language model: what is left out is taken from before, and shown."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.service import Assistant

DAY = date(2023, 5, 10)


@pytest.mark.parametrize(
    ("before", "question", "said"),
    [
        (["UBND huyện báo cáo cho ai, trước ngày nào?"], "Còn cấp xã thì sao?", "15 tháng 6"),
        (["Chỉ tiêu bảo hiểm y tế đến năm 2025?"], "Thế bảo hiểm thất nghiệp?", "10,6%"),
        (["Người khuyết tật nặng được trợ cấp bao nhiêu một tháng?"], "Nếu là trẻ em?", "720.000"),
        (["Người khuyết tật nặng được trợ cấp bao nhiêu một tháng?"], "Căn cứ ở đâu?", "Điều 6"),
        (["Trẻ mồ côi 8 tuổi được trợ cấp bao nhiêu?"], "thế nếu cháu mới 2 tuổi?", "900.000"),
        (["Bao nhiêu phần trăm người lao động tham gia BHXH?"], "the bao hiem that nghiep?", "10,6%"),
        (["Nuôi trẻ mồ côi 2 tuổi hệ số mấy?"], "à mà xã vùng sâu phủ sóng phát thanh đạt mấy %", "100%"),
        (["Sở Y tế báo cáo khi nào?"], "Thế Sở Tài chính?", "không quy định hạn báo cáo riêng cho Sở Tài chính"),
        (["Nghị định 20/2021 do ai ban hành?", "Có hiệu lực từ ngày nào?"], "Bây giờ còn hiệu lực không?", "còn hiệu lực"),
        (["Mức chuẩn trợ giúp xã hội là bao nhiêu?"], "Áp dụng từ khi nào?", "01/07/2021"),
        (["Mức chuẩn trợ giúp xã hội năm 2022 là bao nhiêu?"], "Còn năm 2025?", "500.000"),
        (["Chỉ tiêu tạo việc làm là bao nhiêu?"], "Còn đào tạo nghề?", "20.000"),
        (["Mai táng phí cho người đang hưởng trợ cấp được bao nhiêu?"], "ai quyet dinh", "Điều 11, khoản 4, điểm c"),
        (["Kế hoạch do cơ quan nào ban hành?"], "ai kí nó vậy", "Tôn Thị Ngọc Hạnh"),
        (["me don than ho ngheo nuoi 1 con duoc bao nhieu"], "nuoi 2 dua thi dc bn", "720.000"),
        (["Cụ 78 tuổi hộ nghèo, không có ai phụng dưỡng được bao nhiêu?"], "ong 85 tuoi thi khac gi", "720.000"),
        (["Kinh phí của Kế hoạch lấy từ mấy nguồn?"], "cu the hon", "Chương trình mục tiêu quốc gia"),
        (["Kế hoạch thực hiện ở đâu?"], "tien lay o dau ra", "ngân sách"),
        (["UBND cấp huyện báo cáo kết quả trợ giúp xã hội trước ngày nào?"], "khong, y toi la cap xa", "15 tháng 6"),
        (["Nước sạch ở thành thị đặt mục tiêu bao nhiêu?"], "Thế ở nông thôn?", "95%"),
        (["Nhà sập vì bão được hỗ trợ bao nhiêu?"], "Thôi chuyện đó để sau. Trẻ lang thang bị đánh thì ai lập hồ sơ?", "Công chức"),
        (["Theo Thông tư 02 thì tỉnh gửi báo cáo về Bộ khi nào?", "Huyện?"], "Thế xã?", "15 tháng 6"),
        (["Mỗi năm tỉnh định giảm bao nhiêu phần trăm hộ nghèo?"], "Nếu là đồng bào dân tộc tại chỗ thì sao?", "5%"),
    ],
)  # fmt: skip
def test_a_short_question_goes_on_from_the_one_before(
    assistant: Assistant, before: list[str], question: str, said: str
) -> None:
    day = date(2026, 11, 25) if "2025" in question else DAY
    answer = assistant.ask(question, day, [("user", text) for text in before])
    assert said in answer.answer


def test_what_an_answer_cites_is_what_was_spoken_of(assistant: Assistant) -> None:
    said = "Trước ngày 15 tháng 01 và 15 tháng 7 [1].\n\nCăn cứ: [1] Thông tư 02/2021/TT-BLĐTBXH, Điều 6, khoản 3."
    talk = [("user", "Tỉnh gửi báo cáo về Bộ khi nào?"), ("assistant", said)]
    assert assistant.understood("Thế huyện?", DAY, talk).near == {"thong-tu-02-2021-tt-bldtbxh#dieu-6"}


@pytest.mark.parametrize(
    ("said", "question", "anchor"),
    [
        ("Bốn gạch đầu dòng (Kế hoạch, mục VI.5).", "Ý thứ tư thì sao?", "ke-hoach-dak-nong#muc-vi/5/gach-4"),
        ("Ba yêu cầu a, b, c (Kế hoạch, mục I.2).", "ý b là gì vậy", "ke-hoach-dak-nong#muc-i/2/b"),
    ],
)
def test_an_item_of_what_was_cited_can_be_asked_for(
    assistant: Assistant, said: str, question: str, anchor: str
) -> None:
    answer = assistant.ask(question, DAY, [("user", "Mục này gồm mấy ý?"), ("assistant", said)])
    assert anchor in [c.anchor for c in answer.citations]


@pytest.mark.parametrize("question", ["liệt kê lại giúp", "ke ra tung cai xem nao", "Ghi rõ ra", "nói đầy đủ hơn"])
def test_a_question_of_form_alone_asks_the_one_before_again(assistant: Assistant, question: str) -> None:
    before = "Kinh phí của Kế hoạch lấy từ những nguồn nào?"
    answer = assistant.ask(question, DAY, [("user", before)])
    assert answer.answer == assistant.ask(before, DAY).answer


@pytest.mark.parametrize("question", ["Có chắc không?", "sao toi nghe noi la 22 ngay", "vẫn vậy à"])
def test_a_doubted_answer_is_told_again(assistant: Assistant, question: str) -> None:
    before = "Xã xét hồ sơ trợ cấp hàng tháng trong mấy ngày?"
    answer = assistant.ask(question, DAY, [("user", before)])
    assert answer.answer == assistant.ask(before, DAY).answer


def test_of_the_text_that_was_the_answer_more_can_be_asked(assistant: Assistant) -> None:
    history = [
        ("user", "Kế hoạch căn cứ quyết định nào của Thủ tướng?"),
        ("assistant", "Quyết định 1983/QĐ-TTg (phần mở đầu)."),
    ]
    assert "24/11/2021" in assistant.ask("ban hành ngày bao nhiêu", DAY, history).answer


def test_a_text_that_is_pointed_to_is_of_the_kind_named(assistant: Assistant) -> None:
    history = [
        ("user", "Kế hoạch triển khai luật nào về việc làm?"),
        ("assistant", "Luật Việc làm ngày 16/11/2013."),
    ]
    answer = assistant.ask("luật đó còn hiệu lực không", date(2026, 11, 25), history)
    assert "74/2025/QH15" in answer.answer


def test_another_time_is_put_in_the_place_of_the_one_before(assistant: Assistant) -> None:
    history = [("user", "Người khuyết tật nặng năm 2022 được trợ cấp bao nhiêu?")]
    assert "810.000" in assistant.ask("bây giờ còn thế không", date(2026, 11, 25), history).answer


def test_a_body_of_the_answer_before_can_be_pointed_to(assistant: Assistant) -> None:
    said = "Sở Lao động - Thương binh và Xã hội là cơ quan thường trực."
    history = [("user", "Cơ quan nào là thường trực?"), ("assistant", said)]
    assert "sơ kết, tổng kết" in assistant.ask("Sở đó còn phải làm gì nữa?", DAY, history).answer


def test_what_was_carried_over_is_shown(assistant: Assistant) -> None:
    answer = assistant.ask("Còn cấp xã thì sao?", DAY, [("user", "UBND huyện báo cáo khi nào?")])
    assert any(n.text.startswith("Hiểu là:") for n in answer.notices)


def test_a_new_subject_resets_it(assistant: Assistant) -> None:
    question = "Hồ sơ xin trợ cấp xã hội hàng tháng gồm những gì?"
    alone = assistant.ask(question, DAY)
    after = assistant.ask(question, DAY, [("user", "Sở Y tế báo cáo khi nào?")])
    assert after.answer == alone.answer
    assert not any(n.text.startswith("Hiểu là:") for n in after.notices)


def test_the_first_question_has_nothing_before_it(assistant: Assistant) -> None:
    alone = assistant.ask("Còn cấp xã thì sao?", DAY)
    assert assistant.ask("Còn cấp xã thì sao?", DAY, []).answer == alone.answer
    assert assistant.ask("Còn cấp xã thì sao?", DAY, [("user", "?!")]).answer == alone.answer
