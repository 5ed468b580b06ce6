"""Obligations: who owes what to whom by when, read from sentences, headings and tables of any administrative text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.obligations import obligations
from tests.corpus.register_texts import AGENCIES, document, duties

HALF_YEARLY = ["FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"]


def test_a_list_with_one_head_reports_through_another_body_twice_a_year() -> None:
    first, second = duties(
        "Các Sở, ngành: Y tế, Xây dựng, Bảo hiểm xã hội tỉnh căn cứ chức năng xây dựng kế hoạch thực hiện. Định kỳ 06 tháng "
        "(trước ngày 30/6), hàng năm (trước ngày 31/12) báo cáo kết quả về Ủy ban nhân dân tỉnh (qua Sở Nội vụ) để tổng hợp."
    )
    names = ["Sở Y tế", "Sở Xây dựng", "Bảo hiểm xã hội tỉnh"]
    assert (first.kind, [b.name for b in first.bodies]) == ("plan", names)
    assert (second.kind, [b.name for b in second.bodies]) == ("report", names)
    assert second.recipient and second.recipient.name == "UBND tỉnh"
    assert second.via and second.via.name == "Sở Nội vụ"
    assert [d.rule for d in second.deadlines] == HALF_YEARLY


def test_a_heading_that_only_names_bodies_is_the_subject_of_what_stands_under_it() -> None:
    rows = obligations(
        document(
            "KẾ HOẠCH\n\nThử\n\nI. TỔ CHỨC\n\n1. Ủy ban nhân dân các xã, phường\n\n- Rà soát hộ nghèo.\n\n"
            "- Báo cáo Sở Y tế trước ngày 15/12 hằng năm.\n\nII. KINH PHÍ\n\nTheo quy định."
        ),
        AGENCIES,
    )
    assert [(r.anchor.split("#")[1], r.kind, r.bodies[0].name) for r in rows] == [
        ("muc-i/1/gach-1", "appraise", "UBND cấp xã"),
        ("muc-i/1/gach-2", "report", "UBND cấp xã"),
    ]
    assert rows[1].named != (rows[1].start, rows[1].end)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Sở Y tế chủ trì, phối hợp với Sở Tài chính tham mưu UBND tỉnh ban hành quy định.", "lead"),
        ("Sở Y tế là cơ quan thường trực triển khai Kế hoạch.", "stand"),
        ("Sở Y tế tổ chức kiểm tra việc thực hiện.", "monitor"),
        ("Sở Y tế tăng cường công tác tuyên truyền trong nhân dân.", "communicate"),
        ("Sở Y tế xây dựng kế hoạch của ngành.", "plan"),
        ("Sở Y tế xây dựng cơ sở dữ liệu.", "do"),
        ("Sở Y tế rà soát hồ sơ, trình Chủ tịch UBND tỉnh quyết định.", "submit"),
        ("Sở Y tế tổng hợp, gửi Sở Nội vụ trước ngày 10/6.", "send"),
        ("Sở Tài chính cân đối, bố trí kinh phí.", "fund"),
        ("Sở Y tế đề xuất Ủy ban nhân dân tỉnh sửa đổi Kế hoạch.", "propose"),
    ],
)
def test_the_kind_is_that_of_the_first_verb_unless_something_is_handed_over(sentence: str, kind: str) -> None:
    (row,) = duties(sentence)
    assert row.kind == kind


def test_partners_are_those_joined_to_phoi_hop() -> None:
    (row,) = duties(
        "Sở Y tế chủ trì, phối hợp với Sở Tài chính, Công an tỉnh và các sở, ngành liên quan thẩm định hồ sơ."
    )
    assert [b.name for b in row.partners] == ["Sở Tài chính", "Công an tỉnh", "các sở, ban, ngành"]


@pytest.mark.parametrize(
    ("sentence", "body"),
    [
        ("Trung tâm Y tế thành phố giám sát dịch bệnh.", "Trung tâm Y tế thành phố"),
        ("Đội Quản lý thị trường số 3 kiểm tra các chợ.", "Đội Quản lý thị trường số 3"),
        ("Ban Quản lý các khu công nghiệp tỉnh tổng hợp nhu cầu.", "Ban Quản lý các khu công nghiệp tỉnh"),
        ("Bộ Chỉ huy Quân sự tỉnh xây dựng phương án.", "Bộ Chỉ huy Quân sự tỉnh"),
        ("Liên minh Hợp tác xã tỉnh hỗ trợ hợp tác xã.", "Liên minh Hợp tác xã tỉnh"),
        ("Công an thành phố điều tra, xử lý vi phạm.", "Công an thành phố"),
        ("Các cơ sở kinh doanh thực phẩm lưu mẫu thức ăn.", "các cơ sở kinh doanh thực phẩm"),
    ],
)
def test_bodies_no_list_holds_are_found_by_their_head(sentence: str, body: str) -> None:
    (row,) = duties(sentence)
    assert [b.name for b in row.bodies] == [body]


def test_a_time_before_the_subject_holds_for_every_part_of_the_sentence() -> None:
    rows = duties(
        "Trước ngày 25 hằng tháng, Sở Y tế rút dự toán tại Kho bạc Nhà nước; đồng thời chuyển danh sách chi trả."
    )
    assert [[d.rule for d in r.deadlines] for r in rows] == [["FREQ=MONTHLY;BYMONTHDAY=25"]] * 2


def test_a_period_said_by_its_day_too_is_one_deadline() -> None:
    (row,) = duties("Hằng tháng, Sở Y tế báo cáo Ủy ban nhân dân tỉnh trước ngày 20 hằng tháng.")
    assert [d.rule for d in row.deadlines] == ["FREQ=MONTHLY;BYMONTHDAY=20"]


def test_the_title_of_a_cited_document_is_no_duty() -> None:
    assert not duties(
        "Mức chi theo Thông tư số 12/2015/TTLT ngày 10 tháng 3 năm 2015 của Bộ Tài chính, Bộ Y tế hướng dẫn thu viện phí."
    )


def test_each_row_of_a_table_is_a_duty() -> None:
    rows = obligations(
        document(
            "KẾ HOẠCH\n\nThử\n\nI. PHÂN CÔNG\n\n"
            "TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời hạn\n"
            "1 | Rà soát hộ nghèo | Sở Y tế | Sở Nội vụ; UBND các xã, phường | Trước 31/3/2027\n"
            "2 | Tổng kết | Sở Nội vụ |  | Quý II/2027\n\nII. KINH PHÍ\n\nTheo quy định."
        ),
        AGENCIES,
    )
    assert [(r.bodies[0].name, [b.name for b in r.partners], r.deadlines[0].rule) for r in rows] == [
        ("Sở Y tế", ["Sở Nội vụ", "UBND cấp xã"], "2027-03-31"),
        ("Sở Nội vụ", [], "2027-06-30"),
    ]


@given(
    st.lists(
        st.sampled_from(
            ["Sở Y tế", "báo cáo", "UBND tỉnh", "trước ngày 30/6", ";", ".", "và", "(", ")", "|", "các", "\n"]
        ),
        max_size=25,
    )
)
def test_any_text_is_read_and_every_quote_is_its_own_words(words: list[str]) -> None:
    text = document("KẾ HOẠCH\n\nThử\n\nI. VIỆC\n\n1. " + " ".join(words))
    for row in obligations(text, AGENCIES):
        assert text.text[row.start : row.end] == row.quote
        assert row.bodies and row.quote.strip()


def test_no_rule_names_the_plan() -> None:
    folder = Path(corpus.__file__).parent
    readers = [
        "obligations",
        "duty_words",
        "duty_subjects",
        "duty_tables",
        "actors",
        "targets",
        "levels",
        "deadlines",
    ]
    words = " ".join((folder / f"{name}.py").read_text(encoding="utf-8") for name in readers)
    words += (folder / "duties.toml").read_text(encoding="utf-8") + (folder / "groups.toml").read_text(
        encoding="utf-8"
    )
    assert not re.search(r"đắk nông|dak-nong|33-CTr|1983/QĐ|92-KL", words, re.IGNORECASE)


@pytest.mark.parametrize("words", ["Sở Y tế, ", "các đơn vị ", "Sở Y tế căn cứ chủ trì ", "(", "trước ngày 30/6, "])
def test_a_sentence_without_end_is_read_as_far_as_a_duty_can_reach(words: str) -> None:
    assert len(duties("Sở Y tế " + words * 1500)) <= 1
