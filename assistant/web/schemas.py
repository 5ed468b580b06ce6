"""The shapes of the API: what it takes and what it gives. Descriptions are shown in its documentation."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Role = Literal["user", "assistant"]
# At least one letter or figure.
_SAID = r"[0-9A-Za-zÀ-ỹ]"
QUESTION_LIMIT = 2000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written(value: object) -> object:
    """A day is written out; figures would be read as seconds since 1970."""
    if value is not None and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("not a day")
    return value


Day = Annotated[date, BeforeValidator(_written)]
Question = Annotated[
    str,
    Field(
        min_length=1,
        max_length=QUESTION_LIMIT,
        pattern=_SAID,
        description="Câu hỏi tiếng Việt, có dấu hoặc không dấu",
        examples=["Cơ quan nào giữ vai trò thường trực?"],
    ),
]


class Ask(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: Question
    as_of: Day | None = Field(None, description="Thời điểm hỏi, YYYY-MM-DD; bỏ trống là hôm nay")
    history: list[tuple[Role, Annotated[str, Field(max_length=20_000)]]] = Field(
        default_factory=list, max_length=100, description="Các lượt hỏi đáp trước, theo thứ tự"
    )
    id: str = Field("", max_length=200, description="Mã câu hỏi, được trả lại nguyên vẹn")


class ClaimOut(BaseModel):
    text: str
    citations: list[int]
    working: str | None = Field(None, description="Phép tính, khi ý được tính ra")


class CitationOut(BaseModel):
    id: int
    document: str
    number: str
    anchor: str
    label: str
    quote: str = Field(description="Đúng bằng text[start:end] của văn bản")
    start: int
    end: int
    page: int | None
    text_level: Literal["full", "digest", "none"]


class NoticeOut(BaseModel):
    kind: str
    text: str
    date: str | None = None


class AnswerOut(BaseModel):
    """Câu trả lời."""

    id: str
    question: str
    as_of: str
    status: Literal["answered", "refused", "clarify"]
    answer: str = Field(description="Markdown; [1] trỏ tới citations")
    claims: list[ClaimOut]
    citations: list[CitationOut]
    notices: list[NoticeOut]
    suggestions: list[str]
    mode: Literal["extractive", "llm"]
    confidence: float
    elapsed_ms: int


class HitOut(BaseModel):
    anchor: str
    document: str
    label: str
    score: float
    text: str


class Hits(BaseModel):
    query: str
    hits: list[HitOut]


class DocumentOut(BaseModel):
    id: str
    number: str
    kind: str
    title: str
    short: str
    issuer: str
    date: str
    in_force: str
    level: Literal["full", "digest", "none"]
    state: str = Field(description="Hiệu lực hôm nay: in-force, amended, ended, period-over, not-yet, unknown")
    added: bool
    provisions: int


class Documents(BaseModel):
    documents: list[DocumentOut]


class ProvisionRow(BaseModel):
    anchor: str
    label: str
    heading: str
    start: int
    end: int
    page: int | None


class DocumentWhole(DocumentOut):
    """Một văn bản với toàn bộ chữ và cấu trúc."""

    said: str
    text: str
    structure: list[ProvisionRow]


class ReferenceOut(BaseModel):
    text: str
    start: int
    end: int
    anchor: str = Field(description="Nơi được dẫn tới; trống nếu văn bản không có trong danh mục")


class ProvisionOut(ProvisionRow):
    document: str
    trail: list[str]
    text: str
    text_level: Literal["full", "digest", "none"]
    references: list[ReferenceOut]


class RegisterOut(BaseModel):
    """Các dòng của sổ, hình dạng theo loại."""

    kind: Literal["obligations", "targets", "levels"]
    rows: list[dict[str, Any]]


class Feedback(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rating: Literal["up", "down"]
    question: str = Field(min_length=1, max_length=QUESTION_LIMIT)
    answer: str = Field("", max_length=20_000)
    as_of: Day | None = None
    comment: str = Field("", max_length=2000)


class FeedbackOut(BaseModel):
    id: str


class Health(BaseModel):
    ready: bool
    reason: str = Field("", description="Vì sao chưa sẵn sàng")
    version: str = ""
    documents: int = 0
    clauses: int = 0
    model: str = ""
    rebuilding: bool = False
