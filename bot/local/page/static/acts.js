// Sends what is pressed and typed on the page, and goes from place to place.
"use strict";

const SENTENCES = {
  command_not_in_thread: "Slash commands cannot be used in threads. Send it in the channel.",
  unknown_command: "There is no such command here.",
  is_archived: "This channel is archived.",
  file_too_large: "A file may have up to 10 MB here.",
  no_file_data: "That file is empty.",
  too_many_files: "A message takes up to 10 files.",
  no_link: "There is no link in this message.",
};
const AWAY = "This Slack does not answer. If it was stopped, start it again: whyfailed serve --local";

async function act(what, content) {
  const body = JSON.stringify({ as: shell().dataset.me, in: shell().dataset.here, ...content });
  let answer;
  try {
    answer = await fetch(`/do/${what}`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  } catch {
    toast(AWAY);
    return null;
  }
  const told = await answer.json();
  if (answer.ok) return told;
  toast(SENTENCES[told.error] || told.detail || told.error);
  return null;
}

let toastTimer = 0;
function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, 5000);
}

async function pressed(element, actionId, value) {
  if (!(await confirmed(element.dataset.confirm))) return;
  const view = element.closest("[data-view]");
  const message = element.closest("[data-ts]");
  const box = view || message;
  element.classList.add("busy");
  await act("press", { action_id: actionId, value, values: await filledIn(box), view_id: view?.dataset.view, ts: message?.dataset.ts });
  element.classList.remove("busy");
}

async function deleteAfterAsking(ts) {
  const asked = { title: { text: "Delete message" }, text: { text: "Are you sure? This cannot be undone." }, confirm: { text: "Delete" }, deny: { text: "Cancel" }, style: "danger" };
  if (await confirmed(JSON.stringify(asked))) await act("delete", { ts });
}

function go(address) {
  pressedQuestion = null;
  history.pushState({}, "", address);
  shell().classList.remove("show-sidebar");
  document.querySelector(".burger").setAttribute("aria-expanded", "false");
  return update();
}

async function follow(link) {
  await go(link.getAttribute("href"));
  if (link.dataset.opens) await act("open", { tab: link.dataset.opens });
  if (link.closest(".tabs")) document.querySelector(".tabs [aria-current]")?.focus();
  else document.querySelector(shell().dataset.thread ? ".thread .composer textarea" : "main .composer textarea")?.focus();
}

function showSidebar(button) {
  const shown = shell().classList.toggle("show-sidebar");
  button.setAttribute("aria-expanded", String(shown));
  if (shown) document.querySelector(".sidebar a[aria-current]")?.focus();
}

// What a click does, by what was clicked: the first that fits.
const CLICKS = [
  [".burger", (button) => showSidebar(button)],
  ["[data-action]", (button) => pressed(button, button.dataset.action, button.dataset.value || null)],
  ["[data-react]", (button, ts) => act("react", { ts, name: button.dataset.react })],
  ["[data-shortcut]", (button, ts) => act("shortcut", { ts, callback_id: button.dataset.shortcut })],
  ["[data-copy]", (button) => navigator.clipboard?.writeText(button.dataset.copy).then(() => toast("Copied."))],
  ["[data-edit]", (button) => edit(button.closest("[data-ts]"), true)],
  ["[data-cancel-edit]", (button) => edit(button.closest("[data-ts]"), false)],
  ["[data-fault]", (button) => act("fault", JSON.parse(button.dataset.fault))],
  ["[data-forget]", () => act("forget", {})],
  ["[data-dismiss]", (button, ts) => act("dismiss", { ts })],
  ["[data-delete]", (button, ts) => deleteAfterAsking(ts)],
  ["[data-close]", (button) => close(button.closest("[data-modal]"))],
  ["[data-example]", (button) => send(document.querySelector("main .composer"), button.dataset.example)],
];

document.addEventListener("click", (event) => {
  const item = event.target.closest(".menu-list button");
  if (item) shut(item.closest("details"));
  for (const [selector, does] of CLICKS) {
    const clicked = event.target.closest(selector);
    if (clicked) return void does(clicked, clicked.closest("[data-ts]")?.dataset.ts);
  }
  const link = event.target.closest("a[href^='/?']");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return undefined;
  event.preventDefault();
  return void follow(link);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "switch") {
    const query = new URLSearchParams(location.search);
    query.set("as", event.target.value);
    if ((query.get("in") || "").startsWith("D")) { query.set("in", "dm"); query.delete("thread"); }
    return void go(`/?${query}`);
  }
  const field = event.target.closest("[data-choice]");
  if (!field || field.closest(".input")) return undefined;
  if (valueOf(field) !== null) pressed(field, field.dataset.choice, valueOf(field));
  return undefined;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (form.classList.contains("composer")) send(form);
  else if (form.classList.contains("edit-box")) saveEdit(form);
  else if (form.closest("[data-modal]")) submitModal(form);
});

// Escape leaves the thread, when nothing that lies over it wants the key.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !event.target.closest(".thread")) return;
  const ts = shell().dataset.thread;
  go(document.querySelector(".thread .close").getAttribute("href")).then(() => document.querySelector(`main [data-ts="${ts}"] a.replies`)?.focus());
});
