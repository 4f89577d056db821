"""Lettering in a picture: where each line of it is, and what it says.

The reading is done by RapidOCR, whose wheel brings its networks with it (PP-OCRv6: detection by
differentiable binarisation, Liao et al. 2020). A line's region is its strokes and a little around
them, not its whole box, so that what is behind the letters stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference.errors import ModelMissing, NotFound
from inference.nouns import Alpha, Answer, Box, Pixels
from inference.segmenters.lately import Lately
from inference.segmenters.view import Bools, Floats, shrunk

_PIXELS = 2_000_000  # it is read at so many at most: smaller print is not read
_READ = 0.75  # a line read with less certainty is a pattern that looks like letters
_LETTERS = 2  # a single sign is more often a mark on a mug
_HARDLY, _MORE = 0.55, 4  # beside lines that are read, less certain ones of some length count too
_STROKES = (0.06, 0.7)  # shares of a line's box that its strokes take; else it is not told apart
_REACH, _JOIN = 0.12, 0.35  # how far strokes are grown and joined, in heights of the line
_NAMED = 4  # lines quoted to people
_NOUN = re.compile(
    r"\b(?:text|texts|lettering|letters|words?|writing|typography|caption|captions|copy|headline|"
    r"slogan|tagline|wordmark|inscription|price|prices)\b"
)
_FIRST = re.compile(r"texts?|lettering|letters|words?|captions?|headline|slogan|prices?")
_ARTICLE = re.compile(r"^(?:the|a|an|this|that|these|those|our|your|its|all)\s+(?:the\s+)?")
_PLACE = re.compile(
    r"\s(?:on|in|of|at|by|from|with|near|beside|behind|above|below|under|next|to|that|which|holding"
    r"|saying|says|reading|reads)\s"
)
_HEADLINE = frozenset({"headline", "slogan", "tagline"})
_PRICES = frozenset({"price", "prices"})
_PRICE = re.compile(r"[$€£¥₹]\s*\d|\d\s*[$€£¥₹%]|\d[.,]\d\d\b")
_ABOUT = frozenset(
    {"all", "any", "ad", "sign", "logo", "label", "brand", "printed", "written", "overlaid", "main"}
    | {"big", "large", "small", "bold", "that", "which", "saying", "says", "reading", "reads"}
    | {"of", "on", "in", "the", "a", "line", "lines", "overlay", "every", "says:", "product", "it"}
)
_QUOTES = " \"'“”‘’«»:,.!?"


class Line(NamedTuple):
    """`box` bounds the line; `corners` (4, 2) are x, y clockwise from the first letter's top."""

    box: Box
    words: str
    confidence: float
    corners: Floats


def find(rgb: Pixels) -> list[Line]:
    """Every line that can be read, top to bottom; ModelMissing where no reader is installed."""
    height, width = rgb.shape[:2]
    longer = (_PIXELS * max(height, width) / min(height, width)) ** 0.5
    small = shrunk(rgb, round(longer))
    read = _reader()(np.ascontiguousarray(small[..., ::-1]))
    if read.txts is None:
        return []
    scale = rgb.shape[1] / small.shape[1]
    lines = [
        Line(_bounds(corners * scale, rgb.shape), words, float(score), corners * np.float32(scale))
        for corners, words, score in zip(read.boxes, read.txts, read.scores, strict=True)
    ]
    return sorted(_believed(lines), key=lambda line: (line.box.y0, line.box.x0))


def _believed(lines: list[Line]) -> list[Line]:
    """Without what only looks like letters."""

    def longer(line: Line, letters: int, score: float) -> bool:
        return line.confidence >= score and len(bare(line.words)) >= letters

    if not any(longer(line, _LETTERS, _READ) for line in lines):
        return []
    return [one for one in lines if longer(one, _LETTERS, _READ) or longer(one, _MORE, _HARDLY)]


def mask(rgb: Pixels, lines: list[Line]) -> Bools:
    """(H, W) the strokes of these lines, grown until they touch their neighbours."""
    whole = np.zeros(rgb.shape[:2], np.bool_)
    for line in lines:
        whole[line.box.slices] |= _lettering(rgb, line)
    return whole


class Text:
    """Answers "text", "headline", "price" and, by what it says, `text "SALE"`."""

    revision = "1"

    def __init__(self) -> None:
        _reader()
        self._lines = Lately(find)

    def __call__(self, rgb: Pixels, phrase: str) -> Answer:
        """(H, W) uint8 of 0 and 255; NotFound where nothing of the kind can be read."""
        return _answer(rgb, self._chosen(rgb, phrase))

    def instances(self, rgb: Pixels, phrase: str) -> list[Answer]:
        """One answer for each line, left to right; NotFound as above."""
        lines = sorted(self._chosen(rgb, phrase), key=lambda line: line.box.x0)
        return [_answer(rgb, [line]) for line in lines]

    def sees(self, rgb: Pixels) -> list[str]:
        """Phrases that would work here."""
        lines = self._lines(rgb)
        return ["text", *_quoted(lines)] if lines else []

    def explain(self, phrase: str) -> str:
        """In a sentence, how the phrase was taken."""
        asked = _asked(phrase)
        if asked is None:
            return f"I look for lettering, not for *{phrase}*."
        return f'The lettering that says "{asked.says}".' if asked.says else "The lettering."

    def _chosen(self, rgb: Pixels, phrase: str) -> list[Line]:
        asked = _asked(phrase)
        lines = self._lines(rgb) if asked else []
        chosen = _matching(lines, asked) if asked else []
        if not chosen:
            raise _unread(phrase, lines, asked is not None)
        return chosen


def is_lettering(phrase: str) -> bool:
    """Whether it is lettering that the phrase names: "sale text" and "text on the mug" do, "hand
    beside the text" does not."""
    named = _ARTICLE.sub("", _PLACE.split(phrase.lower(), maxsplit=1)[0].strip()).split()
    return bool(named) and bool(_NOUN.fullmatch(named[-1]) or _FIRST.fullmatch(named[0]))


class _Asked(NamedTuple):
    """Which lettering: `noun` as said, `says` what it must say, or ""."""

    noun: str
    says: str


def _asked(phrase: str) -> _Asked | None:
    """None if the phrase asks for no lettering."""
    low = phrase.lower()
    noun = _NOUN.search(low)
    if noun is None:
        return None
    after, before = low[noun.end() :].strip(_QUOTES), low[: noun.start()].strip(_QUOTES)
    said = " ".join(word for word in f"{before} {after}".split() if word not in _ABOUT)
    return _Asked(noun[0], said.strip(_QUOTES))


def _matching(lines: list[Line], asked: _Asked) -> list[Line]:
    if asked.says:
        wanted = _seen(asked.says)
        return [line for line in lines if wanted and wanted in _seen(line.words)]
    if asked.noun in _HEADLINE and lines:
        tallest = max(map(_height, lines))
        return [line for line in lines if _height(line) > 0.7 * tallest]
    if asked.noun in _PRICES:
        return [line for line in lines if _PRICE.search(line.words)]
    return lines


def bare(words: str) -> str:
    """Letters and digits only: how a line is spaced is hard to read."""
    return "".join(filter(str.isalnum, words.lower()))


def _seen(words: str) -> str:
    """The same with signs that look alike as one: what is garbled is read one way or the other."""
    return bare(words).translate(str.maketrans("01il58", "olllsb"))


def _height(line: Line) -> float:
    return float(np.linalg.norm(line.corners[3] - line.corners[0]))


def _lettering(rgb: Pixels, line: Line) -> Bools:
    """The line's strokes within its box, grown; all of the line where they can't be told apart."""
    import cv2

    inside = np.zeros((line.box.height, line.box.width), np.uint8)
    corners = line.corners - [line.box.x0, line.box.y0]
    cv2.fillConvexPoly(inside, np.round(corners).astype(np.int32), 1)
    inked = strokes(rgb[line.box.slices], inside > 0)
    share = inked.sum() / max(int(inside.sum()), 1)
    if not _STROKES[0] < share < _STROKES[1]:
        return inside > 0
    joined = cv2.morphologyEx(inked.astype(np.uint8), cv2.MORPH_CLOSE, _disc(_JOIN, line))
    return np.asarray((cv2.dilate(joined, _disc(_REACH, line)) & inside) > 0, np.bool_)


def strokes(rgb: Pixels, inside: Bools) -> Bools:
    """Of the two colours in a line's box, the one that hardly lies on its border."""
    import cv2

    lab = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2LAB).astype(np.float32)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 1.0)
    cv2.setRNGSeed(0)
    _, sides, _ = cv2.kmeans(lab[inside], 2, None, stop, 2, cv2.KMEANS_PP_CENTERS)
    plane = np.zeros(inside.shape, np.bool_)
    plane[inside] = sides[:, 0] == 1
    core = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    border = inside & ~core
    return np.asarray(inside & (~plane if plane[border].mean() > 0.5 else plane), np.bool_)


def _disc(share: float, line: Line) -> npt.NDArray[np.uint8]:
    import cv2

    side = 2 * max(round(share * _height(line)), 1) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _bounds(corners: Floats, shape: tuple[int, ...]) -> Box:
    """The box of the corners, widened by a tenth of its height, within the picture."""
    (x0, y0), (x1, y1) = corners.min(0), corners.max(0)
    pad = 0.1 * min(x1 - x0, y1 - y0)
    return Box(
        max(int(x0 - pad), 0), max(int(y0 - pad), 0),
        min(int(np.ceil(x1 + pad)), shape[1]), min(int(np.ceil(y1 + pad)), shape[0]),
    )  # fmt: skip


def _answer(rgb: Pixels, lines: list[Line]) -> Answer:
    alpha: Alpha = np.where(mask(rgb, lines), np.uint8(255), np.uint8(0))
    sizes = [line.box.width * line.box.height for line in lines]
    sure = float(np.average([line.confidence for line in lines], weights=sizes))
    why = f"The lettering that says {', '.join(_quotes(lines))}."
    return Answer(alpha, sure, "text", why)


def _unread(phrase: str, lines: list[Line], known: bool) -> NotFound:
    sees = ("text", *_quoted(lines)) if lines else ()
    if not known:
        return NotFound(f"I look for lettering, not for *{phrase}*.", sees)
    read = f" I can read {', '.join(_quotes(lines))}." if lines else ""
    return NotFound(f"I can read no *{phrase}* in this picture.{read}", sees)


def _quoted(lines: list[Line]) -> list[str]:
    return [f"text {quote}" for quote in _quotes(lines)]


def _quotes(lines: list[Line]) -> list[str]:
    """The largest lines' words in quotes."""
    large = sorted(lines, key=lambda line: -_height(line))[:_NAMED]
    return [f'"{line.words}"' for line in large]


@cache
def _reader() -> Any:
    """RapidOCR on one core, silent; it is loaded once for all."""
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise ModelMissing(
            "Reading lettering needs a reader. Whoever runs Reshoot: "
            'pip install "reshoot[text]", which brings its networks with it.'
        ) from error
    return RapidOCR(
        params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    )
