"""What people settled on for a golden and a wish, so that the next ask begins there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, select, update

from bot.store import insert_once
from bot.tables import lessons
from inference.nouns import EditPlan


@dataclass(frozen=True, slots=True)
class Lesson:
    """The region that `person` settled on; `drawing` is a blob's sha256, or ""."""

    phrase: str
    protect: tuple[str, ...]
    drawing: str
    person: str


def learn(tx: Connection, team: str, plan: EditPlan, lesson: Lesson) -> None:
    """The latest lesson counts."""
    where = {"team": team, "golden": plan.golden, "wish": _wish(plan)}
    values = {
        "phrase": lesson.phrase,
        "protect": list(lesson.protect),
        "drawing": lesson.drawing,
        "person": lesson.person,
    }
    if not insert_once(tx, lessons, **where, **values):
        same = [lessons.c[name] == value for name, value in where.items()]
        tx.execute(update(lessons).where(*same).values(**values))


def recall(tx: Connection, team: str, plan: EditPlan) -> Lesson | None:
    """What was settled before for the same golden, operation, region and protected things."""
    mine = (lessons.c.team == team) & (lessons.c.golden == plan.golden)
    row = tx.execute(select(lessons).where(mine, lessons.c.wish == _wish(plan))).first()
    return Lesson(row.phrase, tuple(row.protect), row.drawing, row.person) if row else None


def _wish(plan: EditPlan) -> str:
    wish = json.dumps([plan.operation, plan.region, sorted(plan.protect)])
    return sha256(wish.encode()).hexdigest()
