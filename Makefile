# make chat: cài đặt, lập chỉ mục, mở trang hỏi đáp.  make test: toàn bộ kiểm thử.  make eval: đo độ đúng.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tên tệp dấu đổi theo nội dung: đã cài rồi thì chạy lại không cần mạng.
INSTALLED := $(VENV)/.installed-$(shell cat pyproject.toml constraints.txt | cksum | cut -d' ' -f1)

.PHONY: chat install test lint eval clean

chat: install
	$(BIN)/assistant index
	$(BIN)/assistant serve

install: $(INSTALLED)

$(INSTALLED):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
		{ echo "Cần Python 3.11, 3.12 hoặc 3.13. Chỉ đường dẫn: make $(MAKECMDGOALS) PYTHON=/đường/dẫn/python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "Không tạo được môi trường ảo. Trên Debian, Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Đang cài đặt vào $(VENV) (lần đầu mất vài phút)…"
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@rm -f $(VENV)/.installed*
	@touch $@

test: install
	$(BIN)/python -m pytest

eval: install
	$(BIN)/assistant eval run

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) data build
