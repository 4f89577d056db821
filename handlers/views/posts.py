"""Any post of the desk as a Slack message."""

from __future__ import annotations

from bot.chat import Asset, Attachment, Note, Overlay, Post, Status, VariantCard
from handlers.views.blocks import View, section, view
from handlers.views.overlay import overlay_companion, overlay_view, overlay_words
from handlers.views.status import status_view
from handlers.views.variant import companion_view, variant_view, words


def view_of(post: Post, file: str = "") -> View:
    """`file` is the id of the post's picture where the message is to show it."""
    if isinstance(post, Status):
        return status_view(post)
    if isinstance(post, VariantCard):
        return variant_view(post, file)
    if isinstance(post, Overlay):
        return overlay_view(post, file)
    said = said_of(post)
    return view(said, [section(said)])


def companion_of(post: Post) -> View | None:
    """What must stand under a picture that was shared with its words; None if nothing."""
    if isinstance(post, VariantCard):
        return companion_view(post)
    return overlay_companion(post) if isinstance(post, Overlay) else None


def said_of(post: Post) -> str:
    """The post's words, as they go with a file."""
    if isinstance(post, VariantCard):
        return words(post)
    if isinstance(post, Overlay):
        return overlay_words(post)
    if isinstance(post, Note):
        return post.text
    return "" if isinstance(post, Status) else post.words


def file_of(post: Post) -> Attachment | None:
    """The file that belongs to this post."""
    if isinstance(post, Asset):
        return post.file
    return post.picture if isinstance(post, (VariantCard, Overlay)) else None
