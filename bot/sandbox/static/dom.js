// Small helpers: elements without markup strings, so that no text can become a tag.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

let toastTimer = 0;
export function toast(words) {
  const node = byId("toast");
  node.textContent = words;
  node.classList.add("on");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => node.classList.remove("on"), 3500);
}

// Make the container's children be these, in order; those whose `mark` is unchanged stay untouched,
// so that pictures don't flicker and focus isn't lost. wanted: [{key, mark, make}].
export function reconcile(container, wanted) {
  const old = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let place = container.firstElementChild;
  for (const { key, mark, make } of wanted) {
    let node = old.get(key);
    if (!node || node.dataset.mark !== mark) {
      const fresh = make();
      fresh.dataset.key = key;
      fresh.dataset.mark = mark;
      if (node) {
        if (node === place) place = fresh;
        const focus = focusPath(node);
        node.replaceWith(fresh);
        if (focus) fresh.querySelector(focus)?.focus({ preventScroll: true });
      }
      node = fresh;
    }
    old.delete(key);
    if (node === place) place = place.nextElementSibling;
    else container.insertBefore(node, place);
  }
  for (const gone of old.values()) gone.remove();
}

function focusPath(node) {
  const label = node.contains(document.activeElement) && document.activeElement.dataset.focus;
  return label ? `[data-focus="${CSS.escape(label)}"]` : "";
}
