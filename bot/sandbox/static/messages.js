// One message, as it looks in a channel and in a thread.
import { el, icon } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { renderFile } from "./files.js";
import { emojiNode, isJumbo, mrkdwn } from "./mrkdwn.js";
import { openPicker } from "./picker.js";

const QUICK = ["white_check_mark", "x", "eyes"];
const CLOSE = 300; // seconds within which the same person's messages are one group

export function entries(messages, world, acts, inThread) {
  const found = [];
  let before = null;
  for (const message of messages) {
    const day = dayOf(message.ts);
    if (!inThread && (!before || dayOf(before.ts) !== day)) found.push({ key: `day ${day}`, mark: day, make: () => el("div", { class: "day" }, el("span", {}, day)) });
    const root = inThread && message === messages[0];
    const follows = !!before && before.user === message.user && !before.reply_count && Number(message.ts) - Number(before.ts) < CLOSE
      && dayOf(before.ts) === day && !(inThread && before === messages[0]) && !message.is_ephemeral;
    found.push({
      key: message.ts, mark: `${world.me}${follows}${inThread}${JSON.stringify(message)}`,
      make: () => renderMessage(message, { world, acts, follows, inThread, root }),
    });
    if (root && messages.length > 1) {
      const words = messages.length === 2 ? "1 reply" : `${messages.length - 1} replies`;
      found.push({ key: "count", mark: words, make: () => el("div", { class: "count" }, words) });
    }
    before = message;
  }
  return found;
}

function renderMessage(message, { world, acts, follows, inThread }) {
  const person = world.people[message.user];
  const when = new Date(Number(message.ts) * 1000);
  const clock = when.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  return el("article", { class: follows ? "message follows" : "message", "aria-label": `${person.real_name}, ${clock}`, "data-ts": message.ts },
    follows ? el("span", { class: "when" }, clock.replace(/ ?[AP]M/i, "")) : el("img", { class: "face", src: person.profile.image_48, alt: "" }),
    el("div", {},
      message.is_ephemeral && el("div", { class: "only" }, icon("eye"), "Only visible to you"),
      !follows && el("div", { class: "by" }, el("b", {}, person.real_name), person.is_bot && el("span", { class: "app" }, "APP"),
        el("time", { datetime: when.toISOString(), title: when.toLocaleString() }, clock)),
      body(message, world, acts),
      (message.files || []).map(renderFile),
      reactions(message, world, acts),
      !inThread && message.reply_count > 0 && summary(message, world, acts)),
    !message.is_ephemeral && tools(message, world, acts, inThread));
}

function body(message, world, acts) {
  const edited = message.edited && el("span", { class: "edited" }, " (edited)");
  if (message.blocks?.length) return [...renderBlocks(message.blocks, world, (element, option) => acts.press(message, element, option)), edited];
  if (!message.text) return [];
  return [el("div", { class: isJumbo(message.text) ? "big" : "text" }, mrkdwn(message.text, world), edited)];
}

function reactions(message, world, acts) {
  if (!message.reactions) return null;
  return el("div", { class: "reactions" },
    message.reactions.map(({ name, users, count }) => {
      const mine = users.includes(world.me);
      const people = users.map((id) => (id === world.me ? "you" : world.people[id].real_name)).join(", ");
      return el("button", {
        class: mine ? "mine" : "", title: `${people}: :${name}:`, "data-focus": name,
        "aria-pressed": String(mine), "aria-label": `${name.replaceAll("_", " ")}, ${count}: ${people}`,
        onclick: () => acts.react(message, name, !mine),
      }, emojiNode(name.split("::")[0], world), String(count));
    }),
    el("button", { class: "add", "aria-label": "Add a reaction", onclick: (event) => pick(event, message, world, acts) }, icon("smile-plus")));
}

function pick(event, message, world, acts) {
  openPicker(event.currentTarget, world, (name) => acts.react(message, name, true));
}

function tools(message, world, acts, inThread) {
  const quick = QUICK.map((name) => el("button", {
    title: name.replaceAll("_", " "), "aria-label": `React with ${name.replaceAll("_", " ")}`,
    onclick: () => acts.react(message, name, !message.reactions?.find((one) => one.name === name)?.users.includes(world.me)),
  }, world.emoji[name]));
  return el("div", { class: "tools" }, quick,
    el("button", { title: "Add a reaction", "aria-label": "Add a reaction", onclick: (event) => pick(event, message, world, acts) }, icon("smile-plus")),
    !inThread && el("button", { title: "Reply in a thread", "aria-label": "Reply in a thread", onclick: () => acts.open(message) }, icon("reply")));
}

function summary(message, world, acts) {
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return el("button", { class: "summary", "data-focus": "summary", onclick: () => acts.open(message) },
    message.reply_users.slice(0, 3).map((id) => el("img", { src: world.people[id].profile.image_48, alt: "" })),
    el("b", {}, words), el("small", {}, `Last reply ${lately(message.latest_reply)}`));
}

function dayOf(ts) {
  const day = new Date(Number(ts) * 1000);
  const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 864e5);
  if (ago < 2) return ago ? "Yesterday" : "Today";
  return day.toLocaleDateString([], { weekday: "long", month: "long", day: "numeric" });
}

function lately(ts) {
  const clock = new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  return `${dayOf(ts).toLowerCase()} at ${clock}`;
}
