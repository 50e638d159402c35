// Files in the message box and in modals: chosen, dropped or pasted, and sent as base64 within the page's JSON.
"use strict";

const attached = new WeakMap(); // form -> the files that wait to be sent with it
const LONGEST = 12000;

const filesOf = (form) => attached.get(form) || [];

function setFiles(form, files) {
  attached.set(form, files);
  const list = form.querySelector(".attached");
  list.hidden = !files.length;
  list.replaceChildren(...files.map((file, position) => {
    const item = Object.assign(document.createElement("li"), { textContent: file.name });
    const away = Object.assign(document.createElement("button"), { type: "button", textContent: "✕" });
    away.setAttribute("aria-label", `Remove ${file.name}`);
    away.addEventListener("click", () => setFiles(form, filesOf(form).filter((_, other) => other !== position)));
    item.append(away);
    return item;
  }));
  grow(form.querySelector("textarea"));
}

function encoded(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ name: file.name, base64: reader.result.slice(reader.result.indexOf(",") + 1) });
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

const encodedAll = (files) => Promise.all([...files].map(encoded));

// A text too long for a message goes as a snippet, when its author says so, as in Slack.
async function asSnippet(text) {
  const asked = {
    title: { text: "Your message is too long" },
    text: { text: `It has ${text.length.toLocaleString()} characters; a message takes ${LONGEST.toLocaleString()}. Send it as a text snippet?` },
    confirm: { text: "Send as snippet" }, deny: { text: "Cancel" },
  };
  return (await confirmed(JSON.stringify(asked))) ? new File([text], "Untitled.txt", { type: "text/plain" }) : null;
}

document.addEventListener("change", (event) => {
  if (!event.target.matches(".attach input")) return;
  const form = event.target.closest("form");
  setFiles(form, [...filesOf(form), ...event.target.files]);
  event.target.value = "";
  form.querySelector("textarea").focus();
});
document.addEventListener("paste", (event) => {
  const form = event.target.closest?.(".composer");
  if (!form || !event.clipboardData.files.length) return;
  event.preventDefault();
  setFiles(form, [...filesOf(form), ...event.clipboardData.files]);
});
for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, (event) => {
  const box = event.target.closest?.("main, aside");
  const form = box?.querySelector(".composer");
  if (!form || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.toggle("over", kind === "dragover");
  if (kind === "drop") setFiles(form, [...filesOf(form), ...event.dataTransfer.files]);
});
