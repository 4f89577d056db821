"""`reshoot models`: the weights by name, in words and as JSON, with a bar while they come."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from inference import models
from inference.models import Finding, Model, Progress, State

Row = dict[str, Any]


def listed() -> list[Row]:
    """Every model, with where it lies ("" if it doesn't)."""
    return [_row(model, models.find(name)) for name, model in models.catalogue().items()]


def list_in_words(rows: Sequence[Row]) -> str:
    """Two lines a model, and where they all lie."""
    width = max(len(row["name"]) for row in rows)
    lines = [f"{_state(row):<8}  {row['name']:<{width}}  {_terms(row)}" for row in rows]
    gives = [f"{'':<8}  {'':<{width}}  {row['gives']}" for row in rows]
    pairs = [line for pair in zip(lines, gives, strict=True) for line in pair]
    return "\n".join([*pairs, f"\nfolder: {models.folder()}"])


def pull(names: Sequence[str], machine: bool, noncommercial: bool) -> list[Row]:
    """Get models one after the other; what was fetched, and where each lies."""
    with _telling(machine) as progress:
        done = [models.pull(name, progress, noncommercial) for name in names]
    return [
        {"name": each.name, "folder": str(each.place), "fetched": list(each.fetched)}
        for each in done
    ]


def pull_in_words(rows: Sequence[Row]) -> str:
    return "\n".join(
        f"{row['name']} {'is here' if row['fetched'] else 'was here already'}: {row['folder']}"
        for row in rows
    )


def verify(names: Sequence[str]) -> list[Finding]:
    """Read the named models' files, or those of every model that is here at least in part."""
    chosen = names or [name for name, model in models.catalogue().items() if _begun(model)]
    return [finding for name in chosen for finding in models.verify(name)]


def verify_rows(findings: Sequence[Finding]) -> list[Row]:
    return [
        {
            "name": each.model,
            "file": each.file,
            "state": str(each.state),
            "path": str(each.path),
            "sha256": each.sha256,
        }
        for each in findings
    ]


def verify_in_words(findings: Sequence[Finding]) -> str:
    """One line a file, and below them what to do about the bad ones."""
    if not findings:
        return f"No model is here yet: {models.folder()}"
    lines = [f"{each.state:<7}  {each.model}  {each.file}" for each in findings]
    return "\n".join([*lines, *_advice(findings)])


def is_sound(findings: Sequence[Finding]) -> bool:
    """Whether no file is wrong or missing; one without a known sum passes."""
    return all(each.state in (State.OK, State.UNKNOWN) for each in findings)


def where(name: str | None) -> Path:
    """The folder of all weights, or that of one model; ModelMissing where it isn't here."""
    return next(iter(models.need(name).values())).parent if name else models.folder()


def remove(name: str) -> list[str]:
    """Delete what a pull put there; the paths."""
    return [str(path) for path in models.remove(name)]


def remove_in_words(name: str, gone: Sequence[str]) -> str:
    """What went; and what stays, because a person put it there."""
    left = models.find(name)
    if left:
        place = next(iter(left.values())).parent
        return f"{name} in {place} was not pulled by reshoot: delete it yourself if you want to."
    return f"{name} is gone: {len(gone)} files." if gone else f"{name} was not here."


def size_in_words(size: int) -> str:
    """Bytes as people read them."""
    if not size:
        return "size unknown"
    if size >= 1e9:
        return f"{size / 1e9:.1f} GB"
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{-(-size // 1000)} kB"


def _row(model: Model, there: dict[str, Path] | None) -> Row:
    return {
        "name": model.name,
        "here": there is not None,
        "partly": not there and _begun(model),
        "folder": str(next(iter(there.values())).parent) if there else "",
        "missing": [] if there else models.missing(model),
        "size": model.size,
        "licence": model.licence,
        "commercial": model.commercial,
        "gated": model.gated,
        "home": model.hub or model.page or model.files[0].url,
        "revision": model.revision,
        "gives": model.gives,
    }


def _state(row: Row) -> str:
    if row["here"]:
        return "here"
    return "in part" if row["partly"] else "–"


def _terms(row: Row) -> str:
    """Size and licence, and what stands in the way of using it."""
    terms = [size_in_words(row["size"]), row["licence"]]
    if not row["commercial"]:
        terms.append("no commercial use")
    if row["gated"]:
        terms.append("needs HF_TOKEN")
    return " · ".join(terms)


def _begun(model: Model) -> bool:
    return len(models.missing(model)) < len(model.files)


def _advice(findings: Sequence[Finding]) -> Iterator[str]:
    for each in findings:
        if each.state is State.WRONG:
            yield (
                f"{each.path} is not the file that is meant: delete it, then "
                f"reshoot models pull {each.model}"
            )
    for name in dict.fromkeys(f.model for f in findings if f.state is State.MISSING):
        yield f"{name} is not complete: reshoot models pull {name}"


@contextmanager
def _telling(machine: bool) -> Iterator[Progress]:
    """A bar a file on a terminal; elsewhere a line a file; for machines nothing."""
    if machine:
        yield lambda *_: None
    elif sys.stderr.isatty():
        with _bars() as progress:
            yield progress
    else:
        yield _lines()


def _lines() -> Progress:
    last = ""

    def tell(what: str, _done: int, total: int) -> None:
        nonlocal last
        if what != last:
            size = f" ({size_in_words(total)})" if total else ""
            print(f"{what}{size}", file=sys.stderr, flush=True)
        last = what

    return tell


@contextmanager
def _bars() -> Iterator[Progress]:
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.DownloadColumn(),
        rich.TransferSpeedColumn(),
        rich.TimeRemainingColumn(compact=True),
    )
    with rich.Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, rich.TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total or None, completed=done)
            bars.update(tasks[what], completed=done, total=total or None)

        yield tell
