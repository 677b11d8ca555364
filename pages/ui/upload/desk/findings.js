// The list beside the grid: what was found, by kind; each leads to its cell.

import { SEVERITIES, button, made, sign } from "./made.js";

const SHOWN = 8;
/** So many of one kind are not each told in a whole sentence; the first one's stands above them. */
const ALIKE = 3;

/** Findings of one kind on one sheet together, in their order. */
export function groupsOf(findings) {
  const groups = new Map();
  for (const one of findings) {
    const key = [one.severity, one.sheet, one.code].join("\t");
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(one);
  }
  return [...groups.values()];
}

export class FindingList {
  constructor(desk) {
    this.desk = desk;
    this.whole = new Set();
    this.place = made("section", { class: "findings", "aria-label": "检查结果" });
  }

  /** Draw the list anew; what was settled since the last check is struck through. */
  draw() {
    const { findings, more } = this.desk.data;
    const focused = this.place.getRootNode().activeElement;
    const key = this.place.contains(focused) ? focused.dataset.key : "";
    this.place.replaceChildren(
      ...groupsOf(findings).map((group) => this.group(group)),
      ...(more ? [made("p", { class: "small" }, `还有 ${more} 处没有列出，改好这些后会接着列。`)] : []),
    );
    if (key) this.place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  group(group) {
    const [first] = group;
    const name = [first.severity, first.sheet, first.code].join("\t");
    const many = group.length > 1 ? `　${group.length} 处` : "";
    const open = group.filter((one) => !this.desk.isSettled(one));
    const proposed = open.filter((one) => one.proposal);
    const shown = this.whole.has(name) ? group : group.slice(0, SHOWN);
    const sameHint = group.every((one) => one.hint === first.hint);
    return made(
      "div",
      { class: `group ${first.severity}` },
      made(
        "h4",
        {},
        sign(first.severity),
        made("span", { class: "word" }, SEVERITIES[first.severity][0]),
        ` ${first.title}${many}`,
        first.sheet ? made("small", {}, ` ${first.sheet}`) : null,
      ),
      group.length >= ALIKE && first.found ? made("p", { class: "small" }, `例如 ${first.address}：${first.message}`) : null,
      sameHint && first.hint ? made("p", { class: "small" }, first.hint) : null,
      proposed.length > 1
        ? button(`采用这 ${proposed.length} 处建议`, () => this.desk.accept(proposed), { class: "quiet", "data-key": `all\t${name}` })
        : null,
      made("ul", {}, shown.map((one) => this.line(one, sameHint, group.length < ALIKE))),
      group.length > shown.length
        ? button(`其余 ${group.length - shown.length} 处`, () => { this.whole.add(name); this.draw(); }, { class: "quiet", "data-key": `more\t${name}` })
        : null,
    );
  }

  /** One of a kind says its sentence; of several alike each says what stands there. */
  line(one, sameHint, alone) {
    const settled = this.desk.isSettled(one);
    const here = this.desk.isHere(one);
    const words = [made("b", {}, one.address || "—"), " ", alone || !one.found ? one.message : one.found];
    const reachable = this.desk.isReachable(one);
    return made(
      "li",
      { title: one.message, class: [settled ? "settled" : "", here ? "here" : ""].filter(Boolean).join(" ") },
      reachable
        ? button(words, () => this.desk.jump(one), { class: "jump", "data-key": `go\t${one.id}`, "aria-current": here ? "true" : undefined })
        : made("div", { class: "jump" }, words),
      !sameHint && alone && one.hint ? made("p", { class: "small" }, one.hint) : null,
      one.proposal && reachable && !settled
        ? button(`改为 ${one.proposal}`, () => this.desk.accept([one]), { class: "quiet", "data-key": `take\t${one.id}` })
        : null,
    );
  }
}
