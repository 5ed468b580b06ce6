# make chat: cài đặt, lập chỉ mục, mở trang hỏi đáp.  make test: toàn bộ kiểm thử.  make eval: đo độ đúng.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: chat install test lint eval clean

chat: install
	$(BIN)/assistant index
	$(BIN)/assistant serve

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e '.[dev]'
	touch $@

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
