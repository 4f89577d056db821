"""A picture for somebody who has none: initials on their colour, or the app's own mark."""

from __future__ import annotations

from html import escape

from bot.sandbox.model import Person

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72" width="72" height="72">'
    '<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="{light}"/>'
    '<stop offset="1" stop-color="{colour}"/></linearGradient></defs>'
    '<rect width="72" height="72" fill="url(#g)"/>{inside}</svg>'
)
_INITIALS = (
    '<text x="36" y="37" fill="#fff" font-family="Lato,Helvetica,Arial,sans-serif" font-size="29" '
    'font-weight="700" text-anchor="middle" dominant-baseline="central">{initials}</text>'
)
_MARK = (
    '<g fill="none" stroke="#fff" stroke-width="4.6" stroke-linecap="round">'
    '<path d="M24 17h-4a4 4 0 0 0-4 4v5M48 17h4a4 4 0 0 1 4 4v5M24 55h-4a4 4 0 0 1-4-4v-5'
    'M48 55h4a4 4 0 0 0 4-4v-5"/></g>'
    '<path d="M36 22l3.9 10.100L50 36l-10.100 3.900L36 50l-3.900-10.100L22 36l10.100-3.900z" '
    'fill="#ffd166"/>'
)


def avatar(person: Person) -> str:
    """An SVG, 72 px square."""
    inside = _MARK if person.is_bot else _INITIALS.format(initials=escape(person.initials))
    return _FRAME.format(light=_lighter(person.colour), colour=person.colour, inside=inside)


def _lighter(colour: str) -> str:
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{min(255, part + 38):02x}" for part in parts)
