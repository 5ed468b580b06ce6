"""Bodies: found however they are abbreviated, each of a list alone, in any province."""

import pytest

from corpus.agencies import Agencies

AGENCIES = Agencies.load()


def _ids(text: str, loose: bool = False) -> list[str]:
    return [m.body.id for m in AGENCIES.mentions(text, loose)]


def test_a_list_with_its_head_said_once_is_every_body_of_it() -> None:
    text = (
        "Các Sở, ngành, đơn vị: Lao động - Thương binh và Xã hội, Giáo dục Đào tạo, Thông tin và Truyền thông, "
        "Y tế, Xây dựng, Nông nghiệp và Phát triển nông thôn, Bảo hiểm Xã hội tỉnh căn cứ chức năng"
    )
    assert _ids(text) == [
        "so-lao-dong-thuong-binh-va-xa-hoi",
        "so-giao-duc-va-dao-tao",
        "so-thong-tin-va-truyen-thong",
        "so-y-te",
        "so-xay-dung",
        "so-nong-nghiep-va-phat-trien-nong-thon",
        "bhxh-tinh",
    ]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Sở LĐ-TB&XH", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Bộ Lao động- Thương binh và Xã hội", "bo-lao-dong-thuong-binh-va-xa-hoi"),
        ("Ủy ban nhân dân các huyện, thành phố", "ubnd-cap-huyen"),
        ("Chủ tịch Ủy ban nhân dân cấp xã", "chu-tich-ubnd-cap-xa"),
        ("Sở Văn hóa, Thể thao và Du lịch", "so-van-hoa-the-thao-va-du-lich"),
        ("UBND thành phố Hà Nội", "ubnd-cap-tinh"),
        ("Sở Biển đảo", "so-bien-dao"),
    ],
)
def test_spellings_of_one_body(text: str, body: str) -> None:
    assert _ids(text) == [body]


def test_a_named_district_is_part_of_the_district_level() -> None:
    body = AGENCIES.mentions("UBND thành phố Gia Nghĩa")[0].body
    assert (body.id, body.part_of) == ("ubnd-thanh-pho-gia-nghia", "ubnd-cap-huyen")
    wider = AGENCIES.mentions("UBND các huyện, thành phố")[0].body
    assert AGENCIES.covers(wider, body)
    assert not AGENCIES.covers(body, wider)


@pytest.mark.parametrize("text", ["số lao động được tạo việc làm", "phòng chống thiên tai", "trợ giúp xã hội"])
def test_words_that_only_look_like_a_head_are_no_body(text: str) -> None:
    assert _ids(text) == []


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("so y te bao cao khi nao", "so-y-te"),
        ("huyen nop bao cao cho ai", "ubnd-cap-huyen"),
        ("mặt trận làm gì", "mttq-tinh"),
        ("chủ tịch xã quyết định trong mấy ngày", "chu-tich-ubnd-cap-xa"),
        ("sở khcn", "so-khoa-hoc-va-cong-nghe"),
    ],
)
def test_bodies_as_people_speak_of_them(question: str, body: str) -> None:
    assert _ids(question, loose=True)[0] == body


def test_successors_by_the_day() -> None:
    old = "so-lao-dong-thuong-binh-va-xa-hoi"
    assert AGENCIES.successor(old, "2025-02-28") == []
    assert [s.to for s in AGENCIES.successor(old, "2025-03-01")] == ["Sở Nội vụ"]
