// The grid of one sheet: only the rows in sight are drawn; one text field follows the cell one is at.

import { Chooser } from "./chooser.js";
import { rowsOf, textOf } from "./clipboard.js";
import { made, sign } from "./made.js";

const HEIGHT = 32, NUMBERS = 54, SPARE = 8, NARROW = 560;
const HEADER = -1;
const width = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 14 : 8), 0);
const between = (least, value, most) => Math.min(Math.max(value, least), most);

export class Grid {
  /** `desk` knows texts, findings and words, and takes the changes. */
  constructor(desk) {
    this.desk = desk;
    this.field = made("textarea", { class: "field", rows: 1, spellcheck: "false", autocomplete: "off", inputmode: "none" });
    this.table = made("table", { role: "grid" });
    this.box = made("div", { class: "box" }, this.table);
    this.place = made("div", { class: "grid" }, this.box, this.field);
    this.chooser = new Chooser(this.place, (text) => this.take(text));
    this.at = { row: 0, column: 0 };
    this.from = { row: 0, column: 0 };
    this.editing = false;
    this.box.addEventListener("scroll", () => this.draw());
    this.box.addEventListener("mousedown", (event) => this.pointed(event));
    this.box.addEventListener("dblclick", () => this.edit(true));
    const on = (name, act) => this.field.addEventListener(name, act);
    on("keydown", (event) => this.key(event));
    on("input", () => this.typed());
    on("compositionstart", () => this.begin());
    on("paste", (event) => this.paste(event));
    on("copy", (event) => this.copy(event));
    on("focus", () => this.draw());
    on("blur", () => { if (this.editing) this.commit(); this.draw(); });
    new ResizeObserver(() => this.sheet && this.measure()).observe(this.box);
  }

  /** Show a sheet; the place one was at is kept as far as it is there. */
  show(sheet) {
    this.sheet = sheet;
    this.columns = [...sheet.columns.filter((one) => one.held), ...sheet.columns.filter((one) => !one.held)];
    this.refresh();
    this.measure();
  }

  /** The rows anew, after some came or went. */
  refresh() {
    this.rows = this.desk.rowsOf(this.sheet);
    this.at = this.within(this.at);
    this.from = this.within(this.from);
    this.draw();
  }

  within({ row, column }) {
    return { row: between(HEADER, row, this.rows.length - 1), column: between(0, column, this.columns.length - 1) };
  }

  get row() {
    return this.at.row === HEADER ? this.sheet.header : this.rows[this.at.row];
  }

  get column() {
    return this.columns[this.at.column];
  }

  measure() {
    const narrow = this.box.clientWidth < NARROW;
    const rows = this.rows.slice(0, 200);
    this.widths = this.columns.map((column) => {
      const texts = rows.map((row) => this.desk.text(this.sheet, row, column.at).slice(0, 40));
      const widest = Math.max(width(column.header) + 10, ...texts.map(width));
      return between(64, widest + 26, column.held && narrow ? 116 : 230);
    });
    const held = this.columns.filter((one) => one.held).length;
    this.held = narrow ? Math.min(held, 1) : held;
    this.table.style.width = `${NUMBERS + this.widths.reduce((sum, one) => sum + one, 0)}px`;
    this.drawn = "";
    this.draw();
  }

  /** Draw the rows in sight. */
  draw() {
    if (!this.sheet || !this.widths) return;
    const first = Math.max(Math.floor(this.box.scrollTop / HEIGHT) - SPARE, 0);
    const last = Math.min(first + Math.ceil((this.box.clientHeight || 400) / HEIGHT) + 2 * SPARE, this.rows.length);
    const lefts = this.lefts();
    const body = [];
    for (let row = first; row < last; row += 1) body.push(this.line(row, lefts));
    const space = (rows) => made("tr", { class: "space", style: `height:${rows * HEIGHT}px`, "aria-hidden": "true" });
    this.table.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.table.setAttribute("aria-label", `${this.sheet.name}，${this.rows.length} 行`);
    this.table.replaceChildren(
      made("colgroup", {}, [NUMBERS, ...this.widths].map((one) => made("col", { style: `width:${one}px` }))),
      made("thead", {}, this.heading(lefts)),
      made("tbody", {}, space(first), body, space(this.rows.length - last)),
    );
    this.follow();
  }

  lefts() {
    let left = NUMBERS;
    return this.columns.map((_, number) => {
      if (number >= this.held) return "";
      left += this.widths[number];
      return `left:${left - this.widths[number]}px`;
    });
  }

  heading(lefts) {
    const cells = this.columns.map((column, number) => {
      const text = this.desk.text(this.sheet, this.sheet.header, column.at) || column.header;
      return this.cell("th", HEADER, number, text, lefts[number], [column.required ? "required" : "", column.missing ? "missing" : ""].join(" "));
    });
    return made("tr", { role: "row" }, made("th", { class: "number held" }, "行"), cells);
  }

  line(row, lefts) {
    const key = this.rows[row], worst = this.desk.worstOf(this.sheet, key);
    const other = this.desk.isOther(this.sheet, key);
    const cells = this.columns.map((column, number) =>
      this.cell("td", row, number, this.desk.text(this.sheet, key, column.at), lefts[number], column.number ? "amount" : ""),
    );
    const number = made(
      "th",
      { class: `number held ${worst}`, scope: "row", "data-row": row, "data-column": 0 },
      worst ? sign(worst) : null,
      String(key).startsWith("+") ? "新" : String(key),
    );
    return made("tr", { role: "row", class: other ? "other" : "", "aria-rowindex": row + 2, title: other ? "合计或备注行，不计入数据" : undefined }, number, cells);
  }

  cell(name, row, number, text, left, more) {
    const key = row === HEADER ? this.sheet.header : this.rows[row];
    const column = this.columns[number];
    const found = this.desk.findingsAt(this.sheet, key, column.at);
    const worst = found.length ? found[0].severity : "";
    const changed = this.desk.isChanged(this.sheet, key, column.at);
    const classes = [worst, changed ? "changed" : "", left !== "" ? "held" : "", more, column.kind === "unread" ? "unread" : ""];
    if (this.isSelected(row, number)) classes.push("selected");
    if (row === this.at.row && number === this.at.column) classes.push("at");
    const role = name === "th" ? "columnheader" : "gridcell";
    const title = [text, ...found.map((one) => one.message)].filter(Boolean).join("\n");
    return made(
      name,
      { role, class: classes.filter(Boolean).join(" "), style: left, title, "data-row": row, "data-column": number },
      made("span", { class: "text" }, text),
      worst ? sign(worst) : null,
    );
  }

  isSelected(row, column) {
    const inside = (one, a, b) => one >= Math.min(a, b) && one <= Math.max(a, b);
    return inside(row, this.at.row, this.from.row) && inside(column, this.at.column, this.from.column);
  }

  /** Put the field over the cell one is at. */
  follow() {
    const cell = this.table.querySelector(".at");
    if (!cell) return;
    const box = this.place.getBoundingClientRect(), here = cell.getBoundingClientRect();
    const left = here.left - box.left, top = here.top - box.top;
    const wide = this.editing ? Math.max(here.width, Math.min(260, box.width - left)) : here.width;
    Object.assign(this.field.style, { left: `${left}px`, top: `${top}px`, width: `${wide}px`, height: `${here.height}px` });
    this.field.classList.toggle("open", this.editing);
    this.field.setAttribute("aria-label", this.desk.describe(this.sheet, this.row, this.column));
    this.place.classList.toggle("focused", this.field.getRootNode().activeElement === this.field);
  }

  /** Go to a cell (row HEADER for the heading). */
  go(row, column, extend = false) {
    if (this.editing) this.commit();
    this.at = this.within({ row, column });
    if (!extend) this.from = this.at;
    this.reveal();
    this.draw();
    this.desk.moved();
  }

  /** Go to a place of the file and take the focus. */
  jump(row, column) {
    const at = row === this.sheet.header ? HEADER : this.rows.findIndex((one) => one === row);
    const number = this.columns.findIndex((one) => one.at === column);
    this.go(at < HEADER ? HEADER : at, Math.max(number, 0));
    this.focus();
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  /** Scroll so far that the cell is in sight, beside what is held. */
  reveal() {
    const { row, column } = this.at;
    if (row >= 0) {
      const top = row * HEIGHT, seen = this.box.clientHeight - HEIGHT;
      if (top < this.box.scrollTop) this.box.scrollTop = top;
      else if (top + HEIGHT > this.box.scrollTop + seen) this.box.scrollTop = top + HEIGHT - seen + 12;
    }
    if (column < this.held || !this.widths) return;
    const sum = (from, to) => this.widths.slice(from, to).reduce((all, one) => all + one, 0);
    const fixed = NUMBERS + sum(0, this.held), left = NUMBERS + sum(0, column), right = left + this.widths[column];
    if (left - fixed < this.box.scrollLeft) this.box.scrollLeft = left - fixed;
    else if (right > this.box.scrollLeft + this.box.clientWidth) this.box.scrollLeft = right - this.box.clientWidth + 4;
  }

  pointed(event) {
    const cell = event.target.closest("[data-row]");
    if (!cell) return;
    event.preventDefault();
    const row = Number(cell.dataset.row), column = Number(cell.dataset.column);
    const again = row === this.at.row && column === this.at.column && event.detail === 1;
    this.go(row, column, event.shiftKey);
    this.focus();
    if (again && matchMedia("(pointer: coarse)").matches) this.edit(true);
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const act = this.editing ? this.keyInside(event) : this.keyOutside(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  keyInside({ key, shiftKey, altKey }) {
    const chooses = this.chooser.isOpen;
    const keys = {
      Escape: () => this.leave(),
      Enter: () => {
        if (altKey) return this.field.setRangeText("\n", this.field.selectionStart, this.field.selectionEnd, "end");
        return this.take(chooses && this.chooser.marked !== null ? this.chooser.marked : this.field.value, shiftKey ? -1 : 1);
      },
      Tab: () => {
        this.commit(chooses && this.field.value ? this.chooser.marked : null);
        this.go(this.at.row, this.at.column + (shiftKey ? -1 : 1));
      },
      ...(chooses ? { ArrowDown: () => this.chooser.move(1), ArrowUp: () => this.chooser.move(-1) } : {}),
    };
    return keys[key];
  }

  keyOutside({ key, shiftKey, ctrlKey, metaKey }) {
    const { row, column } = this.at, control = ctrlKey || metaKey, last = this.rows.length - 1;
    const page = Math.max(Math.floor(this.box.clientHeight / HEIGHT) - 2, 1);
    const far = (near, end) => (control ? end : near);
    const keys = {
      ArrowDown: () => this.go(far(row + 1, last), column, shiftKey),
      ArrowUp: () => this.go(far(row - 1, 0), column, shiftKey),
      ArrowLeft: () => this.go(row, far(column - 1, 0), shiftKey),
      ArrowRight: () => this.go(row, far(column + 1, this.columns.length - 1), shiftKey),
      PageDown: () => this.go(row + page, column, shiftKey),
      PageUp: () => this.go(Math.max(row - page, 0), column, shiftKey),
      Home: () => this.go(control ? 0 : row, 0, shiftKey),
      End: () => this.go(control ? last : row, this.columns.length - 1, shiftKey),
      Enter: () => (control ? this.desk.recheck() : this.edit(true)),
      F2: () => this.edit(false),
      F8: () => this.desk.next(shiftKey ? -1 : 1),
      Delete: () => this.empty(),
      Backspace: () => this.empty(),
    };
    if (control && key.toLowerCase() === "z") return () => this.desk.undo();
    if (control && key.toLowerCase() === "a") return () => this.everything();
    return keys[key];
  }

  everything() {
    this.from = { row: 0, column: 0 };
    this.at = this.within({ row: this.rows.length - 1, column: this.columns.length - 1 });
    this.draw();
  }

  /** Open the cell with its text; `choose` shows what it may hold, if that is known. */
  edit(choose) {
    if (this.rows.length === 0 && this.at.row !== HEADER) return;
    const text = this.desk.text(this.sheet, this.row, this.column.at);
    const words = this.desk.wordsOf(this.sheet, this.row, this.column);
    const found = this.desk.choicesOf(this.sheet, this.row, this.column);
    const chooses = choose && (words.length > 0 || found.length > 0);
    this.begin();
    this.wholeText = !chooses;
    this.field.value = chooses ? "" : text;
    this.field.placeholder = text;
    this.field.select();
    if (chooses) this.choose(words, found);
  }

  /** Something is typed into the cell, which replaces what it held. */
  begin() {
    if (this.editing) return;
    this.editing = true;
    this.wholeText = false;
    this.field.inputMode = this.column.number ? "decimal" : "text";
    this.field.placeholder = "";
    this.reveal();
    this.draw();
  }

  typed() {
    this.begin();
    const words = this.desk.wordsOf(this.sheet, this.row, this.column);
    if (this.chooser.isOpen) this.chooser.filter(this.field.value);
    else if (words.length) this.choose(words, this.desk.choicesOf(this.sheet, this.row, this.column), this.field.value);
    else return;
    this.desk.say(this.chooser.shown.length ? `${this.chooser.shown.length} 个可选，第一个：${this.chooser.shown[0][0]}` : "没有找到");
  }

  choose(words, found, typed = "") {
    const top = this.field.offsetTop + this.field.offsetHeight;
    const wide = Math.min(340, this.place.clientWidth - 8);
    const left = Math.max(Math.min(this.field.offsetLeft, this.place.clientWidth - wide - 4), 4);
    this.chooser.open(words, found, { top: `${top}px`, left: `${left}px`, width: `${wide}px` }, typed);
  }

  take(text, down = 1) {
    this.commit(text);
    this.go(this.at.row + (this.at.row === HEADER ? 0 : down), this.at.column);
    this.focus();
  }

  commit(text = null) {
    const typed = text === null ? this.field.value : text;
    // Who opened the list, or typed and took it back, changed nothing; to empty a cell there is Del.
    const untouched = text === null && !typed && !this.wholeText;
    this.leave(untouched ? null : [[this.row, this.column.at, typed.trim()]]);
  }

  /** Close the cell, with a change or without. */
  leave(changes = null) {
    this.editing = false;
    this.field.value = "";
    this.field.placeholder = "";
    this.field.inputMode = "none";
    this.chooser.close();
    if (changes) this.desk.change(this.sheet, changes);
    this.draw();
  }

  /** Rows and columns of what is selected, from the top left. */
  selected() {
    const span = (a, b) => Array.from({ length: Math.abs(a - b) + 1 }, (_, number) => Math.min(a, b) + number);
    const rows = span(this.at.row, this.from.row).map((row) => (row === HEADER ? this.sheet.header : this.rows[row]));
    return { rows, columns: span(this.at.column, this.from.column).map((one) => this.columns[one]) };
  }

  empty() {
    const { rows, columns } = this.selected();
    this.desk.change(this.sheet, rows.flatMap((row) => (row === this.sheet.header ? [] : columns.map((one) => [row, one.at, ""]))));
  }

  copy(event) {
    if (this.editing) return;
    const { rows, columns } = this.selected();
    event.clipboardData.setData("text/plain", textOf(rows.map((row) => columns.map((one) => this.desk.text(this.sheet, row, one.at)))));
    event.preventDefault();
    this.desk.say(`已复制 ${rows.length * columns.length} 格`);
  }

  paste(event) {
    if (this.editing) return;
    event.preventDefault();
    const block = rowsOf(event.clipboardData.getData("text/plain"));
    if (this.at.row !== HEADER && block.length) this.desk.pasted(this.sheet, this.rows, this.columns, this.top(), block);
  }

  top() {
    return { row: Math.min(this.at.row, this.from.row), column: Math.min(this.at.column, this.from.column) };
  }
}
