// What somebody who sees little, or hears the page, would stumble over; each finding is a sentence, and none is best.
// Contrast as in WCAG 2.2, success criterion 1.4.3: 4.5 to 1, large text 3 to 1.
"use strict";

window.access = {
  colour(written) {
    const parts = (written.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return [parts[0], parts[1], parts[2], parts[3] ?? 1];
  },
  over(top, below) { return [0, 1, 2].map((channel) => top[channel] * top[3] + below[channel] * (1 - top[3])); },
  light(colour) {
    const linear = colour.slice(0, 3).map((value) => value / 255).map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  },
  background(element) {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.unshift(this.colour(getComputedStyle(one).backgroundColor));
    return layers.reduce((below, layer) => this.over(layer, below), [255, 255, 255]);
  },
  contrast(element, pseudo) {
    const below = this.background(element);
    const [a, b] = [this.light(this.over(this.colour(getComputedStyle(element, pseudo).color), below)), this.light(below)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  },
  faint() {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode.textContent.trim();
      const element = texts.currentNode.parentElement;
      if (!text || !finders.shown(element) || element.closest("option, script, noscript, :disabled")) continue;
      const { fontSize, fontWeight } = getComputedStyle(element);
      const isLarge = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700);
      const ratio = this.contrast(element);
      if (ratio < (isLarge ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} to 1: ${text.slice(0, 40)}`);
    }
    for (const field of document.querySelectorAll("[placeholder]")) {
      if (finders.shown(field) && field.placeholder && this.contrast(field, "::placeholder") < 4.5) found.push(`placeholder ${field.placeholder}`);
    }
    return found;
  },
  nameless() {
    return [...document.querySelectorAll("button, a[href], input, select, textarea, summary, [role=dialog], dialog[open], nav, aside")]
      .filter((one) => finders.shown(one) && !finders.name(one) && !one.getAttribute("aria-labelledby"))
      .map((one) => one.outerHTML.slice(0, 120));
  },
  twice() {
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    return ids.filter((id, position) => ids.indexOf(id) !== position);
  },
  findings() { return [...this.faint(), ...this.nameless().map((one) => `without a name: ${one}`), ...this.twice().map((one) => `id twice: ${one}`)]; },
};
