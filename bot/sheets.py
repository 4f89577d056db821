"""The contact sheet of a list: a row for each value, a column for each variant."""

from __future__ import annotations

import numpy as np

from bot import batches, mail, requests
from bot.batches import Cell
from bot.requests import Request, Shown
from bot.studio import Studio
from inference.nouns import Pixels
from inference.picture import decode, encode_jpeg
from inference.sheet import contact_sheet, fit_pixels

WIDEST, LARGEST = 3840, 640
"""Pixels: of the sheet, and of a picture in it."""
_EMPTY = 235  # grey of a cell whose painting failed
_BYTES = 4_000_000


def post(studio: Studio, request: str) -> None:
    """A sheet into the thread once the last value of the request's list is done; else nothing."""
    with studio.store.begin() as tx:
        found = batches.finished(tx, request)
        rows = [(cell, known, requests.variants_of(tx, known.plan.id)) for cell, known in found]
    if not any(shown for _, _, shown in rows):
        return
    lead = rows[0][1]
    sheet = studio.blobs.put(encode_jpeg(drawn(studio, rows), 88, max_bytes=_BYTES))
    payload = {"request": lead.id, "sha256": sheet, "names": [cell.name for cell, _, _ in rows]}
    with studio.store.begin() as tx:
        mail.write(tx, lead.place, "sheet", f"{lead.id}-sheet-{batches.stamp(found)}", payload)


def drawn(studio: Studio, rows: list[tuple[Cell, Request, list[Shown]]]) -> Pixels:
    """(H, W, 3) sRGB: what was painted, and grey for what was not."""
    columns = max(len(known.plan.seeds) for _, known, _ in rows)
    side = min(LARGEST, WIDEST // columns)
    labelled = [
        (f"{cell.name} · {number}", _small(studio, shown, number, side, known))
        for cell, known, shown in rows
        for number in range(1, columns + 1)
    ]
    return contact_sheet(labelled, side, columns)


def _small(studio: Studio, shown: list[Shown], number: int, side: int, request: Request) -> Pixels:
    for each in shown:
        if each.number == number:
            return fit_pixels(decode(studio.blobs.get(each.preview)).srgb(), side)
    scale = side / max(request.width, request.height)
    size = max(1, round(request.height * scale)), max(1, round(request.width * scale))
    return np.full((*size, 3), _EMPTY, np.uint8)
