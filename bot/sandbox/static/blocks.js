// Block Kit to DOM nodes. `world` says who is looking and what a press does.
import { el } from "./dom.js";
import { emojiNode, mrkdwn } from "./mrkdwn.js";
import { picture } from "./files.js";

export function renderBlocks(blocks, world, press) {
  return blocks.map((block) => (KINDS[block.type] || unknown)(block, world, press));
}

const KINDS = {
  section: (block, world, press) => el("div", {},
    el("div", { class: "section" },
      block.text && textNode(block.text, world),
      block.accessory && el("div", { class: "accessory" }, element(block.accessory, world, press))),
    block.fields && el("div", { class: "fields" }, block.fields.map((field) => textNode(field, world)))),
  header: (block, world) => el("div", { class: "header", role: "heading", "aria-level": "3" }, withEmoji(block.text.text, world)),
  divider: () => el("hr", { class: "divider" }),
  context: (block, world) => el("div", { class: "context" }, block.elements.map((one) => (
    one.type === "image" ? el("img", { src: sourceOf(one, world), alt: one.alt_text }) : textNode(one, world)))),
  image: (block, world) => picture({
    src: sourceOf(block, world), alt: block.alt_text, title: block.title?.text,
    width: block.image_width, height: block.image_height, save: saveOf(block, world),
  }),
  actions: (block, world, press) => el("div", { class: "actions" }, block.elements.map((one) => element(one, world, press))),
  markdown: (block, world) => el("div", { class: "text" }, mrkdwn(fromMarkdown(block.text), world)),
  rich_text: (block, world) => el("div", { class: "text" }, richText(block.elements, world)),
  context_actions: (block, world, press) => el("div", { class: "actions" }, block.elements.map((one) => element(one, world, press))),
};

function unknown(block) {
  return el("div", { class: "unknown" }, `A ${block.type.replaceAll("_", " ")} block, which this page can't show`);
}

function element(one, world, press) {
  if (one.type === "image") return el("img", { src: sourceOf(one, world), alt: one.alt_text });
  if (one.type === "static_select") return select(one, press);
  if (one.type !== "button") return el("button", { class: "button", disabled: true }, one.placeholder?.text || one.type.replaceAll("_", " "));
  const label = withEmoji(one.text.text, world);
  const shared = { class: `button ${one.style || ""}`, "data-focus": one.action_id };
  if (one.url) return el("button", { ...shared, onclick: () => { press?.(one); window.open(one.url, "_blank", "noopener"); } }, label);
  return el("button", { ...shared, disabled: !press, onclick: () => press(one) }, label);
}

// A menu acts as soon as something is chosen, and keeps showing it, as in Slack.
function select(one, press) {
  const option = ({ text, value }) => el("option", { value, selected: one.initial_option?.value === value }, text.text);
  const label = one.placeholder?.text || "Choose an option";
  return el("select", {
    class: "select", "aria-label": label, "data-focus": one.action_id, disabled: !press,
    onchange: (event) => press(one, event.target.value),
  }, el("option", { value: "", disabled: true, hidden: true, selected: !one.initial_option }, label),
  (one.options || []).map(option),
  (one.option_groups || []).map((group) => el("optgroup", { label: group.label.text }, group.options.map(option))));
}

export function textNode(text, world) {
  return el("div", { class: "text" }, text.type === "mrkdwn" ? mrkdwn(text.text, world) : withEmoji(text.text, world));
}

// Plain text: shortcodes still become emoji, nothing else does.
function withEmoji(text, world) {
  return text.split(/:([a-z0-9_+-]+):/).map((part, index) => (index % 2 ? emojiNode(part, world) || `:${part}:` : part));
}

function sourceOf(block, world) {
  if (block.image_url) return block.image_url;
  return block.slack_file.url || `/files-pri/${world.team}-${block.slack_file.id}/picture`;
}

function saveOf(block, world) {
  const id = block.slack_file?.id;
  return id ? `/files-pri/${world.team}-${id}/download/picture` : "";
}

function fromMarkdown(text) {
  return text.replace(/\*\*([^*\n]+)\*\*/g, "*$1*").replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>").replace(/^#+ (.*)$/gm, "*$1*");
}

function richText(elements, world) {
  return elements.flatMap((one) => {
    if (one.elements) return [el(one.type === "rich_text_preformatted" ? "pre" : "div", {}, richText(one.elements, world))];
    if (one.type === "text") return [styled(one)];
    if (one.type === "emoji") return [emojiNode(one.name, world) || `:${one.name}:`];
    if (one.type === "user") return mrkdwn(`<@${one.user_id}>`, world);
    if (one.type === "channel") return mrkdwn(`<#${one.channel_id}>`, world);
    if (one.type === "link") return mrkdwn(`<${one.url}|${one.text || one.url}>`, world);
    return [];
  });
}

function styled({ text, style = {} }) {
  let node = style.code ? el("code", {}, text) : document.createTextNode(text);
  if (style.bold) node = el("b", {}, node);
  if (style.italic) node = el("i", {}, node);
  if (style.strike) node = el("s", {}, node);
  return node;
}

