// The emoji picker: a small palette with a search field.
import { byId, el } from "./dom.js";

export function openPicker(anchor, world, choose) {
  const preview = el("div", { class: "preview" }, "Pick an emoji");
  const grid = el("div", { class: "grid" });
  const close = () => {
    byId("layer").replaceChildren();
    document.removeEventListener("pointerdown", outside);
    document.removeEventListener("keydown", keys);
    anchor.focus({ preventScroll: true });
  };
  const fill = (words) => grid.replaceChildren(...world.palette
    .filter((name) => name.includes(words.trim().toLowerCase().replaceAll(" ", "_")))
    .map((name) => el("button", {
      "aria-label": name.replaceAll("_", " "), onclick: () => { close(); choose(name); },
      onpointerenter: () => { preview.textContent = `${world.emoji[name]}  :${name}:`; },
      onfocus: () => { preview.textContent = `${world.emoji[name]}  :${name}:`; },
    }, world.emoji[name])));
  const search = el("input", {
    type: "search", placeholder: "Search emoji", "aria-label": "Search emoji",
    oninput: () => fill(search.value),
    onkeydown: (event) => { if (event.key === "Enter") grid.firstElementChild?.click(); },
  });
  const box = el("div", { class: "picker", role: "dialog", "aria-label": "Emoji" }, search, grid, preview);
  const outside = (event) => { if (!box.contains(event.target)) close(); };
  const keys = (event) => {
    if (event.key === "Escape") close();
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    const at = [...grid.children].indexOf(document.activeElement);
    if (!step || (at < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    (grid.children[at < 0 ? 0 : at + step] || search).focus();
  };
  fill("");
  byId("layer").replaceChildren(box);
  place(box, anchor.getBoundingClientRect());
  document.addEventListener("pointerdown", outside);
  document.addEventListener("keydown", keys);
  search.focus();
}

function place(box, near) {
  const { width, height } = box.getBoundingClientRect();
  const above = near.top - height - 6;
  box.style.left = `${Math.max(8, Math.min(near.left, innerWidth - width - 8))}px`;
  box.style.top = `${above > 8 ? above : Math.min(near.bottom + 6, innerHeight - height - 8)}px`;
}
