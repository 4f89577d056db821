"""What the words for a thing to add tell of it: how it takes its place, its size and its shape."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple


class Stance(Enum):
    """How a thing takes its place."""

    STANDS = "stands"  # on a surface, and in front of it
    WORN = "worn"  # on a head
    SEEN_THROUGH = "seen through"  # before the eyes
    PRINTED = "printed"  # within a surface
    FLIES = "flies"  # within a space
    RISES = "rises"  # above a thing
    LIES = "lies"  # at the foot of a thing
    FILLS = "fills"  # all of where it is


class Size(NamedTuple):
    """`height` in centimetres, as usual; `aspect` is width by height as a photograph shows it."""

    height: float
    aspect: float
    stance: Stance = Stance.STANDS


USUAL = Size(20, 0.9)
"""Of what nobody told us the size."""

_STANDING: dict[str, tuple[float, float]] = {
    "wine glass": (21, 0.42), "coffee cup": (10, 1.15), "cup": (10, 1.15), "mug": (10, 1.15),
    "espresso": (7, 1.3), "coffee": (10, 1.15), "tea": (10, 1.15), "teapot": (15, 1.4),
    "glass": (14, 0.6), "cocktail": (16, 0.65), "drink": (14, 0.6), "can": (12, 0.55),
    "bottle": (27, 0.34), "jar": (14, 0.75), "tube": (15, 0.35), "lipstick": (8, 0.35),
    "perfume": (12, 0.7), "jug": (22, 0.85), "vase": (28, 0.55), "bowl": (8, 2.1),
    "plate": (5, 2.9), "candle": (13, 0.55), "book": (22, 0.75), "books": (14, 1.6),
    "notebook": (20, 0.8), "flower": (35, 0.6), "flowers": (32, 0.8), "rose": (35, 0.45),
    "bouquet": (35, 0.85), "plant": (42, 0.75), "cactus": (25, 0.6), "leaf": (10, 1.2),
    "leaves": (10, 1.8), "lamp": (45, 0.6), "lantern": (30, 0.6), "laptop": (24, 1.4),
    "phone": (15, 0.5), "tablet": (24, 0.75), "camera": (11, 1.35), "headphones": (20, 0.95),
    "watch": (6, 1.2), "ring": (3, 1.0), "clock": (25, 1.0), "gift": (20, 1.05),
    "present": (20, 1.05), "box": (20, 1.15), "bag": (32, 0.95), "handbag": (26, 1.2),
    "basket": (24, 1.3), "backpack": (45, 0.75), "suitcase": (60, 0.7), "shoe": (12, 2.1),
    "shoes": (12, 2.2), "sneaker": (12, 2.1), "sneakers": (12, 2.2), "ball": (22, 1.0),
    "cake": (13, 1.5), "cupcake": (9, 0.95), "croissant": (7, 1.9), "bread": (10, 1.8),
    "cookie": (4, 1.8), "cookies": (6, 2.0), "burger": (10, 1.3), "pizza": (5, 3.0),
    "apple": (8, 1.0), "apples": (10, 1.8), "orange": (8, 1.0), "lemon": (7, 1.2),
    "lemons": (8, 1.9), "banana": (8, 1.8), "bananas": (12, 1.6), "strawberry": (4, 1.0),
    "strawberries": (6, 1.9), "fruit": (12, 1.7), "pumpkin": (25, 1.15), "teddy": (30, 0.8),
    "toy": (18, 1.0), "cat": (32, 1.05), "kitten": (18, 1.05), "dog": (50, 1.05),
    "puppy": (28, 1.05), "rabbit": (25, 0.9), "horse": (165, 1.3), "person": (170, 0.4),
    "man": (178, 0.4), "woman": (167, 0.38), "girl": (140, 0.4), "boy": (140, 0.4),
    "child": (115, 0.42), "baby": (65, 0.7), "people": (170, 0.9), "model": (172, 0.38),
    "chair": (88, 0.65), "stool": (60, 0.65), "bench": (85, 1.8), "table": (75, 1.6),
    "sofa": (85, 2.2), "bicycle": (105, 1.65), "bike": (105, 1.65), "motorbike": (110, 1.7),
    "car": (150, 2.4), "truck": (220, 2.2), "bus": (300, 2.6), "boat": (200, 2.2),
    "tent": (130, 1.5), "tree": (450, 0.75), "bush": (110, 1.2), "house": (600, 1.3),
    "umbrella": (95, 1.05), "sign": (60, 1.0), "fence": (110, 2.6), "rock": (40, 1.4),
    "stone": (20, 1.4), "mirror": (60, 0.75), "pillow": (40, 1.25), "towel": (30, 1.3),
    "snowman": (150, 0.65), "pedestal": (30, 1.3), "podium": (25, 1.8), "statue": (150, 0.45),
}  # fmt: skip
_OTHERS: dict[Stance, dict[str, tuple[float, float]]] = {
    Stance.WORN: {
        "hat": (18, 1.55), "sun hat": (16, 2.1), "straw hat": (16, 2.1), "cowboy hat": (18, 2.1),
        "cap": (16, 1.45), "beanie": (18, 1.2), "helmet": (26, 1.1), "crown": (14, 1.6),
        "tiara": (8, 2.2), "headband": (6, 2.6), "wig": (30, 1.0), "halo": (7, 2.6),
        "party hat": (22, 0.8), "santa hat": (26, 1.3), "bow": (8, 1.8), "headset": (20, 1.1),
    },
    Stance.SEEN_THROUGH: {
        "glasses": (5, 2.9), "sunglasses": (5.5, 2.7), "shades": (5.5, 2.7), "goggles": (8, 2.0),
        "eyepatch": (5, 2.0), "eye patch": (5, 2.0),
    },
    Stance.PRINTED: {
        "logo": (10, 1.6), "emblem": (10, 1.0), "badge": (8, 1.0), "sticker": (8, 1.0),
        "label": (10, 1.4), "tag": (6, 1.4), "text": (6, 3.6), "headline": (8, 4.2),
        "slogan": (6, 4.2), "title": (8, 4.2), "word": (6, 3.0), "words": (6, 3.6),
        "price": (6, 2.2), "button": (5, 3.0), "watermark": (8, 2.4), "print": (14, 1.1),
        "pattern": (14, 1.1), "stripe": (5, 4.0), "stripes": (14, 1.2), "tattoo": (10, 1.0),
        "star": (8, 1.0), "heart": (8, 1.1), "flag": (10, 1.5), "qr code": (8, 1.0),
        "painting": (50, 1.3), "picture": (50, 1.3), "poster": (60, 0.7), "window": (110, 0.9),
    },
    Stance.FLIES: {
        "bird": (22, 1.6), "birds": (30, 2.4), "seagull": (30, 2.2), "eagle": (50, 2.2),
        "butterfly": (8, 1.2), "butterflies": (14, 1.8), "bee": (2, 1.4), "plane": (60, 2.8),
        "airplane": (60, 2.8), "aeroplane": (60, 2.8), "jet": (60, 2.8), "helicopter": (60, 2.0),
        "drone": (15, 2.2), "kite": (50, 0.9), "balloon": (40, 0.7), "balloons": (60, 1.0),
        "hot air balloon": (90, 0.8), "cloud": (50, 2.4), "clouds": (60, 3.0), "moon": (30, 1.0),
        "sun": (30, 1.0), "rainbow": (90, 2.4), "rocket": (80, 0.4), "ufo": (30, 2.6),
        "firework": (70, 1.1), "fireworks": (80, 1.4), "lightning": (120, 0.5),
    },
    Stance.RISES: {"steam": (14, 0.6), "smoke": (25, 0.7), "vapour": (14, 0.6), "flame": (10, 0.6)},
    Stance.LIES: {
        "shadow": (4, 3.2), "reflection": (12, 1.0), "puddle": (5, 4.0), "rug": (10, 3.6),
        "carpet": (10, 3.6), "coaster": (2, 4.0), "petals": (6, 3.2), "crumbs": (3, 3.6),
    },
    Stance.FILLS: dict.fromkeys(
        ("mountain", "mountains", "rain", "snow", "fog", "mist", "haze", "trees", "forest",
         "skyline", "city", "hills", "sunset", "sunrise", "stars", "texture", "gradient",
         "confetti", "bokeh", "sparkles", "sea", "ocean", "waves", "grass", "light", "lights",
         "sunlight", "glow"), (100, 1.0)),
}  # fmt: skip
SIZES = {name: Size(*size) for name, size in _STANDING.items()} | {
    name: Size(*size, stance) for stance, group in _OTHERS.items() for name, size in group.items()
}
_SUPPORTS = re.compile(
    "surface|table|tabletop|desk|counter|countertop|shelf|bench|floor|ground|grass|lawn|sand|beach"
    "|road|street|pavement|path|snow|rocks?|stone|log|board|plate|tray|saucer|bed|sofa|couch|chair"
    "|stool|windowsill|sill|podium|pedestal|stage|roof|wall|fence|water|lake|sea|background|deck"
    "|foreground|backdrop|field|meadow|carpet|rug|blanket|cloth|platform|steps|stairs"
)
_CONTAINERS = re.compile(
    "vase|cup|mug|glass|bowl|basket|pot|jar|bucket|bag|box|can|pan|planter|teacup|goblet"
)
_ALIVE = re.compile(
    "subject|product|person|people|man|woman|girl|boy|child|baby|model|lady|guy|face|cat|dog|bird"
    "|horse|animal|puppy|kitten|owl|parrot|lemur|astronaut|friends?|team"
)
_SCALES = {
    "tiny": 0.5, "little": 0.7, "small": 0.7, "mini": 0.6, "big": 1.35, "large": 1.35,
    "tall": 1.25, "huge": 1.8, "giant": 2.0, "oversized": 1.6,
}  # fmt: skip
_OF = re.compile(r"\b(?:of|with|in|on|from|for|saying|that|which|and)\b")


def read(what: str) -> Size:
    """The size of what the words name, as large as they say; that of a thing of no known name is
    `USUAL`.

    The last noun before "of" and its kin counts: a cup of coffee is a cup.
    """
    words = _words(what)
    size = _known(words) or USUAL
    scale = next((_SCALES[word] for word in words if word in _SCALES), 1.0)
    return size._replace(height=size.height * scale)


def is_known(noun: str) -> bool:
    return _known(_words(noun)) is not None


def is_support(noun: str) -> bool:
    """Whether things stand on it."""
    return bool(_SUPPORTS.fullmatch(_last(noun)))


def is_container(noun: str) -> bool:
    """Whether things stand in it and look out at its rim."""
    return bool(_CONTAINERS.fullmatch(_last(noun)))


def is_alive(noun: str) -> bool:
    """Whether what is added to it comes beside it."""
    return bool(_ALIVE.fullmatch(_last(noun)))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", _OF.split(text.lower(), maxsplit=1)[0])


def _last(noun: str) -> str:
    words = _words(noun)
    return words[-1] if words else ""


def _known(words: list[str]) -> Size | None:
    """By the longest name that the words end in, or failing that, hold."""
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - 3), end):
            name = " ".join(words[start:end])
            found = SIZES.get(name) or SIZES.get(name.removesuffix("s"))
            if found:
                return found
    return None
