// Where people write: text, files by button, paste or drop, @ and emoji.
import { el, icon } from "./dom.js";
import { openPicker } from "./picker.js";

export function composer(pane, world, send) {
  let files = [];
  const waiting = el("div", { class: "waiting" });
  const names = el("div", { class: "names", role: "listbox", "aria-label": "People", hidden: true });
  const chooser = el("input", { type: "file", multiple: true, hidden: true, onchange: () => { add(chooser.files); chooser.value = ""; } });
  const text = el("textarea", { rows: 1, oninput: () => { grow(); suggest(); }, onkeydown: keys, onpaste: paste, onblur: () => setTimeout(() => { names.hidden = true; }, 150) });
  const go = el("button", { class: "icon send", "aria-label": "Send", onclick: submit }, icon("send"));
  const as = el("span", { class: "as" });
  const tool = (name, label, act, more = "") => el("button", { class: `icon ${more}`, title: label, "aria-label": label, onclick: act }, icon(name));
  const node = el("div", { class: "composer" }, names, waiting, text, el("div", { class: "bar" },
    tool("clip", "Attach files", () => chooser.click(), "plus"),
    tool("smile", "Emoji", (event) => openPicker(event.currentTarget, world, (name) => insert(world.emoji[name]))),
    tool("at", "Mention somebody", () => { insert("@"); suggest(); }), as, go, chooser));

  function add(list) {
    files.push(...list);
    draw();
    text.focus();
  }

  function draw() {
    waiting.replaceChildren(...files.map((file) => {
      const look = file.type.startsWith("image/") ? el("img", { alt: file.name, title: file.name }) : el("div", { class: "stub" }, file.name);
      if (look.tagName === "IMG") look.src = URL.createObjectURL(file);
      const drop = () => { files = files.filter((one) => one !== file); draw(); };
      return el("div", {}, look, el("button", { "aria-label": `Take away ${file.name}`, onclick: drop }, icon("close")));
    }));
    grow();
  }

  function grow() {
    text.style.height = "auto";
    text.style.height = `${Math.max(37, text.scrollHeight)}px`;
    go.classList.toggle("ready", !!text.value.trim() || files.length > 0);
  }

  function insert(words) {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    grow();
  }

  async function submit() {
    if (!text.value.trim() && !files.length) return;
    const [words, attached] = [text.value, files];
    text.value = "";
    files = [];
    draw();
    if (await send(words.trim(), attached)) return;
    text.value = words;
    files = attached;
    draw();
  }

  function paste(event) {
    const pasted = [...event.clipboardData.files];
    if (!pasted.length) return;
    event.preventDefault();
    add(pasted);
  }

  function suggest() {
    const typed = /(^|\s)@([\w-]*)$/.exec(text.value.slice(0, text.selectionStart));
    const found = typed ? Object.values(world.people).filter((one) => one.id !== world.me && `${one.name} ${one.real_name}`.toLowerCase().includes(typed[2].toLowerCase())) : [];
    names.hidden = !found.length;
    names.replaceChildren(...found.sort((a, b) => b.is_bot - a.is_bot).map((person, index) => el("button", {
      role: "option", "aria-selected": String(index === 0), onclick: () => take(person),
    }, el("img", { src: person.profile.image_48, alt: "" }), el("b", {}, person.real_name), el("small", {}, person.profile.title))));
  }

  function take(person) {
    const start = text.value.slice(0, text.selectionStart).lastIndexOf("@");
    text.setSelectionRange(start, text.selectionStart);
    insert(`@${person.name} `);
    names.hidden = true;
  }

  function keys(event) {
    const options = names.hidden ? [] : [...names.children];
    const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (options.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const next = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      options.forEach((one, index) => one.setAttribute("aria-selected", String(index === next)));
    } else if (options.length && (event.key === "Enter" || event.key === "Tab")) options[at].click();
    else if (options.length && event.key === "Escape") names.hidden = true;
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  dropZone(pane, add);
  return {
    node,
    address(label, who) {
      text.placeholder = label;
      text.setAttribute("aria-label", label);
      as.textContent = `as ${who}`;
    },
    focus: () => text.focus({ preventScroll: true }),
  };
}

function dropZone(pane, add) {
  const veil = el("div", { class: "drop" }, "Drop to attach");
  const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  pane.addEventListener("dragover", (event) => { if (hasFiles(event)) { event.preventDefault(); pane.append(veil); } });
  pane.addEventListener("dragleave", (event) => { if (!pane.contains(event.relatedTarget)) veil.remove(); });
  pane.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    veil.remove();
    add(event.dataTransfer.files);
  });
}
