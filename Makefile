# make demo         everything on this machine; plays the main job, then serves until Ctrl-C
# make demo ONCE=1  the same, leaves after the approved variant was delivered
# make test         installs what the tests need, and runs them
# make lint bench   style and types; measurements
# make picture      takes the README's picture anew
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --constraint constraints.txt
TORCH := torch==2.13.0

.DEFAULT_GOAL := demo
.PHONY: demo test lint bench picture system clean

demo: $(VENV)/core.done
	@$(BIN)/reshoot demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT)) $(if $(OUT),--out $(OUT))

test: $(VENV)/test.done system
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

lint: $(VENV)/test.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/test.done
	$(BIN)/reshoot bench stages $(ARGS)

picture: $(VENV)/test.done system
	RESHOOT_PICTURES=docs $(BIN)/python -m pytest tests/test_browser.py

$(VENV)/bin/python:
	@echo "Creating $(VENV)"
	@python3 -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); ./scripts/apt.sh python3-venv && python3 -m venv $(VENV); }

$(VENV)/core.done: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing Reshoot's core (a minute or two)"
	@$(PIP) --editable .
	@touch $@

# The CPU build of torch first, on its own: a later pip run finds it there and brings no CUDA.
$(VENV)/test.done: $(VENV)/core.done
	@echo "Installing what the tests need, CPU torch first (a few minutes)"
	@$(PIP) $(TORCH)
	@$(PIP) --editable '.[gpu,tiny,text,postgres,s3,test]'
	@touch $@

# A browser and a Redis server for the tests; without them those tests say so and are skipped.
system:
	@command -v chromium >/dev/null || ./scripts/apt.sh chromium fonts-noto-color-emoji || true
	@command -v redis-server >/dev/null || command -v valkey-server >/dev/null || ./scripts/apt.sh redis-server || true

clean:
	rm -rf $(VENV) build dist *.egg-info out reshoot-out demo-out
