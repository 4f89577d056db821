// Pictures in messages, the lightbox, and cards for files that are no pictures.
import { byId, el, icon } from "./dom.js";

const SHOWN = ["image/png", "image/jpeg", "image/gif", "image/webp"];

export function renderFile(file) {
  const path = (url) => new URL(url).pathname;
  if (!file.url_private) return el("div", { class: "file" }, kind(), el("span", {}, el("b", {}, file.name), el("small", {}, "Being looked at…")));
  if (SHOWN.includes(file.mimetype)) {
    return picture({
      src: path(file.url_private), alt: file.alt_txt || file.title, title: file.title, name: file.name,
      width: file.original_w, height: file.original_h, save: path(file.url_private_download), bytes: file.size,
    });
  }
  return el("a", { class: "file", href: path(file.url_private_download), download: file.name },
    kind(), el("span", {}, el("b", {}, file.name), el("small", {}, `${file.pretty_type || "File"} · ${size(file.size)}`)), icon("down"));
}

const kind = () => el("span", { class: "kind" }, icon("file"));

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function picture(shown) {
  const image = el("img", { src: shown.src, alt: shown.alt, width: shown.width, height: shown.height, decoding: "async" });
  // As large as it will be before it is there, so that nothing below it moves.
  if (shown.width) image.style.width = `min(${shown.width}px, calc(var(--tallest) * ${shown.width / shown.height}))`;
  const button = el("button", { "aria-label": `Open larger: ${shown.alt}`, "data-focus": shown.src, onclick: () => openLightbox(button) }, image);
  button.shown = shown;
  return el("figure", { class: "picture" }, shown.title && el("figcaption", {}, shown.title), button);
}

// Arrow keys walk through the pictures of the same list, which is how variants are compared.
function openLightbox(from) {
  const all = [...from.closest(".scroll").querySelectorAll(".picture button")];
  let at = all.indexOf(from);
  const image = el("img"), label = el("b"), save = el("a", { class: "icon", title: "Download", "aria-label": "Download" }, icon("down"));
  const close = () => { byId("layer").replaceChildren(); document.removeEventListener("keydown", keys); from.focus({ preventScroll: true }); };
  const show = (step) => {
    at = (at + step + all.length) % all.length;
    const { src, alt, title, name, save: href } = all[at].shown;
    image.src = src;
    image.alt = alt;
    label.replaceChildren(title || alt, el("small", {}, `${at + 1} of ${all.length}`));
    save.href = href || src;
    save.download = name || "";
  };
  const keys = (event) => {
    if (event.key === "Escape") close();
    if (event.key === "ArrowLeft") show(-1);
    if (event.key === "ArrowRight") show(1);
    if (event.key === "Tab") trap(event, box);
  };
  const step = (name, by, words) => el("button", { class: "icon", "aria-label": words, onclick: () => show(by), hidden: all.length < 2 }, icon(name));
  const closer = el("button", { class: "icon", "aria-label": "Close", onclick: close }, icon("close"));
  const figure = el("figure", { onclick: (event) => event.target === figure && close() }, image);
  const box = el("div", { class: "lightbox", role: "dialog", "aria-modal": "true", "aria-label": "Picture" },
    el("header", {}, label, save, closer),
    el("div", { class: "stage" }, step("left", -1, "Previous picture"), figure, step("right", 1, "Next picture")));
  byId("layer").replaceChildren(box);
  document.addEventListener("keydown", keys);
  show(0);
  closer.focus();
}

function trap(event, box) {
  const stops = [...box.querySelectorAll("button:not([hidden]), a")];
  const next = stops[(stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1) + stops.length) % stops.length];
  event.preventDefault();
  next.focus();
}
