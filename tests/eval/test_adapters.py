"""Sets of elsewhere become passages and questions of our format, whatever their fields are called."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from eval import adapters
from eval.questions import load

RENT = "Người thuê nhà phải trả tiền thuê trước ngày mồng năm hằng tháng theo hợp đồng đã ký."
REPAIR = "Chủ nhà sửa chữa hư hỏng lớn trong vòng mười ngày kể từ khi nhận được thông báo bằng văn bản."
DEPOSIT = "Tiền đặt cọc bằng hai tháng tiền thuê và được trả lại khi hợp đồng chấm dứt."


def written(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8"
    )
    return path


def cited(made: adapters.Converted, question: int = 0) -> list[str]:
    """The words of the passages that a question rests on."""
    return [made.passages[a.removesuffix("#toan-van")]["text"] for a in made.questions[question]["cite"]]


@pytest.mark.parametrize(
    "header", ["question,context,answer", "Câu hỏi,Ngữ cảnh,Trả lời", "QUERY,passage,ground_truth"]
)
def test_a_csv_row_is_a_question_with_its_passage(tmp_path: Path, header: str) -> None:
    rows = f'{header}\nBao giờ trả tiền nhà?,"{RENT}",trước mồng năm\nAi sửa nhà?,"{REPAIR}",chủ nhà\nTrả tiền lúc nào?,"{RENT}",hằng tháng\n'
    made = adapters.read([written(tmp_path, "bo.csv", rows)])
    assert [q["expect"] for q in made.questions] == [[["trước mồng năm"]], [["chủ nhà"]], [["hằng tháng"]]]
    assert len(made.passages) == 2, "một đoạn lặp lại ở nhiều dòng chỉ là một đoạn"
    assert [cited(made, n) for n in range(3)] == [[RENT], [REPAIR], [RENT]]


def test_semicolons_a_byte_order_mark_and_quoted_line_ends_are_read(tmp_path: Path) -> None:
    rows = f'\ufeffquestion;context;answer\nBao giờ trả?;"{RENT}\nDòng hai; còn nữa.";trước mồng năm\n'
    made = adapters.read([written(tmp_path, "bo.csv", rows)])
    assert cited(made) == [f"{RENT}\nDòng hai; còn nữa."]


def test_a_list_in_a_cell_is_several_contexts(tmp_path: Path) -> None:
    cell = repr([RENT, DEPOSIT]).replace('"', '""')
    made = adapters.read(
        [written(tmp_path, "bo.csv", f'question,contexts,answer\nPhải trả những gì?,"{cell}",tiền thuê\n')]
    )
    assert cited(made) == [RENT, DEPOSIT]


def test_a_long_answer_is_a_reference_not_a_phrase_to_be_found(tmp_path: Path) -> None:
    row = f'question,context,answer\nTrả tiền thế nào?,"{RENT}","{RENT}"\n'
    question = adapters.read([written(tmp_path, "bo.csv", row)]).questions[0]
    assert question["reference"] == RENT and "expect" not in question


LAWS = [
    {"law_id": "01/2020/NQ", "articles": [{"article_id": "1", "title": "Điều 1. Tiền thuê", "text": RENT}, {"article_id": "2", "title": "", "text": REPAIR}]},
    {"law_id": "02/2020/NQ", "articles": [{"article_id": "1", "title": "Điều 1. Đặt cọc", "text": DEPOSIT}]},
]  # fmt: skip


@pytest.mark.parametrize(
    "relevant",
    [
        [{"law_id": "02/2020/NQ", "article_id": "1"}, {"law_id": "01/2020/NQ", "article_id": "2"}],
        [{"law": "02/2020/nq", "article": 1}, {"law": "01/2020/NQ", "article": [2]}],
        ["02/2020/NQ/1", "01/2020/NQ/2"],
        [{"02/2020/NQ": ["1"]}, {"01/2020/NQ": ["2"]}],
    ],
)
def test_laws_with_articles_and_relevant_articles(tmp_path: Path, relevant: list[Any]) -> None:
    laws = written(tmp_path, "laws.json", LAWS)
    asked = {"items": [{"question_id": "q1", "question": "Cọc và sửa?", "relevant_articles": relevant}]}
    made = adapters.read([laws, written(tmp_path, "questions.json", asked)])
    assert len(made.passages) == 3
    assert cited(made) == [DEPOSIT, REPAIR]
    assert made.questions[0]["id"] == "q1"


def test_other_names_for_laws_articles_and_questions(tmp_path: Path) -> None:
    laws = [
        {
            "id": 7,
            "law_id": "X",
            "content": [{"aid": 0, "content_Article": RENT}, {"aid": 1, "content_Article": REPAIR}],
        }
    ]
    asked = [{"qid": 5, "question": "Ai sửa?", "relevant_laws": [1]}]
    made = adapters.read([written(tmp_path, "corpus.json", laws), written(tmp_path, "train.json", asked)])
    assert cited(made) == [REPAIR]


def test_a_question_called_text_is_told_by_what_is_relevant_to_it(tmp_path: Path) -> None:
    flat = [{"law_id": "A", "article_id": "1", "text": RENT}, {"law_id": "B", "article_id": "1", "text": REPAIR}]
    asked = [{"question_id": "q", "text": "Ai sửa nhà?", "relevant_articles": [{"law_id": "B", "article_id": "1"}]}]
    made = adapters.read([written(tmp_path, "a.json", flat), written(tmp_path, "q.json", asked)])
    assert [q["question"] for q in made.questions] == ["Ai sửa nhà?"] and cited(made) == [REPAIR]


def test_laws_in_a_table_by_their_numbers(tmp_path: Path) -> None:
    laws = {
        "A/1": {"articles": [{"article_id": "1", "text": RENT}]},
        "B/2": {"articles": [{"article_id": "1", "text": REPAIR}]},
    }
    asked = [{"question": "Ai sửa?", "relevant_articles": [{"law_id": "B/2", "article_id": "1"}]}]
    made = adapters.read([written(tmp_path, "laws.json", laws), written(tmp_path, "q.json", asked)])
    assert cited(made) == [REPAIR]


def test_questions_nested_under_their_paragraph(tmp_path: Path) -> None:
    qas = [
        {"id": "u1", "question": "Bao giờ trả?", "answers": [{"text": "trước ngày mồng năm", "answer_start": 31}]}
    ]
    made = adapters.read(
        [written(tmp_path, "d.json", {"data": [{"title": "Nhà", "paragraphs": [{"context": RENT, "qas": qas}]}]})]
    )
    assert cited(made) == [RENT] and made.questions[0]["expect"] == [["trước ngày mồng năm"]]


@pytest.mark.parametrize(
    "contexts",
    [["chunks/sua.md"], ["sua"], [REPAIR], [{"file": "x", "id": "sua.md"}], [f"# Sửa nhà\n\n**{REPAIR[:60]}**"]],
)
def test_a_folder_of_markdown_with_contexts(tmp_path: Path, contexts: list[Any]) -> None:
    written(tmp_path, "chunks/thue.md", f"# Tiền thuê\n\n{RENT}\n")
    written(tmp_path, "chunks/sua.md", f"---\nsource: x\n---\n# Sửa nhà\n\n{REPAIR}\n")
    written(tmp_path, "qa.jsonl", json.dumps({"question": "Ai sửa?", "contexts": contexts, "answer": "chủ nhà"}))
    made = adapters.read([tmp_path])
    assert len(made.passages) == 2
    assert [p["title"] for p in made.passages.values()] == ["Sửa nhà", "Tiền thuê"]
    assert made.questions[0]["cite"] == ["chunks/sua#toan-van"]


def test_what_was_not_understood_is_said(tmp_path: Path) -> None:
    asked = [
        {
            "question": "Ai sửa?",
            "relevant_articles": [{"law_id": "Z", "article_id": "9"}],
            "answer": "chủ nhà",
            "difficulty": 3,
        },
        {"question": "Còn gì nữa?"},
    ]
    made = adapters.read([written(tmp_path, "laws.json", LAWS), written(tmp_path, "q.json", asked)])
    notes = "\n".join(made.notes)
    assert "không tìm thấy trong các đoạn" in notes and "difficulty" in notes
    assert "không có căn cứ lẫn câu trả lời" in notes and len(made.questions) == 1


def test_a_set_without_questions_or_passages_is_refused_with_its_fields(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="colour"):
        adapters.read([written(tmp_path, "x.csv", "colour,shape\nđỏ,tròn\n")])
    with pytest.raises(UsageError, match="câu hỏi"):
        adapters.read([written(tmp_path, "laws.json", LAWS)])


@pytest.mark.parametrize("name, content", [("x.json", "{"), ("x.xlsx", "…"), ("x.jsonl", '{"a": 1}\n{')])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(UsageError, match=r"x\."):
        adapters.read([written(tmp_path, name, content)])


def test_what_is_written_is_a_set_of_our_own(tmp_path: Path) -> None:
    asked = [
        {"id": "a", "question": "Ai sửa?", "relevant_articles": [{"law_id": "01/2020/NQ", "article_id": "2"}]}
    ] * 2
    made = adapters.read([written(tmp_path, "laws.json", LAWS), written(tmp_path, "q.json", asked)])
    passages, questions = adapters.write(made, tmp_path / "out", date(2026, 1, 2))
    rows = load([questions])
    assert [r.id for r in rows] == ["a", "a-2"] and rows[0].as_of == date(2026, 1, 2)
    held = [json.loads(line)["id"] for line in passages.read_text(encoding="utf-8").splitlines()]
    assert rows[0].cite == (f"{held[1]}#toan-van",)
    assert all(len(i) <= 200 for i in held)
