"""The one settings object: every field is an environment variable ``ASSISTANT_<NAME>``.

``assistant config`` prints them with their meaning; :func:`Settings.fingerprint` goes into every index
manifest and evaluation report.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import UsageError

# Settings of the page and its users, which cannot change an answer.
_OF_THE_PAGE = frozenset(
    [
        "auth",
        "session_hours",
        "login_failures",
        "login_lock_minutes",
        "rate_limit",
        "upload_limit",
        "question_log",
        "asking",
        "office",
    ]
)


class Settings(BaseSettings):
    """Settings in force. Descriptions are Vietnamese: they are shown to the person who sets them."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="ignore", frozen=True)

    data: Path = Field(Path("data"), description="Thư mục chứa mọi thứ được tạo ra hoặc thêm vào")
    shipped: bool = Field(True, description="Dùng các văn bản kèm theo sản phẩm (0: chỉ dùng văn bản tự thêm)")
    model: str = Field(
        "multilingual-e5-small",
        description="Mô hình nhúng: tên mặc định, thư mục hoặc tên trên hub của sentence-transformers",
    )
    adapter: str = Field(
        "auto",
        description="Phần tinh chỉnh bộ mã hóa câu hỏi: auto là bản kèm theo của mô hình mặc định, hoặc một tệp "
        "safetensors (để trống: không dùng)",
    )
    samples: bool = Field(True, description="Tìm qua các câu hỏi mẫu kèm theo văn bản (0: chỉ theo lời văn bản)")
    query_prompt: str = Field("query: ", description="Tiền tố đặt trước câu hỏi khi nhúng")
    passage_prompt: str = Field("passage: ", description="Tiền tố đặt trước đoạn văn bản khi nhúng")
    bfloat16: bool = Field(True, description="Nhúng hàng loạt bằng bfloat16 khi bộ xử lý hỗ trợ")
    batch: int = Field(8, ge=1, le=512, description="Số đoạn nhúng trong một lượt")
    dense_weight: float = Field(
        0.5, ge=0, le=1, description="Trọng số của phía ngữ nghĩa khi trộn (phần còn lại cho phía từ ngữ)"
    )
    candidates: int = Field(100, ge=10, le=2000, description="Số đoạn mỗi phía đưa vào trộn")
    chroma_url: str = Field(
        "", description="Địa chỉ máy chủ Chroma, ví dụ http://127.0.0.1:8000 (để trống: tại chỗ)"
    )
    question_limit: int = Field(2000, ge=100, description="Số ký tự nhiều nhất của một câu hỏi")
    file_limit: int = Field(100, ge=1, description="Cỡ lớn nhất của một tệp được thêm, tính bằng MB")
    page_limit: int = Field(1000, ge=1, description="Số trang nhiều nhất của một tệp được thêm")
    llm: str = Field(
        "",
        description="Mô hình ngôn ngữ viết lại câu trả lời, ví dụ openai:TÊN hoặc ollama:TÊN (để trống: không dùng)",
    )
    llm_url: str = Field("", description="Địa chỉ máy chủ mô hình ngôn ngữ, ví dụ http://127.0.0.1:8080/v1")
    llm_key: SecretStr = Field(SecretStr(""), description="Khóa của máy chủ mô hình ngôn ngữ, nếu cần")
    llm_timeout: float = Field(30, gt=0, le=600, description="Số giây nhiều nhất chờ mô hình ngôn ngữ cho một câu")
    llm_tokens: int = Field(800, ge=16, le=8000, description="Số token nhiều nhất mô hình ngôn ngữ được viết")
    host: str = Field("127.0.0.1", description="Địa chỉ trang hỏi đáp lắng nghe")
    port: int = Field(7860, ge=1, le=65535, description="Cổng của trang hỏi đáp")
    auth: str = Field(
        "", description="Tệp người dùng; khi đặt thì phải đăng nhập mới dùng được (tạo bằng: assistant user add)"
    )
    session_hours: float = Field(8, gt=0, le=720, description="Số giờ một lần đăng nhập còn hiệu lực")
    login_failures: int = Field(5, ge=1, description="Số lần đăng nhập sai liên tiếp trước khi tạm khóa")
    login_lock_minutes: int = Field(15, ge=1, description="Số phút tạm khóa sau khi đăng nhập sai quá số lần")
    rate_limit: int = Field(60, ge=0, description="Số lượt hỏi mỗi phút của một người dùng (0: không giới hạn)")
    upload_limit: int = Field(20, ge=1, le=500, description="Cỡ lớn nhất của một tệp tải lên, MB")
    question_log: bool = Field(True, description="Ghi nhật ký câu hỏi trong thư mục dữ liệu (0: không ghi)")
    asking: int = Field(2, ge=1, le=64, description="Số câu hỏi được xử lý cùng một lúc")
    office: str = Field("", description="Tên cơ quan in ở đầu phiếu hỏi đáp xuất ra DOCX")

    def answering(self) -> dict[str, Any]:
        """The settings that can change an answer (not where things are kept)."""
        apart = {
            "data",
            "host",
            "port",
            "chroma_url",
            "batch",
            "file_limit",
            "page_limit",
            "llm_url",
            "llm_key",
            *_OF_THE_PAGE,
        }
        return self.model_dump(exclude=apart)

    def fingerprint(self) -> str:
        """Changes with every setting that can change an answer."""
        text = repr(sorted(self.answering().items()))
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
