// Keeps the page live. The server draws everything; this only puts it in place, and leaves people where they were.
"use strict";

const shell = () => document.querySelector("[data-shell]");
const drawn = new WeakMap(); // element -> the HTML that the server last gave for it
const drafts = new Map(); // a message box -> what is written there, and the files that wait with it
const atFoot = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;
const atEnd = (box) => atFoot(box) || box.dataset.anchor === String(Math.round(box.scrollTop));
// Whether somebody presses in the newest message: what comes of it stands where they pressed, and not at its beginning.
const pressesIn = (box) => [...box.querySelectorAll(".message")].pop()?.contains(document.activeElement);

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

function replaceMain(fresh) {
  const main = document.querySelector("main");
  if (drawn.get(main) === fresh.dataset.frame) return;
  const next = document.importNode(fresh, true);
  main.replaceWith(next);
  remember(next);
  drawn.set(next, fresh.dataset.frame);
}

// What makes a control the same one after it was drawn anew.
const MARKS = ["id", "href", "data-action", "data-value", "data-choice", "data-react", "data-shortcut", "data-draft"];
const markOf = (element) => [element.tagName, ...MARKS.map((name) => element.getAttribute(name))].join("|");
const alike = (box, mark) => [...box.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")].filter((one) => markOf(one) === mark);

// Where the keyboard is, in words that hold when that part of the page is drawn anew.
function keyboardAt() {
  const element = document.activeElement;
  const part = element?.closest("[data-key], [data-modal], [data-region]");
  if (!part) return null;
  const side = element.closest("aside") ? "aside " : "";
  const selector = part.dataset.key ? `${side}[data-key="${part.dataset.key}"]` : "modal" in part.dataset ? "[data-modal]" : `[data-region="${part.dataset.region}"]`;
  const mark = markOf(element);
  return { element, selector, mark, position: alike(part, mark).indexOf(element), view: element.closest("[data-view]")?.dataset.view };
}

function giveKeyboardBack(was) {
  if (!was) return;
  if (was.element.isConnected) {
    if (document.activeElement === document.body) was.element.focus({ preventScroll: true });
    return;
  }
  const part = document.querySelector(was.selector);
  if (!part) return void document.querySelector("main .composer textarea")?.focus();
  const found = alike(part, was.mark)[was.position] || alike(part, was.mark)[0];
  if (!found) part.tabIndex = -1;
  (found || part).focus({ preventScroll: true });
}

const composers = () => document.querySelectorAll(".composer");

function keepDrafts() {
  for (const form of composers()) {
    const box = form.querySelector("textarea");
    drafts.set(form.dataset.draft, { text: box.value, files: filesOf(form), start: box.selectionStart, end: box.selectionEnd });
  }
}

function bringDrafts() {
  for (const form of composers()) {
    const box = form.querySelector("textarea");
    const draft = drafts.get(form.dataset.draft);
    if (!draft || box.value || filesOf(form).length || !(draft.text || draft.files.length)) continue;
    box.value = draft.text;
    box.setSelectionRange(draft.start, draft.end);
    setFiles(form, draft.files);
  }
}

let beneathModal = null; // where the keyboard was when a modal opened

async function refresh() {
  let answer;
  try {
    answer = await fetch(location.pathname + location.search, { headers: { "Cache-Control": "no-cache" } });
  } catch { return; /* the live signal tells of it, and calls again when it is back */ }
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = shell();
  const after = fresh.querySelector("[data-shell]");
  const boxes = [...document.querySelectorAll("[data-scroll]")];
  const pinned = boxes.filter((box) => atEnd(box) && !pressesIn(box)).map((box) => box.dataset.scroll);
  const pressedAtFoot = boxes.filter((box) => atFoot(box) && pressesIn(box)).map((box) => box.dataset.scroll);
  const was = keyboardAt();
  const hadModal = Boolean(openModal());
  keepModal();
  keepDrafts();
  document.title = fresh.title;
  for (const [name, value] of Object.entries(after.dataset)) before.dataset[name] = value;
  before.className = after.className + (before.classList.contains("show-sidebar") ? " show-sidebar" : "");
  replaceMain(fresh.querySelector("main"));
  for (const region of fresh.querySelectorAll("[data-region]")) {
    if (region.parentElement.closest("[data-region]")) continue;
    const mine = document.querySelector(`[data-region="${region.dataset.region}"]`);
    if (mine) replaceRegion(mine, region);
  }
  bringDrafts();
  settle(pinned, pressedAtFoot);
  if (openModal() && !hadModal) beneathModal = was;
  if (showModal()) return;
  giveKeyboardBack(hadModal && !openModal() ? beneathModal : was);
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

let again = false;
let drawing = null; // settled once nothing is left to be drawn

async function drawAll() {
  try {
    while (again) {
      again = false;
      await refresh();
    }
  } finally { drawing = null; }
  openAnswered();
}

function update() {
  again = true;
  drawing ||= drawAll();
  return drawing;
}

window.addEventListener("popstate", update);
remember(document);
drawn.set(document.querySelector("main"), document.querySelector("main").dataset.frame);
settle();
showModal();
const live = new EventSource("/live");
const offline = document.getElementById("offline");
live.addEventListener("changed", update);
live.addEventListener("open", () => { offline.hidden = true; });
live.addEventListener("error", () => { offline.hidden = false; });
