"""Who and where: auth, conversations, users, bots, the team, views, status lines."""

from __future__ import annotations

from collections.abc import Iterable

from bot.sandbox.blocks import check_view
from bot.sandbox.call import Call, Method
from bot.sandbox.model import TEAM, Channel, Json, SlackError

TEAM_NAME = "Sandbox"


def auth_test(call: Call) -> Json:
    bot = call.workspace.bot
    return {
        "url": f"{call.workspace.url}/", "team": TEAM_NAME, "user": bot.person.name,
        "team_id": TEAM, "user_id": bot.user, "bot_id": bot.bot, "is_enterprise_install": False,
    }  # fmt: skip


def open_connection(call: Call) -> Json:
    home = call.workspace.url.replace("http://", "ws://")
    ticket = call.delivery.new_ticket()
    return {"url": f"{home}/link/?ticket={ticket}&app_id={call.workspace.bot.app}"}


def replies(call: Call) -> Json:
    """The root comes first, whatever the range is, and does not count towards the limit."""
    channel, ts = call.channel, call.needed("ts")
    if ts not in channel.messages:
        raise SlackError("thread_not_found")
    root, *rest = channel.replies(ts) or [channel.messages[ts]]
    page = _page(call, channel, list(_in_range(call, rest)), default=1000)
    first = [] if call.text("cursor") else _shown(call, channel, [root])
    return {**page, "messages": first + page["messages"]}


def history(call: Call) -> Json:
    channel = call.channel
    tops = [m for m in channel.messages.values() if _is_top(m)]
    return _page(call, channel, list(reversed(list(_in_range(call, tops)))), default=100)


def _is_top(message: Json) -> bool:
    thread = message.get("thread_ts", message["ts"])
    return thread == message["ts"] or message.get("subtype") == "thread_broadcast"


def _in_range(call: Call, messages: Iterable[Json]) -> Iterable[Json]:
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9" * 12
    try:
        low, high = float(oldest), float(latest)
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    edges = {oldest, latest} if call.flag("inclusive") else set()
    for message in messages:
        if low < float(message["ts"]) < high or message["ts"] in edges:
            yield message


def _page(call: Call, channel: Channel, found: list[Json], default: int) -> Json:
    limit, cursor = call.number("limit", default), call.text("cursor")
    if not 1 <= limit <= 1000:
        raise SlackError("invalid_limit")
    order = [m["ts"] for m in found]
    if cursor and cursor not in order:
        raise SlackError("invalid_cursor")
    start = order.index(cursor) if cursor else 0
    rest = order[start + limit :]
    shown = _shown(call, channel, found[start : start + limit])
    cursor_next = {"response_metadata": {"next_cursor": rest[0]}} if rest else {}
    return {"messages": shown, "has_more": bool(rest), **cursor_next}


def _shown(call: Call, channel: Channel, found: list[Json]) -> list[Json]:
    hidden = () if call.flag("include_all_metadata") else ("metadata",)
    shown = [call.workspace.show(channel, message) for message in found]
    return [{k: v for k, v in message.items() if k not in hidden} for message in shown]


def channel_info(call: Call) -> Json:
    return {"channel": call.workspace.show_channel(call.channel)}


def channel_list(call: Call) -> Json:
    kinds = (call.text("types") or "public_channel").split(",")
    names = {"channel": "public_channel", "im": "im"}
    found = [c for c in call.workspace.channels.values() if names[c.kind] in kinds]
    shown = [call.workspace.show_channel(channel) for channel in found]
    return {"channels": shown, "response_metadata": {"next_cursor": ""}}


def open_direct(call: Call) -> Json:
    """A direct message with one person."""
    channel = call.workspace.direct(call.needed("users").partition(",")[0])
    return {"channel": {"id": channel.id}}


def members(call: Call) -> Json:
    known = [*call.workspace.people] if not call.channel.person else [call.channel.person, call.me]
    return {"members": known, "response_metadata": {"next_cursor": ""}}


def user_info(call: Call) -> Json:
    return {"user": call.workspace.show_person(call.needed("user"))}


def user_list(call: Call) -> Json:
    people = [call.workspace.show_person(who) for who in call.workspace.people]
    return {"members": people, "cache_ts": 0, "response_metadata": {"next_cursor": ""}}


def bot_info(call: Call) -> Json:
    if call.text("bot") not in ("", call.workspace.bot.bot):
        raise SlackError("bot_not_found")
    return {"bot": call.workspace.bot.profile}


def team_info(call: Call) -> Json:
    team = {"id": TEAM, "name": TEAM_NAME, "domain": "sandbox", "email_domain": ""}
    return {"team": {**team, "url": f"{call.workspace.url}/", "icon": {"image_default": True}}}


def open_view(call: Call) -> Json:
    view = check_view(call.json("view", "invalid_view"), "modal", call.workspace, call.faults)
    person = call.interactivity.exchange(call.needed("trigger_id"))
    return {"view": call.interactivity.keep_view(view, shown_to=person)}


def update_view(call: Call) -> Json:
    known = call.interactivity.views.get(call.text("view_id"))
    if known is None:
        raise SlackError("not_found")
    if call.text("hash") not in ("", known["hash"]):
        raise SlackError("hash_conflict")
    view = check_view(call.json("view", "invalid_view"), "modal", call.workspace, call.faults)
    return {"view": call.interactivity.keep_view(view, id=known["id"], shown_to=known["shown_to"])}


def publish_view(call: Call) -> Json:
    person = call.workspace.person(call.needed("user_id")).id
    view = check_view(call.json("view", "invalid_view"), "home", call.workspace, call.faults)
    call.interactivity.homes[person] = call.interactivity.keep_view(view)
    call.workspace.changed(call.workspace.direct(person).id)
    return {"view": call.interactivity.homes[person]}


def set_status(call: Call) -> Json:
    """What the app says it is doing in a thread; "" takes it back."""
    channel = call.workspace.channel(call.needed("channel_id"))
    call.workspace.message(channel, call.needed("thread_ts"))
    channel.thinking[call.text("thread_ts")] = call.text("status")
    call.workspace.changed(channel.id)
    return {}


METHODS: dict[str, Method] = {
    "api.test": lambda call: {"args": call.arguments},
    "auth.test": auth_test,
    "apps.connections.open": open_connection,
    "assistant.threads.setStatus": set_status,
    "bots.info": bot_info,
    "conversations.history": history,
    "conversations.info": channel_info,
    "conversations.join": channel_info,
    "conversations.list": channel_list,
    "conversations.members": members,
    "conversations.open": open_direct,
    "conversations.replies": replies,
    "team.info": team_info,
    "users.info": user_info,
    "users.list": user_list,
    "views.open": open_view,
    "views.publish": publish_view,
    "views.update": update_view,
}
