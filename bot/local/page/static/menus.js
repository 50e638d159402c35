// Menus: put where there is room for them, and gone through by keyboard.
"use strict";

const itemsOf = (menu) => [...menu.querySelectorAll(".menu-list button, .menu-list a")];

function place(menu) {
  const list = menu.querySelector(".menu-list");
  list.classList.remove("up", "leftward", "rightward");
  const room = (menu.closest("[data-scroll], .home, .modal-body") || document.documentElement).getBoundingClientRect();
  const button = menu.querySelector("summary").getBoundingClientRect();
  const box = list.getBoundingClientRect();
  if (box.bottom > room.bottom && button.top - box.height >= room.top) list.classList.add("up");
  if (box.right > room.right) list.classList.add("leftward");
  if (box.left < room.left) list.classList.add("rightward");
  list.scrollIntoView({ block: "nearest" });
}

function shut(menu) {
  const hadKeyboard = menu.contains(document.activeElement);
  menu.open = false;
  if (hadKeyboard) menu.querySelector("summary").focus();
}

function onMenuKey(event, menu) {
  const items = itemsOf(menu);
  const now = items.indexOf(document.activeElement);
  const step = { ArrowDown: now + 1, ArrowRight: now + 1, ArrowUp: now < 0 ? items.length - 1 : now - 1, ArrowLeft: now < 0 ? items.length - 1 : now - 1, Home: 0, End: items.length - 1 }[event.key];
  if (step !== undefined && items.length) {
    event.preventDefault();
    if (menu.open) items[(step + items.length) % items.length].focus();
    else if (event.key === "ArrowDown") menu.open = true;
  } else if (event.key === "Escape" && menu.open) {
    event.preventDefault();
    shut(menu);
  } else if (event.key === "Tab") menu.open = false;
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details.menu")) return;
  if (!menu.open) return void update();
  place(menu);
  if (menu.querySelector("summary").matches(":focus-visible")) itemsOf(menu)[0]?.focus();
}, true);
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
}, true);
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest("details.menu") || (event.key === "Escape" && document.querySelector("details.menu[open]"));
  if (menu) onMenuKey(event, menu);
});
