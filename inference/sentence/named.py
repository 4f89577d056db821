"""Whether a few words name something that is seen in a picture."""

from __future__ import annotations

import re

from inference.phrases import picks
from inference.phrases.tree import Numbers
from inference.segmenters.vocabulary import sense
from inference.sentence import talk

CELL = r"[a-h] ?[1-8](?: ?(?:-|–|:|to) ?[a-h] ?[1-8])?"
"""A pattern of the cells of any grid, and of rectangles of them."""

_LONGEST = 4  # words
_SEEN = re.compile(
    r"foregrounds?|objects?|eyes|mouth|lips|teeth|beard|skin|fingers?|arms?|legs?|foot|feet|body"
    r"|heads?|logos?|labels?|letters|lettering|headline|tagline|button|badge|tag|stickers?|clouds?"
    r"|sun|sea|water|grass|trees?|sand|snow|road|street|walls?|floor|ceiling|windows?|doors?"
    r"|counter|shelf|bench|lamp|shadows?|reflections?|rim|fringe|fur|tail|ears?|paws?|whiskers"
    r"|feathers|wings?|shirt|t-shirt|tee|jacket|coat|dress|skirt|suit|trousers|pants|jeans|shoes?"
    r"|boots?|sneakers?|socks|hat|cap|helmet|scarf|glasses|sunglasses|watch|ring|necklace|earrings"
    r"|belt|bags?|plates?|box|boxes|jars?|tubes?|cans?|lid|handle|strap|camera|wheels?|rocket"
    r"|flowers?|leaf|leaves|fruit|food|packaging|foam|steam"
)
_UNSEEN = re.compile(
    r"\b(?:best|worst|same|case|point|way|ways|time|moment|end|only|others?|ones?|things?|idea|change"
    r"|changes|faith|pace|momentum|words?|tone|mood|style|vibe|look|feel|layout|lighting|message"
    r"|story|energy|promise|peace|secret|distance|doubt|questions?|reasons?|answers?|problems?"
    r"|clients?|customers?|boss|money|costs?|prices?(?! tag)|numbers?|results?|data|reports?|copy"
    r"|lot|bit|more|less|much|next|last|previous|latest|good|right|wrong|real|new|final|kind|sort"
    r"|work|job|team|designers?|meantime|future|past|day|night|week|weekend|month|year|lead"
    r"|pressure|focus|track|record|conversation|discussion|thread|chat|plan|goals?|targets?|files?"
    r"|folder|project|quality|quantity|rest|details?|info|information|context|credit|hype|dream"
    r"|party|news|facts?|fuss|hassle|rush|worries|usual|favou?rites?|crossed|tax|taxes|vat|fees?"
    r"|weekends|mondays|brands?|first|second|third|permission|help)\b"
)
_NOT_THINGS = re.compile(
    r"\b(?:to|into|onto|at|for|from|on|in|by|before|after|until|if|so|because|that|which|who|what|when"
    r"|where|why|how|you|me|us|i|we|they|he|she|it|him|them|myself|is|are|am|was|were|be|been"
    r"|being|will|would|can|could|should|shall|must|may|might|do|does|did|have|has|had|not|sure"
    r"|yet|now|here|there|today|tomorrow|later|soon|again|really|very|too|as|than|like|about|going"
    r"|posted|open|up|everything|nothing|something|anything|off|out|together|calm|quiet|mind"
    r"|please|thanks|an?|some|any|another|all|every|each|yesterday"
    r"|above|below|behind|beside|besides|beneath|under|underneath|over|near|next|around|between"
    r"|across|along|against|inside|within|through|beyond)\b"
)
_BEFORE = re.compile(
    r"^(?:(?:both|all) )?(?:the|this|that|these|those|her|his|their|its|my|our|your)\s+(?:whole )?"
)
_WHERE = re.compile(r" (?:on|to|at) the (?:far )?(?:left|right)$| in the (?:middle|back|front)$")
_ALONE = ("one", "ones", "thing", "things")  # "the left one": of those that are numbered


def phrase(text: str, sure: bool = False) -> str:
    """The phrase that the text is, without its article, or "".

    Without an article, only words for what pictures often show count, unless the words around them
    make `sure` that a picture is spoken of.
    """
    text = text.strip(" \"'“”")
    cell = re.fullmatch(rf"(?:the )?(?:cells? |squares? )?({CELL})", text)
    if cell:
        return cell_phrase(cell[1])
    bare = _BEFORE.sub("", text)
    noun = _WHERE.sub("", bare).replace(" of the ", " ")
    words = picks.taken(noun)[0].split()
    if not 0 < len(words) <= _LONGEST or not re.fullmatch(r"[a-z][a-z' -]*", noun):
        return ""
    if _NOT_THINGS.search(noun) or talk.matter(noun, "", at_home=False):
        return ""
    if _UNSEEN.search(" ".join(words)):
        return ""
    seen = _SEEN.fullmatch(words[-1]) or sense(" ".join(words))
    return bare if sure or bare != text or seen else ""


def cell_phrase(name: str) -> str:
    """ "C 3 to D4" is "cell c3-d4"."""
    return "cell " + re.sub(r"[–:]|to", "-", name.lower().replace(" ", ""))


def which(text: str) -> str:
    """Which of the numbered things: "2", "#2", "the second one", "left one" as "#2", "#left"; ""
    if it is none of them."""
    text = _BEFORE.sub("", text.strip())
    number = re.fullmatch(r"(?:(?:no|nr|number)[. ]*|# ?)?([1-9]\d?)", text)
    if number:
        return f"#{number[1]}"
    for words in (text, f"{text} one"):
        noun, pick = picks.taken(words)
        if pick and noun in _ALONE and (isinstance(pick, Numbers) or pick.count == 1):
            return picks.sign(pick)
    return ""
