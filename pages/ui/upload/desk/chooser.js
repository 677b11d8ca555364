// The list under a cell: what it may hold, found by what is typed.

import { made } from "./made.js";

const MOST = 60;
const folded = (text) => text.toLowerCase().replace(/\s+/g, "");

/** The words that fit what was typed: those that begin with it, then those that hold it or are also called so. */
export function fitting(words, first, typed) {
  const wanted = folded(typed);
  const all = [...first.map((text) => [text, ""]), ...words.filter(([text]) => !first.includes(text))];
  if (!wanted) return all.slice(0, MOST);
  const starts = [], holds = [];
  for (const word of all) {
    const [text, also] = word.map(folded);
    if (text.startsWith(wanted) || text.split(/^[a-z]+\d+/)[1]?.startsWith(wanted)) starts.push(word);
    else if (text.includes(wanted) || also.includes(wanted)) holds.push(word);
  }
  return [...starts, ...holds].slice(0, MOST);
}

export class Chooser {
  /** `place` holds the list; `take` is given the text that is chosen. */
  constructor(place, take) {
    this.list = made("ul", { class: "chooser", role: "listbox", id: "choices", "aria-label": "可选的内容", hidden: true });
    this.take = take;
    place.append(this.list);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  open(words, first, box, typed) {
    this.words = words;
    this.first = first;
    this.list.hidden = false;
    Object.assign(this.list.style, box);
    this.filter(typed);
  }

  close() {
    this.list.hidden = true;
  }

  filter(typed) {
    this.shown = fitting(this.words, this.first, typed);
    this.at = this.shown.length && (typed || this.first.length) ? 0 : -1;
    this.list.replaceChildren(
      ...this.shown.map(([text, also], number) =>
        made(
          "li",
          {
            role: "option",
            id: `choice-${number}`,
            // The mouse must not take the focus from the cell.
            onmousedown: (event) => event.preventDefault(),
            onclick: () => this.take(text),
          },
          text,
          also ? made("small", {}, also) : null,
        ),
      ),
      ...(this.shown.length ? [] : [made("li", { class: "none" }, "没有找到；按 Enter 就填打的字")]),
    );
    this.mark();
  }

  move(by) {
    if (!this.shown.length) return;
    this.at = (this.at + by + this.shown.length) % this.shown.length;
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((line, number) => line.setAttribute("aria-selected", String(number === this.at)));
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  /** The text that is marked, or null. */
  get marked() {
    return this.at >= 0 && this.shown[this.at] ? this.shown[this.at][0] : null;
  }
}
