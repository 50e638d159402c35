// What only the browser knows, done after each drawing: local times, long texts, what is unread, where to scroll.
"use strict";

const TALLEST = 420; // pixels of a text, beyond which it is folded

function dayOf(at) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86400000);
  if (days < 2) return days < 1 ? "Today" : "Yesterday";
  return at.toLocaleDateString([], { weekday: "long", month: "long", day: "numeric" });
}

function setTimes() {
  for (const time of document.querySelectorAll("time[datetime]:not([data-local])")) {
    time.dataset.local = "yes";
    const at = new Date(time.getAttribute("datetime"));
    const hour = at.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
    if (time.classList.contains("gutter-time")) time.textContent = hour.replace(/\s?[AP]M$/i, "");
    else time.textContent = "when" in time.dataset ? `${dayOf(at).toLowerCase()} at ${hour}` : hour;
    time.title = at.toLocaleString();
  }
  for (const day of document.querySelectorAll("[data-day]")) day.textContent = dayOf(new Date(day.dataset.day));
}

function foldLongTexts() {
  for (const text of document.querySelectorAll(".foldable:not([data-folds])")) {
    text.dataset.folds = text.scrollHeight > TALLEST ? "yes" : "no";
    if (text.dataset.folds === "no") continue;
    text.classList.add("folded");
    const more = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "See more" });
    more.setAttribute("aria-expanded", "false");
    more.addEventListener("click", () => {
      const isFolded = text.classList.toggle("folded");
      more.textContent = isFolded ? "See more" : "See less";
      more.setAttribute("aria-expanded", String(!isFolded));
    });
    text.after(more);
  }
}

// A place is read once its newest message was on the screen of this person, in this browser.
function markUnread() {
  for (const link of document.querySelectorAll(".sidebar [data-latest]")) {
    const key = `read ${shell().dataset.me} ${link.dataset.place}`;
    if (link.hasAttribute("aria-current") && shell().dataset.tab === "messages") localStorage.setItem(key, link.dataset.latest);
    const isUnread = Number(link.dataset.latest) > Number(localStorage.getItem(key) || 0);
    link.classList.toggle("unread", isUnread);
    link.querySelector(".silent").textContent = isUnread ? ", new messages" : "";
  }
}

const seenBefore = new WeakSet();
function settle(pinned = [], atFoot = []) {
  setTimes();
  foldLongTexts();
  markUnread();
  for (const box of document.querySelectorAll("[data-scroll]")) {
    if (atFoot.includes(box.dataset.scroll)) box.scrollTop = box.scrollHeight;
    if (pinned.includes(box.dataset.scroll) || !seenBefore.has(box)) toNewest(box);
    seenBefore.add(box);
  }
}
