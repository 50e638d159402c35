// The message box: sending, names and commands to choose from, and editing what was sent.
"use strict";

async function send(form, text) {
  const box = form.querySelector("textarea");
  let sent = text ?? box.value;
  let waiting = text === undefined ? filesOf(form) : [];
  if (!sent.trim() && !waiting.length) return;
  if (sent.length > LONGEST) {
    const snippet = await asSnippet(sent);
    if (!snippet) return;
    [sent, waiting] = ["", [...waiting, snippet]];
  }
  const scroll = form.closest("main, aside").querySelector("[data-scroll]");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
  const files = await encodedAll(waiting);
  if (text === undefined) { box.value = ""; setFiles(form, []); }
  const told = await act("say", { text: sent, thread_ts: form.dataset.thread || null, files });
  if (!told && text === undefined) { box.value = sent; setFiles(form, waiting); }
  if (told && text !== undefined) showAnswerTo(told.ts);
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  box.closest("form").querySelector(".send").disabled = !box.value.trim() && !filesOf(box.closest("form")).length;
}

function edit(message, open) {
  const form = message.querySelector(".edit-box");
  form.hidden = !open;
  message.querySelector(".content").hidden = open;
  const box = form.querySelector("textarea");
  box.value = open ? box.defaultValue : box.value;
  if (!open) {
    message.closest("main, aside").querySelector(".composer textarea")?.focus();
    return void update();
  }
  box.style.height = `${box.scrollHeight + 2}px`;
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

async function saveEdit(form) {
  const box = form.querySelector("textarea");
  const message = form.closest("[data-ts]");
  if (box.value === box.defaultValue || (await act("edit", { ts: message.dataset.ts, text: box.value }))) edit(message, false);
}

function suggestions(box) {
  const before = box.value.slice(0, box.selectionStart);
  const word = /(^|\s)([@/][\w.-]*)$/.exec(before)?.[2];
  if (!word || (word[0] === "/" && before !== word)) return [];
  const names = word[0] === "@" ? box.dataset.names.split(" ").map((name) => `@${name}`) : box.dataset.commands.split(" ");
  return names.filter((name) => name.startsWith(word) && name !== word);
}

function suggest(box) {
  const form = box.closest("form");
  suggestNothing(box);
  const names = suggestions(box);
  if (!names.length) return;
  const list = Object.assign(document.createElement("ul"), { className: "suggest", id: "suggest" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  names.forEach((name, position) => {
    const item = Object.assign(document.createElement("li"), { textContent: name, id: `suggest-${position}` });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(position === 0));
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(box, name); });
    list.append(item);
  });
  form.append(list);
  box.setAttribute("aria-controls", "suggest");
  box.setAttribute("aria-activedescendant", "suggest-0");
}

function suggestNothing(box) {
  box.closest("form").querySelector(".suggest")?.remove();
  box.removeAttribute("aria-controls");
  box.removeAttribute("aria-activedescendant");
}

function take(box, name) {
  const end = box.selectionStart;
  const start = box.value.slice(0, end).search(/[@/][\w.-]*$/);
  box.setRangeText(`${name} `, start, end, "end");
  suggestNothing(box);
  grow(box);
}

function onComposerKey(event, box) {
  const list = box.closest("form").querySelector(".suggest");
  if (list && ["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"].includes(event.key)) {
    event.preventDefault();
    const items = [...list.children];
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") return suggestNothing(box);
    if (event.key === "Enter" || event.key === "Tab") return take(box, items[now].textContent);
    const next = (now + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
    items.forEach((item, position) => item.setAttribute("aria-selected", String(position === next)));
    box.setAttribute("aria-activedescendant", items[next].id);
    return undefined;
  }
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send(box.closest("form"));
  }
  if (event.key === "ArrowUp" && !box.value && !filesOf(box.closest("form")).length) {
    const mine = [...box.closest("main, aside").querySelectorAll(".message:has(.edit-box)")].pop();
    if (mine) { event.preventDefault(); edit(mine, true); }
  }
  return undefined;
}

function onEditKey(event, form) {
  if (event.key === "Escape") { event.preventDefault(); edit(form.closest("[data-ts]"), false); }
  else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); saveEdit(form); }
}

document.addEventListener("input", (event) => { if (event.target.matches(".composer textarea")) { grow(event.target); suggest(event.target); } });
document.addEventListener("focusout", (event) => { if (event.target.matches(".composer textarea")) suggestNothing(event.target); });
document.addEventListener("keydown", (event) => {
  if (event.target.matches(".composer textarea")) onComposerKey(event, event.target);
  else if (event.target.matches(".edit-box textarea")) onEditKey(event, event.target.closest("form"));
});
