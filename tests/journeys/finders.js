// What the journeys look for on a page: texts that are to be read, and things by the name that a screen reader says.
"use strict";

window.finders = {
  until(condition, milliseconds = 10000) {
    const end = performance.now() + milliseconds;
    return new Promise((done) => {
      const look = () => {
        const found = condition();
        if (found || performance.now() > end) done(found);
        else setTimeout(look, 30);
      };
      look();
    });
  },
  shown(element) {
    return element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  },
  text(within) {
    return [...document.querySelectorAll(within)].filter(this.shown).map((one) => one.innerText).join("\n").replace(/\s+/g, " ");
  },
  reads(within, text) {
    return this.text(within).includes(text.replace(/\s+/g, " "));
  },
  first(selector) {
    return [...document.querySelectorAll(selector)].find(this.shown);
  },
  withText(selector, text) {
    return [...document.querySelectorAll(selector)].filter((one) => this.shown(one) && one.innerText.includes(text)).pop();
  },
  name(element) {
    const labelled = element.labels?.[0]?.innerText;
    const heard = element.cloneNode(true);
    for (const silent of heard.querySelectorAll("[aria-hidden=true]")) silent.remove();
    const inside = heard.textContent.replace(/\s+/g, " ").trim();
    return element.getAttribute("aria-label") || labelled || inside || element.title || "";
  },
  named(within, name) {
    const candidates = [...document.querySelectorAll(within)].flatMap((box) => [
      ...box.querySelectorAll("button, a, summary, input, select, textarea, [role=menuitem], [role=option], [tabindex]"),
    ]).filter(this.shown);
    return candidates.filter((one) => this.name(one) === name).pop() || candidates.filter((one) => this.name(one).startsWith(name)).pop();
  },
  keyboardIsOn(within, name) {
    const there = document.activeElement;
    return there !== document.body && [...document.querySelectorAll(within)].some((box) => box.contains(there)) && this.name(there).startsWith(name);
  },
  choose(within, label) {
    for (const menu of document.querySelectorAll(`${within} select`)) {
      const option = [...menu.options].find((one) => one.label === label || one.label.startsWith(label));
      if (!option) continue;
      menu.value = option.value;
      menu.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    }
    return false;
  },
  // Whether the last click hit the button that was placed, or the one drawn anew in its stead: what is drawn anew while
  // the mouse is on its way may have moved.
  landed() {
    if (!this.placed) return true; // the press led to another page
    const { element } = this.placed;
    if (element.tagName !== "BUTTON") return true;
    const hit = this.clicked?.closest("button");
    return Boolean(hit) && (hit === element || this.name(hit) === this.name(element));
  },
  place(element) {
    if (!element) return null;
    element.scrollIntoView({ block: "nearest" });
    const box = element.getBoundingClientRect();
    const x = box.left + box.width / 2;
    const y = box.top + Math.min(box.height, innerHeight - box.top) / 2;
    const before = this.placed;
    this.placed = { element, x, y };
    if (before?.element !== element || before.x !== x || before.y !== y) return null; // nobody presses what still moves
    this.clicked = null;
    document.addEventListener("click", (event) => { this.clicked = event.target; }, { capture: true, once: true });
    const there = document.elementFromPoint(x, y);
    return there && (element.contains(there) || there.contains(element)) ? { x, y } : null;
  },
};
