// The desk: what was found in a file, its sheets as grids, and one check for all that was changed.
//
// Streamlit calls the function below whenever the page was drawn anew; what is being typed outlives that.

import { FindingList } from "./findings.js";
import { Grid } from "./grid.js";
import { SEVERITIES, button, made, sign } from "./made.js";
import { Pending } from "./pending.js";
import { askSplit, partsOf } from "./split.js";

/** What was changed and not checked yet: file → Pending; also of a desk that is not on the page just now. */
const PENDING = new Map();
const TOLD = new Set();
/** Where one was: file → sheet and cell; the files whose check began at the desk. */
const PLACES = new Map();
const CHECKED = new Set();
const HELP = "方向键移动；直接打字修改，Enter 打开选项，Esc 放弃；Del 清空，Ctrl+Z 撤销，Ctrl+C、Ctrl+V 与 Excel 互拷；F8 下一处问题，Ctrl+Enter 重新检查";

addEventListener("beforeunload", (event) => {
  if ([...PENDING.values()].some((one) => one.count)) event.preventDefault();
});

class Desk {
  constructor(place) {
    this.grid = new Grid(this);
    this.list = new FindingList(this);
    this.head = made("h3", { tabindex: "-1" });
    this.live = made("div", { class: "live", role: "status", "aria-live": "polite" });
    this.tabs = made("div", { class: "tabs", role: "tablist", "aria-label": "台账" });
    this.bar = made("div", { class: "bar" });
    this.cellBar = made("div", { class: "cell-bar", "aria-live": "polite" });
    this.note = made("p", { class: "small" });
    this.main = made("div", { class: "main-side" }, this.bar, this.grid.place, this.cellBar, this.note);
    this.root = made("div", { class: "desk" }, this.head, this.live, this.tabs, made("div", { class: "sides" }, this.main, this.list.place));
    place.append(this.root);
  }

  /** Take what the server says now. */
  update(data, send) {
    this.send = send;
    const before = this.data, isNew = !before || before.sha256 !== data.sha256 || before.id !== data.id;
    this.data = data;
    if (!PENDING.has(data.id)) PENDING.set(data.id, new Pending());
    this.pending = PENDING.get(data.id);
    if (this.pending.token && data.done === this.pending.token) {
      if (!data.refused) this.pending.clear();
      this.pending.token = "";
    } else if (isNew && before && before.id === data.id) this.pending.clear();
    this.byCell = new Map();
    for (const one of data.findings) {
      const key = `${one.sheet}\t${one.row}\t${one.column}`;
      if (one.row && one.column) this.byCell.set(key, [...(this.byCell.get(key) || []), one]);
    }
    const place = PLACES.get(data.id);
    this.sheet = this.find(this.sheet?.name || place?.sheet) || this.firstSheet();
    if (!before && place && this.sheet?.name === place.sheet) this.grid.at = this.grid.from = place.at;
    this.root.classList.toggle("without", !this.sheet);
    this.head.textContent = data.headline;
    if (this.sheet) this.grid.show(this.sheet);
    this.draw();
    this.announce();
  }

  firstSheet() {
    const named = (severity) => this.data.findings.find((one) => one.severity === severity && this.find(one.sheet));
    const finding = named("error") || named("confirm");
    const { sheets } = this.data;
    return (finding && this.find(finding.sheet)) || sheets.find((one) => one.rows.length) || sheets[0];
  }

  find(name) {
    return this.data.sheets.find((one) => one.name === name);
  }

  /** Say the outcome of a check once; of a file that has just come, also go there. */
  announce() {
    const { id, told, arrived } = this.data;
    if (!told || TOLD.has(told)) return;
    TOLD.add(told);
    this.say(this.data.headline);
    const inside = this.root.contains(this.root.getRootNode().activeElement);
    if (CHECKED.delete(id) && this.sheet) {
      // The check began here: whoever works on goes on where they were.
      if (!inside) requestAnimationFrame(() => this.grid.focus());
      return;
    }
    if (inside || !arrived) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    requestAnimationFrame(() => {
      this.root.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
      this.head.focus({ preventScroll: true });
    });
  }

  say(words) {
    this.live.textContent = words;
  }

  draw() {
    this.drawTabs();
    this.drawBar();
    this.drawCellBar();
    this.list.draw();
    const left = this.sheet?.leftOut;
    this.note.textContent = left ? `这张表还有 ${left} 行没有列出（没有问题的）；要改它们，请在 Excel 里改好后重新上传。` : "";
  }

  drawTabs() {
    const shown = this.data.sheets.filter((one) => one.rows.length || one === this.sheet || this.pending.added.some((row) => row.sheet === one.name));
    const empty = this.data.sheets.filter((one) => !shown.includes(one));
    const tab = (one) => {
      const counts = ["error", "confirm"].map((severity) => {
        const many = this.data.findings.filter((item) => item.sheet === one.name && item.severity === severity && !this.isSettled(item)).length;
        return many ? made("span", { class: `count ${severity}` }, sign(severity), String(many), made("span", { class: "hidden" }, SEVERITIES[severity][0])) : null;
      });
      return button([one.name, made("small", {}, ` ${this.rowsOf(one).length} 行`), counts], () => this.open(one), {
        role: "tab",
        "aria-selected": one === this.sheet ? "true" : "false",
        "data-sheet": one.name,
      });
    };
    const more = made("select", { "aria-label": "其余没有填的表", onchange: (event) => event.target.value && this.open(this.find(event.target.value)) });
    more.append(made("option", { value: "" }, `其余 ${empty.length} 张空表`), ...empty.map((one) => made("option", { value: one.name }, one.name)));
    this.tabs.replaceChildren(...shown.map(tab), ...(empty.length ? [more] : []));
  }

  open(sheet) {
    this.sheet = sheet;
    this.grid.box.scrollTop = 0;
    this.grid.box.scrollLeft = 0;
    this.grid.at = this.grid.from = { row: 0, column: 0 };
    this.grid.show(sheet);
    this.draw();
  }

  drawBar() {
    const focused = this.bar.getRootNode().activeElement?.dataset?.act;
    const { count, steps, token } = this.pending;
    const proposed = this.data.findings.filter((one) => one.proposal && one.severity !== "hint" && this.isReachable(one) && !this.isSettled(one));
    const open = this.data.findings.filter((one) => this.isReachable(one) && one.severity !== "hint" && !this.isSettled(one));
    const act = (name, words, does, given = {}) => button(words, does, { "data-act": name, ...given });
    const canDelete = this.sheet && this.grid.rows.length > 0 && this.grid.at.row >= 0;
    this.bar.replaceChildren(
      act("recheck", token ? "正在检查…" : count ? `重新检查（改了 ${count} 处）` : "重新检查", () => this.recheck(), { class: "main", disabled: !count || Boolean(token) }),
      ...(proposed.length > 1 ? [act("accept", `采用全部建议（${proposed.length}）`, () => this.accept(proposed))] : []),
      ...(open.length ? [act("next", `下一处问题（${open.length}）`, () => this.next(1), { title: "F8" })] : []),
      act("undo", "撤销", () => this.undo(), { disabled: !steps.length, title: "Ctrl+Z" }),
      act("add", "加一行", () => this.addRow()),
      act("delete", "删除行", () => this.deleteRows(), { disabled: !canDelete }),
      act("split", "拆分行", () => this.split(), { disabled: !canDelete }),
      made("details", { class: "help" }, made("summary", { "aria-label": "键盘怎么用" }, "键盘"), made("p", {}, HELP)),
    );
    if (focused) this.bar.querySelector(`[data-act="${focused}"]:not(:disabled)`)?.focus();
  }

  /** Under the grid: all of the cell one is at, what is wrong with it and what can be done. */
  drawCellBar() {
    if (!this.sheet || (!this.grid.rows.length && this.grid.at.row !== -1)) {
      this.cellBar.replaceChildren(made("p", { class: "small" }, "这张表没有填数据。“加一行”可以在这里填。"));
      return;
    }
    const { row, column } = this.grid;
    const found = this.findingsAt(this.sheet, row, column.at).filter((one) => !this.isSettled(one));
    const text = this.text(this.sheet, row, column.at);
    const original = this.original(this.sheet, row, column.at);
    const where = `${row === this.sheet.header ? "列名" : String(row).startsWith("+") ? "新行" : `第 ${row} 行`} · ${column.header}`;
    this.cellBar.replaceChildren(
      made("p", {}, made("b", {}, where), "　", text || made("i", {}, "空白"), text !== original && original ? made("small", {}, `（原来：${original}）`) : null),
      ...found.map((one) =>
        made(
          "div",
          { class: `told ${one.severity}` },
          made("span", {}, sign(one.severity), made("b", {}, SEVERITIES[one.severity][0]), ` ${one.message}`, one.hint ? made("small", {}, ` ${one.hint}`) : null),
          one.proposal ? button(`改为 ${one.proposal}`, () => this.accept([one]), { class: "quiet" }) : null,
          one.parts.length ? button(`拆成 ${one.parts.length} 行`, () => this.split(one.parts), { class: "quiet" }) : null,
        ),
      ),
    );
  }

  // What the grid and the list ask.

  rowsOf(sheet) {
    const rows = [];
    const mine = this.pending.added.filter((one) => one.sheet === sheet.name);
    for (const [number] of sheet.rows) {
      if (!this.pending.isDeleted(sheet.name, number)) rows.push(number);
      for (const one of mine) if (one.source === number) rows.push(one.row);
    }
    for (const one of mine) if (!one.source) rows.push(one.row);
    return rows;
  }

  original(sheet, row, column) {
    const at = sheet.columns.findIndex((one) => one.at === column);
    if (row === sheet.header) return sheet.columns[at].header;
    if (!sheet.index) sheet.index = new Map(sheet.rows.map((line) => [line[0], line]));
    const line = sheet.index.get(row);
    return line ? line[at + 2] : "";
  }

  text(sheet, row, column) {
    const changed = this.pending.text(sheet.name, row, column);
    return changed === undefined ? this.original(sheet, row, column) : changed;
  }

  isChanged(sheet, row, column) {
    if (String(row).startsWith("+")) return Boolean(this.pending.text(sheet.name, row, column));
    return this.pending.text(sheet.name, row, column) !== undefined;
  }

  isOther(sheet, row) {
    const line = sheet.rows.find((one) => one[0] === row);
    return Boolean(line) && !line[1];
  }

  findingsAt(sheet, row, column) {
    return this.byCell.get(`${sheet.name}\t${row}\t${column}`) || [];
  }

  worstOf(sheet, row) {
    const severities = new Set(sheet.columns.flatMap((one) => this.findingsAt(sheet, row, one.at).map((found) => found.severity)));
    return ["error", "confirm", "hint"].find((one) => severities.has(one)) || "";
  }

  wordsOf(sheet, row, column) {
    if (row === sheet.header) return [];
    return this.data.words[column.words] || [];
  }

  /** What is proposed for a cell, before everything else it may hold. */
  choicesOf(sheet, row, column) {
    const found = this.findingsAt(sheet, row, column.at);
    return [...new Set(found.flatMap((one) => [one.proposal, ...one.choices]).filter(Boolean))];
  }

  describe(sheet, row, column) {
    const found = this.findingsAt(sheet, row, column.at).map((one) => `${SEVERITIES[one.severity][0]}：${one.message}`);
    const words = this.wordsOf(sheet, row, column).length ? "，Enter 打开选项" : "";
    const where = row === sheet.header ? "列名" : String(row).startsWith("+") ? "新行" : `第 ${row} 行`;
    return `${where} ${column.header}：${this.text(sheet, row, column.at) || "空白"}${words}。${found.join(" ")}`;
  }

  isReachable(one) {
    const sheet = this.find(one.sheet);
    if (!sheet || !one.row || !one.column) return false;
    return (one.row === sheet.header || sheet.rows.some(([row]) => row === one.row)) && sheet.columns.some((column) => column.at === one.column);
  }

  isSettled(one) {
    return this.isReachable(one) && (this.pending.text(one.sheet, one.row, one.column) !== undefined || this.pending.isDeleted(one.sheet, one.row));
  }

  isHere(one) {
    return this.sheet?.name === one.sheet && this.grid.row === one.row && this.grid.column?.at === one.column;
  }

  moved() {
    PLACES.set(this.data.id, { sheet: this.sheet.name, at: this.grid.at });
    this.drawCellBar();
    this.drawBar();
    for (const line of this.list.place.querySelectorAll(".here")) line.classList.remove("here");
    if (this.sheet) this.say(this.describe(this.sheet, this.grid.row, this.grid.column));
  }

  // What is done.

  /** Changes of cells of one sheet, [row, column, text] each, as one step. */
  change(sheet, changes) {
    const real = changes.filter(([row, column, text]) => text !== this.text(sheet, row, column));
    if (!real.length) return;
    this.pending.step();
    for (const [row, column, text] of real) this.pending.set(sheet.name, row, column, text, this.original(sheet, row, column));
    this.changed();
  }

  changed() {
    this.grid.refresh();
    this.draw();
  }

  accept(findings) {
    this.pending.step();
    for (const one of findings) this.pending.set(one.sheet, one.row, one.column, one.proposal, this.original(this.find(one.sheet), one.row, one.column));
    this.changed();
    this.say(`已采用 ${findings.length} 处建议，还要“重新检查”。`);
  }

  undo() {
    if (this.pending.undo()) {
      this.changed();
      this.say("已撤销一步");
    }
  }

  addRow() {
    this.pending.step();
    this.pending.add(this.sheet.name, [], 0);
    this.changed();
    this.grid.go(this.grid.rows.length - 1, this.grid.columns.findIndex((one) => one.kind !== "code"));
    this.grid.focus();
  }

  deleteRows() {
    const rows = this.grid.selected().rows.filter((row) => row !== this.sheet.header && !this.isOther(this.sheet, row));
    if (!rows.length) return;
    this.pending.step();
    for (const row of rows) this.pending.remove(this.sheet.name, row);
    this.changed();
    this.grid.focus();
    this.say(`已删除 ${rows.length} 行，Ctrl+Z 可以撤销。`);
  }

  split(parts) {
    const { sheet } = this, { row, column } = this.grid;
    const given = this.findingsAt(sheet, row, column.at).find((one) => one.parts.length)?.parts;
    const amounts = sheet.columns
      .filter((one) => one.number && one.at !== column.at && this.text(sheet, row, one.at))
      .map((one) => ({ column: one.at, header: one.header, text: this.text(sheet, row, one.at) }));
    const what = {
      header: column.header,
      parts: parts || given || partsOf(this.text(sheet, row, column.at)),
      amounts,
      closed: () => this.grid.focus(),
    };
    askSplit(this.root, what, (rows) => this.splitInto(sheet, row, column, rows));
  }

  splitInto(sheet, row, column, rows) {
    this.pending.step();
    const [first, ...others] = rows;
    const added = this.pending.addedRow(sheet.name, row);
    for (const one of others) {
      const cells = sheet.columns
        .filter((each) => each.kind !== "code")
        .map((each) => [each.at, each.at === column.at ? one.text : one.amounts.has(each.at) ? one.amounts.get(each.at) : this.text(sheet, row, each.at)]);
      this.pending.add(sheet.name, cells, added ? added.source : row);
    }
    this.pending.set(sheet.name, row, column.at, first.text, this.original(sheet, row, column.at));
    for (const [at, text] of first.amounts) this.pending.set(sheet.name, row, at, text, this.original(sheet, row, at));
    this.changed();
    this.say(`已拆成 ${rows.length} 行，还要“重新检查”。`);
  }

  /** A block from Excel: from the cell one is at to the right and down; rows that are missing are added. */
  pasted(sheet, rows, columns, { row, column }, block) {
    this.pending.step();
    let many = 0;
    const all = [...rows];
    const single = block.length === 1 && block[0].length === 1;
    const chosen = this.grid.selected();
    if (single) {
      for (const key of chosen.rows) for (const one of chosen.columns) if (key !== sheet.header) {
        this.pending.set(sheet.name, key, one.at, block[0][0].trim(), this.original(sheet, key, one.at));
        many += 1;
      }
    } else {
      block.forEach((texts, down) => {
        if (row + down >= all.length) all.push(this.pending.add(sheet.name, [], 0));
        texts.slice(0, columns.length - column).forEach((text, right) => {
          const at = columns[column + right].at;
          this.pending.set(sheet.name, all[row + down], at, text.trim(), this.original(sheet, all[row + down], at));
          many += 1;
        });
      });
    }
    this.changed();
    const cut = Math.max(...block.map((texts) => texts.length)) > columns.length - column ? "；右边多出来的列没有贴" : "";
    this.say(`已贴入 ${many} 格${cut}。`);
  }

  jump(one) {
    if (this.sheet.name !== one.sheet) this.open(this.find(one.sheet));
    this.grid.jump(one.row, one.column);
    this.list.draw();
  }

  /** To the next open problem (by -1 the one before). */
  next(by) {
    const open = this.data.findings.filter((one) => this.isReachable(one) && !this.isSettled(one));
    const some = open.some((one) => one.severity !== "hint") ? open.filter((one) => one.severity !== "hint") : open;
    if (!some.length) return;
    const here = some.findIndex((one) => this.isHere(one));
    this.jump(some[here < 0 ? 0 : (here + by + some.length) % some.length]);
  }

  recheck() {
    if (!this.pending.count || this.pending.token) return;
    this.pending.token = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    this.drawBar();
    this.say("正在重新检查…");
    CHECKED.add(this.data.id);
    this.send("recheck", this.pending.sent(this.data.sha256, this.pending.token));
  }
}

const DESKS = new WeakMap();

export default function desk({ data, parentElement, setTriggerValue }) {
  if (!DESKS.has(parentElement)) DESKS.set(parentElement, new Desk(parentElement));
  DESKS.get(parentElement).update(data, setTriggerValue);
}
