// Slack's mrkdwn to DOM nodes. Text only ever becomes text nodes.
import { el } from "./dom.js";

const INLINE = new RegExp([
  "`([^`\\n]+)`", // 1 code
  "<([^<>\\n]+)>", // 2 mention or link
  "(?<![\\w*])\\*(?=\\S)([^*\\n]+?)(?<=\\S)\\*(?![\\w*])", // 3 bold
  "(?<![\\w_])_(?=\\S)([^_\\n]+?)(?<=\\S)_(?![\\w_])", // 4 italic
  "(?<![\\w~])~(?=\\S)([^~\\n]+?)(?<=\\S)~(?![\\w~])", // 5 strike
  ":([a-z0-9_+-]+)(?:::skin-tone-[2-6])?:", // 6 emoji
].join("|"), "g");

export function mrkdwn(text, world) {
  const nodes = [];
  text.split(/```\n?([\s\S]*?)```\n?/).forEach((part, index) => {
    if (index % 2) nodes.push(el("pre", {}, plain(part.replace(/\n$/, ""))));
    else if (part) nodes.push(...quotes(part, world));
  });
  return nodes;
}

function quotes(text, world) {
  const nodes = [];
  let run = [], quoted = false;
  const flush = () => {
    if (!run.length) return;
    const inside = inline(run.join("\n"), world);
    if (quoted) nodes.push(el("blockquote", {}, inside));
    else nodes.push(...inside);
    run = [];
  };
  const lines = text.split("\n");
  lines.forEach((line) => {
    const match = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (!!match !== quoted) { flush(); quoted = !!match; }
    run.push(match ? match[1] : line);
  });
  flush();
  return nodes;
}

export function inline(text, world) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    const node = formatted(found, world);
    if (!node) continue;
    if (found.index > at) nodes.push(plain(text.slice(at, found.index)));
    nodes.push(node);
    at = found.index + found[0].length;
  }
  if (at < text.length) nodes.push(plain(text.slice(at)));
  return nodes;
}

function formatted([, code, address, bold, italic, strike, emoji], world) {
  if (code) return el("code", {}, plain(code));
  if (address) return addressed(address, world);
  if (bold) return el("b", {}, inline(bold, world));
  if (italic) return el("i", {}, inline(italic, world));
  if (strike) return el("s", {}, inline(strike, world));
  return emojiNode(emoji, world);
}

function addressed(address, world) {
  const [target, ...rest] = address.split("|");
  const label = rest.join("|");
  if (target[0] === "@") return nameOf(target.slice(1), label, world);
  if (target[0] === "#") {
    const channel = world.channels.find((one) => one.id === target.slice(1));
    return el("a", { class: "name", href: `#${target.slice(1)}` }, `#${channel ? channel.name : plainText(label || "unknown")}`);
  }
  if (target[0] === "!") return special(target.slice(1), label);
  const href = plainText(target);
  if (!/^(https?:|mailto:)/i.test(href)) return el("span", {}, plainText(`<${address}>`));
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, plainText(label || target.replace(/^mailto:/, "")));
}

function nameOf(id, label, world) {
  const person = world.people[id];
  const name = person ? (person.is_bot ? person.real_name : person.real_name.split(" ")[0]) : plainText(label || id);
  return el("span", { class: id === world.me ? "name me" : "name" }, `@${name}`);
}

function special(what, label) {
  const [kind, first, , fallback] = [...what.split("^"), "", "", ""];
  if (kind === "date") return el("span", {}, plainText(label || fallback || first));
  return el("span", { class: "name" }, plainText(label || `@${kind}`));
}

export function emojiNode(name, world) {
  const character = world.emoji[name] || world.emoji[ALIASES[name]];
  return character && el("span", { class: "emoji", title: `:${name}:`, role: "img", "aria-label": name.replaceAll("_", " ") }, character);
}

const ALIASES = { thumbsup: "+1", thumbsdown: "-1", red_heart: "heart" };

export function isJumbo(text) {
  return /^(\s*:[a-z0-9_+-]+:\s*){1,6}$/.test(text);
}

export function plainText(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

const plain = (text) => document.createTextNode(plainText(text));
