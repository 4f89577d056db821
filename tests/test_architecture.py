"""The floors, and where frameworks may live."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = {"handlers": 3, "bot": 2, "inference": 1}
DEEP = (
    "inference/segmenters",
    "inference/painters",
    "inference/finishers",
    "inference/bench",
    "inference/device.py",
)
HOMES: dict[str, tuple[str, ...]] = {
    "slack_sdk": ("handlers/",),
    "slack_bolt": ("handlers/",),
    "rq": ("bot/",),
    "redis": ("bot/",),
    "sqlalchemy": ("bot/",),
    "alembic": ("bot/",),
    "torch": DEEP,
    "torchvision": DEEP,
    "diffusers": DEEP,
    "transformers": DEEP,
    "segment_anything": DEEP,
    "spandrel": DEEP,
}


def modules(root: Path) -> dict[str, Path]:
    """Every module of the three floors by its dotted name."""
    files = [file for floor in FLOORS for file in (root / floor).rglob("*.py")]
    return {_dotted(file.relative_to(root)): file for file in files}


def _dotted(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def imports(file: Path, package: str) -> Iterator[str]:
    """Every name that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: -(node.level - 1) or None] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield stem
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def broken_rules(root: Path) -> list[str]:
    known = modules(root)
    graph: dict[str, set[str]] = {}
    broken = []
    for name, file in known.items():
        place = str(file.relative_to(root))
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        used = set(imports(file, package))
        graph[name] = {other for other in used if other in known and other != name}
        for other in used:
            top, mine = other.split(".")[0], name.split(".")[0]
            if FLOORS.get(top, 0) > FLOORS[mine]:
                broken.append(f"{place} imports up: {other}")
            if top in HOMES and not place.startswith(HOMES[top]):
                broken.append(f"{place} imports {top}, whose home is {HOMES[top]}")
    return broken + [f"cycle: {' > '.join(cycle)}" for cycle in cycles(graph)]


def cycles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """One path per cycle met in a depth-first walk."""
    state: dict[str, int] = {}

    def visit(name: str, path: list[str]) -> Iterator[list[str]]:
        state[name] = 1
        for other in sorted(graph[name]):
            if state.get(other) == 1:
                yield [*path[path.index(other) :], other]
            elif other not in state:
                yield from visit(other, [*path, other])
        state[name] = 2

    for name in sorted(graph):
        if name not in state:
            yield from visit(name, [name])


def test_imports_only_point_down_and_frameworks_stay_at_home() -> None:
    assert broken_rules(ROOT) == []


@pytest.mark.parametrize(
    ("place", "line", "complaint"),
    [
        ("inference/a.py", "import bot.b", "imports up"),
        ("inference/a.py", "def f():\n    from bot import b", "imports up"),
        ("bot/b.py", "from handlers import c", "imports up"),
        ("bot/b.py", "import slack_sdk", "imports slack_sdk"),
        ("inference/a.py", "import torch", "imports torch"),
        ("handlers/c.py", "from sqlalchemy import select", "imports sqlalchemy"),
        ("bot/b.py", "from . import d", "cycle"),
    ],
)
def test_a_broken_rule_is_seen(tmp_path: Path, place: str, line: str, complaint: str) -> None:
    for file in ("inference/a.py", "bot/b.py", "handlers/c.py"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("")
    (tmp_path / "bot/d.py").write_text("from bot import b")
    (tmp_path / place).write_text(line)
    assert any(complaint in rule for rule in broken_rules(tmp_path))


def test_the_sandbox_imports_nothing_of_ours() -> None:
    for file in (ROOT / "bot/sandbox").rglob("*.py"):
        package = ".".join(file.parent.relative_to(ROOT).parts)
        for name in imports(file, package):
            ours = name.split(".")[0] in FLOORS and not name.startswith("bot.sandbox")
            assert not ours, f"{file.name} imports {name}"
