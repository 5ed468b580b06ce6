"""The one settings object: every field is an environment variable ``ASSISTANT_<NAME>``.

``assistant config`` prints them with their meaning; :func:`Settings.fingerprint` goes into every index
manifest and evaluation report.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import UsageError


class Settings(BaseSettings):
    """Settings in force. Descriptions are Vietnamese: they are shown to the person who sets them."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="ignore", frozen=True)

    data: Path = Field(Path("data"), description="Thư mục chứa mọi thứ được tạo ra hoặc thêm vào")
    shipped: bool = Field(True, description="Dùng các văn bản kèm theo sản phẩm (0: chỉ dùng văn bản tự thêm)")
    model: str = Field(
        "multilingual-e5-small",
        description="Mô hình nhúng: tên mặc định, thư mục hoặc tên trên hub của sentence-transformers",
    )
    query_prompt: str = Field("query: ", description="Tiền tố đặt trước câu hỏi khi nhúng")
    passage_prompt: str = Field("passage: ", description="Tiền tố đặt trước đoạn văn bản khi nhúng")
    bfloat16: bool = Field(True, description="Nhúng hàng loạt bằng bfloat16 khi bộ xử lý hỗ trợ")
    batch: int = Field(8, ge=1, le=512, description="Số đoạn nhúng trong một lượt")
    dense_weight: float = Field(
        0.5, ge=0, le=1, description="Trọng số của phía ngữ nghĩa khi trộn (phần còn lại cho phía từ ngữ)"
    )
    candidates: int = Field(200, ge=10, le=2000, description="Số đoạn mỗi phía đưa vào trộn")
    chroma_url: str = Field(
        "", description="Địa chỉ máy chủ Chroma, ví dụ http://127.0.0.1:8000 (để trống: tại chỗ)"
    )
    question_limit: int = Field(2000, ge=100, description="Số ký tự nhiều nhất của một câu hỏi")
    host: str = Field("127.0.0.1", description="Địa chỉ trang hỏi đáp lắng nghe")
    port: int = Field(7860, ge=1, le=65535, description="Cổng của trang hỏi đáp")

    def fingerprint(self) -> str:
        """Changes with every setting that can change an answer (not with where things are kept)."""
        apart = {"data", "host", "port", "chroma_url", "batch"}
        text = repr(sorted(self.model_dump(exclude=apart).items()))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once. Raises UsageError naming the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = ", ".join("ASSISTANT_" + str(e["loc"][0]).upper() for e in error.errors())
        raise UsageError(
            f"Thiết đặt không hợp lệ: {wrong}. Xem ý nghĩa từng thiết đặt bằng lệnh: assistant config"
        ) from error
