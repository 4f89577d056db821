// The page: which channel and thread is open, who acts, and what the workspace says.
import { byId, el, reconcile, toast } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { composer } from "./composer.js";
import { entries } from "./messages.js";

const world = { people: {}, channels: [], emoji: {}, palette: [], me: "", team: "" };
const unread = new Set();
let boot, channel = "", thread = "", home = false, shown = null;
let ending = ""; // the list that is to show its end: somebody here has just said something in it

const get = async (path) => (await fetch(path)).json();

async function post(path, body) {
  const form = body instanceof FormData;
  const answer = await fetch(path, { method: "POST", body: form ? body : JSON.stringify(body) }).catch(() => null);
  const said = answer ? await answer.json().catch(() => ({})) : {};
  if (!said.ok) toast(answer ? WORDS[said.error] || `That did not work: ${said.error}` : "The workspace does not answer.");
  return !!said.ok;
}

const WORDS = {
  already_reacted: "You already reacted with that.", no_reaction: "That reaction is already gone.",
  message_not_found: "That message is gone.", too_many_emoji: "That is too many emoji for one message.",
};

const acts = {
  react: (message, name, on) => post("/page/react", { channel, ts: message.ts, name, on, person: world.me }),
  press: (message, element, option = "") => element.action_id && post("/page/press", { channel, ts: message.ts, action_id: element.action_id, option, person: world.me }),
  open: (message) => { location.hash = `${channel}/${message.thread_ts || message.ts}`; },
};

function sender(inThread) {
  return async (text, files) => {
    const form = new FormData();
    Object.entries({ channel, text, person: world.me, thread: inThread ? thread : "" }).forEach(([name, value]) => form.append(name, value));
    files.forEach((file) => form.append("files", file, file.name));
    const sent = await post("/page/say", form);
    if (sent) { ending = inThread ? "replies" : "messages"; load(); }
    return sent;
  };
}

let main, side;

async function start() {
  boot = await get("/page/boot");
  Object.assign(world, { people: boot.people, channels: boot.channels, emoji: boot.emoji, palette: boot.palette, team: boot.team_id });
  world.me = boot.me.find((id) => id === localStorage.getItem("me")) || boot.me[0];
  byId("team").textContent = boot.team;
  main = composer(byId("main"), world, sender(false));
  side = composer(byId("thread"), world, sender(true));
  byId("composer").append(main.node);
  byId("thread-composer").append(side.node);
  byId("thread-close").onclick = closeThread;
  byId("go-home").onclick = () => { location.hash = boot.channels[0].id; };
  byId("go-app").onclick = () => { location.hash = "app"; };
  byId("menu").onclick = () => menu(!byId("side").classList.contains("open"));
  byId("main").addEventListener("click", () => menu(false), true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && thread && !byId("layer").hasChildNodes()) closeThread();
  });
  addEventListener("hashchange", route);
  drawPeople();
  listen();
  await route();
}

function menu(open) {
  byId("side").classList.toggle("open", open);
  byId("menu").setAttribute("aria-expanded", String(open));
}

function closeThread() {
  location.hash = channel;
  main.focus();
}

function drawPeople() {
  byId("who").replaceChildren(...boot.me.map((id) => {
    const person = world.people[id];
    return el("button", { role: "radio", "aria-checked": String(id === world.me), onclick: () => actAs(id) },
      el("img", { src: person.profile.image_48, alt: "" }),
      el("span", {}, el("b", {}, person.real_name), el("small", {}, person.profile.title)), el("i"));
  }));
}

function actAs(id) {
  world.me = id;
  localStorage.setItem("me", id);
  drawPeople();
  if (channel.startsWith("D")) location.hash = boot.direct[id];
  if (home) loadHome(true);
  address();
  load();
}

function drawSide() {
  const app = boot.bot;
  const entry = (id, lead, name, current) => el("li", {}, el("button", {
    class: current ? "current" : unread.has(id) ? "unread" : "", "aria-current": current && "page", onclick: () => { location.hash = id; menu(false); },
  }, lead, name));
  byId("channels").replaceChildren(...world.channels.map((one) => entry(one.id, el("span", { class: "hash", "aria-hidden": "true" }, "#"), one.name, !home && one.id === channel)));
  byId("apps").replaceChildren(entry("app", el("img", { src: world.people[app.user].profile.image_48, alt: "" }), app.name, home || channel.startsWith("D")));
  byId("go-home").classList.toggle("current", !home && !channel.startsWith("D"));
  byId("go-app").classList.toggle("current", home || channel.startsWith("D"));
}

async function route() {
  const [place, ts = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  const wasHere = place === channel && !home;
  home = place === "app";
  channel = home || !place ? boot.channels[0].id : place;
  const opened = ts !== thread;
  thread = home ? "" : ts;
  unread.delete(channel);
  byId("thread").hidden = !thread;
  byId("composer").hidden = home;
  if (!wasHere) byId("messages").replaceChildren();
  if (opened) byId("replies").replaceChildren();
  drawSide();
  address();
  if (home) await loadHome(false);
  else await load();
}

function address() {
  const here = world.channels.find((one) => one.id === channel);
  const app = home || channel.startsWith("D");
  const name = app ? boot.bot.name : `#${here?.name || channel}`;
  byId("title").textContent = app ? name : `# ${here?.name || channel}`;
  byId("topic").textContent = app ? "" : here?.topic || "";
  byId("thread-place").textContent = name;
  document.title = `${name} · ${boot.team}`;
  const tab = (label, hash, current) => el("button", { class: current ? "current" : "", onclick: () => { location.hash = hash; } }, label);
  byId("tabs").replaceChildren(...(app ? [tab("Home", "app", home), tab("Messages", boot.direct[world.me], !home)] : []));
  const who = world.people[world.me].real_name.split(" ")[0];
  main.address(`Message ${name}`, who);
  side.address("Reply…", who);
}

async function loadHome(again) {
  const answer = await fetch(`/page/home/${world.me}${again ? "?again=1" : ""}`, { method: "POST" });
  const { blocks } = await answer.json();
  const inside = blocks.length ? renderBlocks(blocks, world) : [el("p", { class: "empty" }, "This app has nothing to show here yet.")];
  byId("messages").replaceChildren(el("div", { class: "home" }, inside));
}

let loading = false, stale = false;

// One request at a time; what changes meanwhile is looked at right after.
async function load() {
  if (loading) { stale = true; return; }
  loading = true;
  do {
    stale = false;
    const asked = channel;
    const answer = await get(`/page/channel/${encodeURIComponent(asked)}?as=${world.me}`).catch(() => null);
    if (answer?.messages && asked === channel && !home) { shown = answer; draw(); }
    if (answer && !answer.ok) location.hash = boot.channels[0].id;
  } while (stale);
  loading = false;
}

function draw() {
  const top = shown.messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts || one.subtype === "thread_broadcast");
  fill(byId("messages"), entries(top, world, acts, false));
  if (!top.length) byId("messages").replaceChildren(el("p", { class: "empty" }, "Nothing here yet. Post a picture and mention the app."));
  if (!thread) return;
  const replies = shown.messages.filter((one) => (one.thread_ts || one.ts) === thread);
  const working = shown.thinking[thread];
  const name = boot.bot.name;
  fill(byId("replies"), [...entries(replies, world, acts, true), ...(working ? [{
    key: "thinking", mark: working, make: () => el("div", { class: "thinking", role: "status" }, el("span", {}, el("i"), el("i"), el("i")), `${name} ${working}`),
  }] : [])]);
  if (!replies.length) byId("replies").replaceChildren(el("p", { class: "empty" }, "That thread is not here."));
}

function fill(list, wanted) {
  const fresh = !list.children.length;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  reconcile(list, wanted);
  if (fresh ? list.id === "messages" : atEnd || ending === list.id) list.scrollTop = list.scrollHeight;
  if (list.id === ending) ending = "";
}

function listen() {
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/page/live`);
  socket.onmessage = ({ data }) => {
    const { changed } = JSON.parse(data);
    if (home && changed === boot.direct[world.me]) loadHome(true);
    if (changed === channel && !home) load();
    else if (!unread.has(changed)) { unread.add(changed); drawSide(); }
  };
  socket.onopen = () => { if (shown) load(); };
  socket.onclose = () => setTimeout(listen, 1000);
}

start();
