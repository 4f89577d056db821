"""Five from a winner: what to test next, one variable changed each, everything else as it is.

What is proposed depends on what was found: living things keep their colour, a plain backdrop gets
no landscape's season, and nothing is proposed that the picture has already. The winner's sha256
picks among what is left, so that the same picture always gets the same five.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from inference import instruction
from inference.colours import RGB, named
from inference.matrix.nouns import Cell, Matrix, Variable
from inference.nouns import Alpha, Instruction, Operation, Pixels
from inference.oklab import to_lab
from inference.seam import delta_e
from inference.segmenters.vocabulary import sense

SEASONS = ("spring", "summer", "autumn", "winter")
OUTDOORS = ("a city street", "a sandy beach", "a forest trail", "a mountain meadow")
INDOORS = ("a kitchen", "a living room", "a café", "a library")
COLOURS = ("teal", "mustard", "terracotta", "navy", "sage", "burgundy", "coral")
PROPS = ("a potted plant", "a stack of books", "a vase of flowers", "a cup of coffee")
MOODS = ("warm, soft", "cool, soft")
_DRESSED = {
    "spring": "a plain backdrop with spring blossom",
    "summer": "a plain backdrop with the shadows of summer leaves",
    "autumn": "a plain backdrop with autumn leaves",
    "winter": "a plain backdrop with frost and fir twigs",
}
_LIVING = frozenset({"person", "cat", "dog", "bird", "horse", "cow", "sheep", "elephant", "bear",
                     "zebra", "giraffe"})  # fmt: skip
_ANOTHER = 20.0  # ΔE00 from which nobody takes one colour for the other
_PLAIN = 0.05  # deviation of lightness, 0-1, up to which a background is a backdrop
_SEEN = 0.04  # chroma from which a colour has a hue
_MUCH = 0.35  # share of the scene that makes it a season's
_WARM = 0.02  # mean b of Oklab from which a scene is warm
_PIXELS = 1 << 16  # looked at


@dataclass(frozen=True, slots=True)
class Winner:
    """What is known of a winning picture; "" and None where it isn't.

    `subject` is a phrase that finds the main thing, `scene` what the background shows, in words;
    `colour` is the subject's, `season` the one of SEASONS that it may be in already.
    """

    sha256: str
    subject: str = "subject"
    scene: str = ""
    season: str = ""
    colour: RGB | None = None
    is_plain: bool = False
    is_warm: bool = False


def study(
    rgb: Pixels, subject: Alpha, digest: str, name: str = "subject", wish: Instruction | None = None
) -> Winner:
    """Look at a winner: sRGB (H, W, 3), its subject's alpha (H, W) uint8, the sha256 of its
    file, what its subject is called, and the instruction that made it, if it came from one."""
    thing, scene = _pixels(rgb[subject > 127]), _pixels(rgb[subject == 0])
    said = wish.prompt if wish and _is_scene(wish) else ""
    red, green, blue = (int(code) for code in np.median(thing, axis=0)) if len(thing) else (0, 0, 0)
    lab = to_lab(scene) if len(scene) else np.zeros((1, 3), np.float32)
    return Winner(
        digest,
        name,
        said,
        _season_in(said) or _season_of(lab),
        (red, green, blue) if len(thing) else None,
        bool(lab[:, 0].std() < _PLAIN),
        bool(lab[:, 2].mean() > _WARM),
    )


def five(winner: Winner) -> Matrix:
    """A row for each of environment, season, colour, prop and mood, in that order."""
    proposals = (
        (Variable.ENVIRONMENT, _environment(winner)),
        (Variable.SEASON, _season(winner)),
        (Variable.COLOUR, _colour(winner)),
        (Variable.PROP, _prop(winner)),
        (Variable.MOOD, f"relight the background {MOODS[1 if winner.is_warm else 0]}"),
    )
    return Matrix.of(
        Cell(variable.value, "", instruction.read(sentence), variable)
        for variable, sentence in proposals
    )


def _environment(winner: Winner) -> str:
    """Another place, in the season that the scene's words name: its colours only hint at one."""
    place = _pick(_unlike(OUTDOORS + INDOORS, winner.scene), winner, "environment")
    season = _season_in(winner.scene) if place in OUTDOORS else ""
    when = f" in {season}" if season else ""
    return f"swap background to {place}{when}"


def _season(winner: Winner) -> str:
    """The same place in another season."""
    season = _pick(tuple(s for s in SEASONS if s != winner.season), winner, "season")
    if winner.is_plain:
        return f"swap background to {_DRESSED[season]}"
    place = _without_season(winner.scene) or "the same place"
    return f"swap background to {place} in {season}, subtle"


def _colour(winner: Winner) -> str:
    """Another colour of the thing; what lives keeps its own, so its surroundings get one."""
    colour = _pick(_far_from(winner.colour), winner, "colour")
    if not _is_living(winner.subject):
        return f"recolour {winner.subject} to {colour}"
    if winner.is_plain:
        return f"recolour background to {colour}"
    place = winner.scene or "the same place"
    return f"swap background to {place} in tones of {colour}, subtle"


def _prop(winner: Winner) -> str:
    prop = _pick(_unlike(PROPS, f"{winner.subject} {winner.scene}"), winner, "prop")
    return f"add {prop} next to the {winner.subject}"


def _pick(among: tuple[str, ...], winner: Winner, what: str) -> str:
    """The same for the same picture, without one choice telling anything about another."""
    return min(among, key=lambda one: sha256(f"{winner.sha256} {what} {one}".encode()).digest())


def _unlike(among: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Those that share no word with the text."""
    taken = set(re.findall(r"\w{3,}", text.lower()))
    return tuple(one for one in among if not taken & set(re.findall(r"\w{3,}", one))) or among


def _far_from(colour: RGB | None) -> tuple[str, ...]:
    if colour is None:
        return COLOURS
    codes = np.array([named(name) for name in COLOURS], np.uint8)
    gaps = delta_e(np.full_like(codes, colour), codes)
    return tuple(name for name, gap in zip(COLOURS, gaps, strict=True) if gap > _ANOTHER)


def _is_living(subject: str) -> bool:
    """Whether it is nothing to be painted another colour; so is a subject nobody has named."""
    found = sense(subject)
    return found is not None and (
        bool(found.role) or any(thing.name in _LIVING for thing in found.things)
    )


def _is_scene(wish: Instruction) -> bool:
    return wish.operation is Operation.REPLACE and wish.region == "background"


def _season_in(text: str) -> str:
    return next((season for season in SEASONS if season in text.lower()), "")


def _without_season(scene: str) -> str:
    """ "an autumn trail" is "a trail", "a beach in summer" a beach."""
    season = _season_in(scene)
    bare = re.sub(rf"\s+in {season}\b|\b{season}\s*", "", scene, flags=re.IGNORECASE).strip()
    return re.sub(r"^an (?=[^aeiou])", "a ", bare) if season else scene


def _season_of(lab: np.ndarray) -> str:
    """By the scene's colours: much green is summer, much rust autumn, much pale grey winter."""
    chroma, hue = np.hypot(lab[:, 1], lab[:, 2]), np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    rust = ((chroma > _SEEN) & (hue > 30) & (hue < 95)).mean()
    green = ((chroma > _SEEN) & (hue >= 105) & (hue < 160)).mean()
    pale = ((chroma < _SEEN) & (lab[:, 0] > 0.8)).mean()
    found = {"summer": green, "autumn": rust, "winter": pale}
    best = max(found, key=lambda season: found[season])
    return best if found[best] > _MUCH else ""


def _pixels(rgb: Pixels) -> Pixels:
    """(n, 3), evenly spread over what there is."""
    return rgb[:: max(1, len(rgb) // _PIXELS)]
