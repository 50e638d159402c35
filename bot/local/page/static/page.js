// Keeps the page live and sends what is pressed and typed. The server draws everything; this only puts it in place.
"use strict";

const shell = () => document.querySelector("[data-shell]");
const drawn = new WeakMap(); // element -> the HTML that the server last gave for it
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80 || box.dataset.anchor === String(Math.round(box.scrollTop));

// To the newest message: to its end, or to its beginning where it is taller than the window.
function toNewest(box) {
  const last = [...box.querySelectorAll(".message")].pop();
  box.scrollTop = box.scrollHeight;
  if (last) box.scrollTop = Math.min(box.scrollTop, box.scrollTop + last.getBoundingClientRect().top - box.getBoundingClientRect().top - 8);
  box.dataset.anchor = String(Math.round(box.scrollTop));
}

function remember(root) {
  for (const region of root.querySelectorAll("[data-region]")) {
    drawn.set(region, region.outerHTML);
    if ("keyed" in region.dataset) for (const child of region.children) drawn.set(child, child.outerHTML);
  }
}

const inUse = (element) => element.querySelector("details[open], .edit-box:not([hidden])");

function replaceKeyed(region, fresh) {
  const old = new Map([...region.children].map((child) => [child.dataset.key, child]));
  let place = region.firstElementChild;
  for (const child of [...fresh.children]) {
    const html = child.outerHTML;
    const there = old.get(child.dataset.key);
    let kept = there;
    if (there && inUse(there)) { /* drawn anew once its menu or edit box is closed */ }
    else if (!there || drawn.get(there) !== html) {
      kept = document.importNode(child, true);
      drawn.set(kept, html);
      if (there) {
        if (place === there) place = there.nextElementSibling;
        there.remove();
      } else kept.classList.add("fresh");
    }
    old.delete(child.dataset.key);
    if (kept !== place) region.insertBefore(kept, place);
    else place = place.nextElementSibling;
  }
  for (const gone of old.values()) gone.remove();
}

function replaceRegion(region, fresh) {
  const html = fresh.outerHTML;
  if (drawn.get(region) === html) return;
  if ("keyed" in region.dataset && region.dataset.place === fresh.dataset.place) replaceKeyed(region, fresh);
  else {
    const inner = fresh.querySelector("[data-region]");
    const kept = inner && region.querySelector(`[data-region="${inner.dataset.region}"]`);
    const sameFrame = kept && region.dataset.frame && region.dataset.frame === fresh.dataset.frame;
    if (sameFrame) {
      for (const part of fresh.querySelectorAll("[data-region]")) {
        const mine = region.querySelector(`[data-region="${part.dataset.region}"]`);
        if (mine) replaceRegion(mine, part);
      }
    } else {
      const next = document.importNode(fresh, true);
      region.replaceWith(next);
      remember(next);
      drawn.set(next, html);
      return;
    }
  }
  drawn.set(region, inUse(region) ? "" : html);
}

async function refresh() {
  const answer = await fetch(location.pathname + location.search, { headers: { "Cache-Control": "no-cache" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = shell();
  const after = fresh.querySelector("[data-shell]");
  const pinned = [...document.querySelectorAll("[data-scroll]")].filter(atEnd).map((box) => box.dataset.scroll);
  const values = modalValues();
  document.title = fresh.title;
  for (const [name, value] of Object.entries(after.dataset)) before.dataset[name] = value;
  before.className = after.className + (before.classList.contains("show-sidebar") ? " show-sidebar" : "");
  const main = document.querySelector("main");
  const freshMain = fresh.querySelector("main");
  if (drawn.get(main) !== freshMain.dataset.frame) {
    const next = document.importNode(freshMain, true);
    main.replaceWith(next);
    remember(next);
    drawn.set(next, freshMain.dataset.frame);
  }
  for (const region of fresh.querySelectorAll("[data-region]")) {
    if (region.parentElement.closest("[data-region]")) continue;
    const mine = document.querySelector(`[data-region="${region.dataset.region}"]`);
    if (mine) replaceRegion(mine, region);
  }
  settle(values);
  for (const box of document.querySelectorAll("[data-scroll]"))
    if (pinned.includes(box.dataset.scroll) || !box.dataset.seen) toNewest(box);
  for (const box of document.querySelectorAll("[data-scroll]")) box.dataset.seen = "yes";
}

// A question that was only pressed: its thread opens once somebody answers there.
let pressedQuestion = null;
function showAnswerTo(ts) {
  pressedQuestion = ts;
  openAnswered();
}

function openAnswered() {
  const replies = pressedQuestion && document.querySelector(`main [data-ts="${pressedQuestion}"] a.replies`);
  if (!replies) return;
  pressedQuestion = null;
  go(replies.getAttribute("href"));
}

let running = false;
let again = false;
async function update() {
  if (running) return void (again = true);
  running = true;
  try {
    do { again = false; await refresh(); } while (again);
  } finally { running = false; }
  openAnswered();
}

function dayOf(at) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86400000);
  if (days < 2) return days < 1 ? "Today" : "Yesterday";
  return at.toLocaleDateString([], { weekday: "long", month: "long", day: "numeric" });
}

function settle(values) {
  for (const time of document.querySelectorAll("time[datetime]:not([data-local])")) {
    time.dataset.local = "yes";
    const at = new Date(time.getAttribute("datetime"));
    const hour = at.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
    if (time.classList.contains("gutter-time")) time.textContent = hour.replace(/\s?[AP]M$/i, "");
    else time.textContent = "when" in time.dataset ? `${dayOf(at).toLowerCase()} at ${hour}` : hour;
    time.title = at.toLocaleString();
  }
  for (const day of document.querySelectorAll("[data-day]")) day.textContent = dayOf(new Date(day.dataset.day));
  for (const text of document.querySelectorAll(".foldable:not([data-folds])")) {
    text.dataset.folds = "no";
    if (text.scrollHeight > 420) {
      text.dataset.folds = "yes";
      text.classList.add("folded");
      const more = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "See more" });
      more.addEventListener("click", () => { more.textContent = text.classList.toggle("folded") ? "See more" : "See less"; });
      text.after(more);
    }
  }
  const modal = document.querySelector("[data-modal]");
  if (modal && !modal.open) {
    for (const [id, value] of Object.entries(values || {})) fill(modal, id, value);
    modal.showModal();
    modal.addEventListener("cancel", (event) => { event.preventDefault(); close(modal); });
    (modal.querySelector(".wrong input, .wrong textarea, .wrong select") || modal.querySelector(".modal-body input, .modal-body textarea, .modal-body select"))?.focus();
  }
}

function modalValues() {
  const modal = document.querySelector("[data-modal]");
  return modal ? valuesIn(modal) : {};
}

function valuesIn(box) {
  const values = {};
  for (const field of box.querySelectorAll("[data-choice]")) values[field.dataset.choice] = valueOf(field);
  return values;
}

function valueOf(field) {
  if (field.dataset.kind === "checkboxes") return [...field.querySelectorAll("input:checked")].map((one) => one.value);
  if (field.dataset.kind === "radio_buttons") return field.querySelector("input:checked")?.value || null;
  if (field.multiple) return [...field.selectedOptions].map((one) => one.value);
  if (field.type === "file") return field.files;
  return field.value || null;
}

async function filledIn(box) {
  const values = valuesIn(box);
  for (const [name, value] of Object.entries(values)) if (value instanceof FileList) values[name] = await encodedAll(value);
  return values;
}

function fill(box, id, value) {
  const field = [...box.querySelectorAll("[data-choice]")].find((one) => one.dataset.choice === id);
  if (!field || value === null || value === undefined) return;
  if (field.classList.contains("choices")) for (const one of field.querySelectorAll("input")) one.checked = [].concat(value).includes(one.value);
  else if (field.type === "file") field.files = value;
  else if (field.multiple) for (const one of field.options) one.selected = value.includes(one.value);
  else field.value = value;
}

async function act(what, content) {
  const body = JSON.stringify({ as: shell().dataset.me, in: shell().dataset.here, ...content });
  const answer = await fetch(`/do/${what}`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const told = await answer.json();
  if (answer.ok) return told;
  toast(sentences[told.error] || told.detail || told.error);
  return null;
}

const sentences = {
  command_not_in_thread: "Slash commands cannot be used in threads. Send it in the channel.",
  unknown_command: "There is no such command here.",
  is_archived: "This channel is archived.",
  file_too_large: "A file may have up to 10 MB here.",
  no_file_data: "That file is empty.",
  too_many_files: "A message takes up to 10 files.",
  no_link: "There is no link in this message.",
};

let toastTimer = 0;
function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, 5000);
}

function confirmed(text) {
  if (!text) return Promise.resolve(true);
  const asked = JSON.parse(text);
  const box = document.getElementById("confirm");
  box.querySelector("#confirm-title").textContent = asked.title.text;
  box.querySelector("#confirm-text").textContent = asked.text.text;
  const ok = box.querySelector("#confirm-ok");
  ok.textContent = asked.confirm.text;
  ok.className = `button ${asked.style === "danger" ? "danger" : "primary"}`;
  box.querySelector("#confirm-deny").textContent = asked.deny.text;
  box.returnValue = "no";
  box.showModal();
  return new Promise((done) => box.addEventListener("close", () => done(box.returnValue === "yes"), { once: true }));
}

async function pressed(element, actionId, value) {
  if (!(await confirmed(element.dataset.confirm))) return;
  const view = element.closest("[data-view]");
  const message = element.closest("[data-ts]");
  const box = view || message;
  element.classList.add("busy");
  await act("press", { action_id: actionId, value, values: valuesIn(box), view_id: view?.dataset.view, ts: message?.dataset.ts });
  element.classList.remove("busy");
}

function go(address) {
  pressedQuestion = null;
  history.pushState({}, "", address);
  shell().classList.remove("show-sidebar");
  return update();
}

function close(modal) { return act("close", { view_id: modal.dataset.view }); }

document.addEventListener("click", async (event) => {
  const on = (selector) => event.target.closest(selector);
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (on("summary")) {
    const list = on("details")?.querySelector(".menu-list");
    if (list) list.classList.toggle("up", on("summary").getBoundingClientRect().bottom > innerHeight - 220);
    return;
  }
  const item = on(".menu-list button");
  if (item) item.closest("details").open = false;
  if (on(".burger")) return void on(".burger").setAttribute("aria-expanded", String(shell().classList.toggle("show-sidebar")));
  if (on("[data-action]")) return void pressed(on("[data-action]"), on("[data-action]").dataset.action, on("[data-action]").dataset.value || null);
  const ts = on("[data-ts]")?.dataset.ts;
  if (on("[data-react]")) return void act("react", { ts, name: on("[data-react]").dataset.react });
  if (on("[data-shortcut]")) return void act("shortcut", { ts, callback_id: on("[data-shortcut]").dataset.shortcut });
  if (on("[data-copy]")) return void navigator.clipboard?.writeText(on("[data-copy]").dataset.copy);
  if (on("[data-edit]")) return void edit(on("[data-ts]"), true);
  if (on("[data-cancel-edit]")) return void edit(on("[data-ts]"), false);
  if (on("[data-fault]")) return void act("fault", JSON.parse(on("[data-fault]").dataset.fault));
  if (on("[data-forget]")) return void act("forget", {});
  if (on("[data-dismiss]")) return void act("dismiss", { ts });
  if (on("[data-delete]")) {
    const asked = { title: { text: "Delete message" }, text: { text: "Are you sure? This cannot be undone." }, confirm: { text: "Delete" }, deny: { text: "Cancel" }, style: "danger" };
    if (await confirmed(JSON.stringify(asked))) await act("delete", { ts });
    return;
  }
  if (on("[data-close]")) return void close(on("[data-modal]"));
  if (on("[data-example]")) return void send(document.querySelector("main .composer"), on("[data-example]").dataset.example);
  const link = on("a[href^='/?']");
  if (link && !event.metaKey && !event.ctrlKey && event.button === 0) {
    event.preventDefault();
    await go(link.getAttribute("href"));
    if (link.dataset.opens) await act("open", { tab: link.dataset.opens });
    if (shell().dataset.thread) document.querySelector(".thread textarea")?.focus();
    else document.querySelector("main textarea")?.focus();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.id === "switch") {
    const query = new URLSearchParams(location.search);
    query.set("as", event.target.value);
    if ((query.get("in") || "").startsWith("D")) query.set("in", "dm");
    return void go(`/?${query}`);
  }
  const field = event.target.closest("[data-choice]");
  if (!field || field.closest(".input")) return;
  if (valueOf(field) !== null) pressed(field, field.dataset.choice, valueOf(field));
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (form.classList.contains("composer")) return void send(form);
  if (form.classList.contains("edit-box")) return void saveEdit(form);
  const modal = form.closest("[data-modal]");
  if (modal) {
    const submit = form.querySelector("[type=submit]");
    submit.disabled = true;
    await act("submit", { view_id: modal.dataset.view, values: await filledIn(modal) });
    setTimeout(() => { submit.disabled = false; }, 3000);
  }
});

document.addEventListener("input", (event) => { if (event.target.matches(".composer textarea")) { grow(event.target); suggest(event.target); } });
document.addEventListener("keydown", (event) => {
  if (event.target.matches(".composer textarea")) return void onComposerKey(event, event.target);
  if (event.target.matches(".edit-box textarea")) {
    if (event.key === "Escape") edit(event.target.closest("[data-ts]"), false);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); saveEdit(event.target.closest("form")); }
    return;
  }
  const menu = event.target.closest("details.menu[open]");
  if (!menu) return;
  const items = [...menu.querySelectorAll(".menu-list button")];
  const now = items.indexOf(document.activeElement);
  if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
  else if (event.key === "ArrowDown") { event.preventDefault(); items[(now + 1) % items.length]?.focus(); }
  else if (event.key === "ArrowUp") { event.preventDefault(); items[(now + items.length - 1) % items.length]?.focus(); }
});
document.addEventListener("toggle", (event) => { if (!event.target.open) update(); }, true);
window.addEventListener("popstate", update);

remember(document);
drawn.set(document.querySelector("main"), document.querySelector("main").dataset.frame);
settle();
for (const box of document.querySelectorAll("[data-scroll]")) { toNewest(box); box.dataset.seen = "yes"; }
new EventSource("/live").addEventListener("changed", update);
