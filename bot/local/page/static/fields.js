// What is filled into inputs and modals: read, put back after the page was drawn anew, checked before it is sent.
"use strict";

const filled = new Map(); // a modal's id -> what somebody has filled in, also while another modal lies on top of it

function valueOf(field) {
  if (field.type === "file") return field.files;
  if (field.dataset.kind === "checkboxes") return [...field.querySelectorAll("input:checked")].map((one) => one.value);
  if (field.dataset.kind === "radio_buttons") return field.querySelector("input:checked")?.value || null;
  if (field.multiple) return [...field.selectedOptions].map((one) => one.value);
  return field.value || null;
}

function valuesIn(box) {
  const values = {};
  for (const field of box.querySelectorAll("[data-choice]")) values[field.dataset.choice] = valueOf(field);
  return values;
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

const openModal = () => document.querySelector("[data-modal]");

function keepModal() {
  const modal = openModal();
  if (modal) filled.set(modal.dataset.view, valuesIn(modal));
}

// A modal that was drawn anew is opened, with what had been filled in; tells whether it now has the keyboard.
function showModal() {
  const modal = openModal();
  if (!modal || modal.open) return false;
  for (const [id, value] of Object.entries(filled.get(modal.dataset.view) || {})) fill(modal, id, value);
  const isNew = !filled.has(modal.dataset.view);
  modal.showModal();
  modal.addEventListener("cancel", (event) => { event.preventDefault(); close(modal); });
  const wrong = modal.querySelector(".wrong :is(input, textarea, select)");
  if (wrong) wrong.focus();
  else if (isNew) (modal.querySelector(".modal-body :is(input, textarea, select)") || modal.querySelector("[type=submit]"))?.focus();
  return Boolean(wrong) || isNew;
}

const missing = (field, value) => (value instanceof FileList || Array.isArray(value) ? !value.length : !String(value ?? "").trim());

function problemOf(block, field) {
  const value = valueOf(field);
  if (missing(field, value)) return "required" in block.dataset ? "Please complete this required field." : "";
  const most = Number(field.dataset.most || 0);
  if (value instanceof FileList && most && value.length > most) return `Choose up to ${most} ${most === 1 ? "file" : "files"}.`;
  const least = Number(field.dataset.least || 0);
  return least && value.length < least ? `Please enter at least ${least} characters.` : "";
}

// As Slack does before the app hears of it: what is missing is said under its field. Tells whether all is there.
function isComplete(modal) {
  let first = null;
  for (const block of modal.querySelectorAll(".input[data-block]")) {
    const field = block.querySelector("[data-choice]");
    const problem = field ? problemOf(block, field) : "";
    block.querySelector(".error")?.remove();
    block.classList.toggle("wrong", Boolean(problem));
    const asked = block.querySelector("input, textarea, select");
    asked?.setAttribute("aria-invalid", String(Boolean(problem)));
    if (!problem) continue;
    const error = Object.assign(document.createElement("p"), { className: "error", id: `e-${block.dataset.block}`, textContent: problem });
    error.setAttribute("role", "alert");
    block.append(error);
    asked.setAttribute("aria-describedby", error.id);
    first ||= asked;
  }
  first?.focus();
  return !first;
}

async function submitModal(form) {
  const modal = form.closest("[data-modal]");
  if (!isComplete(modal)) return;
  const submit = form.querySelector("[type=submit]");
  submit.disabled = true;
  await act("submit", { view_id: modal.dataset.view, values: await filledIn(modal) });
  setTimeout(() => { submit.disabled = false; }, 3000);
}

function close(modal) { return act("close", { view_id: modal.dataset.view }); }

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
