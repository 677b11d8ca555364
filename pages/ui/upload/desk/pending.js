// What was done at the desk since the last check: contents of cells, rows added, rows deleted; one step back at a time.

const MOST_STEPS = 200;

/** A place as one text: sheet, row (Excel's number, or "+1" for an added one) and column. */
export const placeOf = (sheet, row, column) => `${sheet}\t${row}\t${column}`;

export class Pending {
  constructor() {
    this.clear();
  }

  clear() {
    this.cells = new Map();
    this.deleted = new Set();
    this.added = [];
    this.counter = 0;
    this.steps = [];
  }

  get count() {
    return this.cells.size + this.deleted.size + this.added.length;
  }

  /** Remember how things stand, before one step that may be taken back. */
  step() {
    this.steps.push({
      cells: new Map(this.cells),
      deleted: new Set(this.deleted),
      added: this.added.map((row) => ({ ...row, cells: new Map(row.cells) })),
    });
    if (this.steps.length > MOST_STEPS) this.steps.shift();
  }

  undo() {
    const before = this.steps.pop();
    if (before) Object.assign(this, before);
    return Boolean(before);
  }

  addedRow(sheet, row) {
    return this.added.find((one) => one.sheet === sheet && one.row === row);
  }

  /** The text of a cell that was changed, else undefined. */
  text(sheet, row, column) {
    const added = this.addedRow(sheet, row);
    return added ? added.cells.get(column) || "" : this.cells.get(placeOf(sheet, row, column));
  }

  /** Set a cell; one that says again what it said before is not changed. */
  set(sheet, row, column, text, original) {
    const added = this.addedRow(sheet, row);
    if (added) added.cells.set(column, text);
    else if (text === original) this.cells.delete(placeOf(sheet, row, column));
    else this.cells.set(placeOf(sheet, row, column), text);
  }

  /** A new row; `source` is the row it is split from, 0 for none. */
  add(sheet, cells, source) {
    this.counter += 1;
    const row = { sheet, row: `+${this.counter}`, source, cells: new Map(cells) };
    this.added.push(row);
    return row.row;
  }

  remove(sheet, row) {
    if (this.addedRow(sheet, row)) {
      this.added = this.added.filter((one) => one.sheet !== sheet || one.row !== row);
      return;
    }
    this.deleted.add(placeOf(sheet, row, 0));
    for (const place of [...this.cells.keys()]) if (place.startsWith(`${sheet}\t${row}\t`)) this.cells.delete(place);
  }

  isDeleted(sheet, row) {
    return this.deleted.has(placeOf(sheet, row, 0));
  }

  /** What the server is sent. */
  sent(sha256, token) {
    const parted = (place) => place.split("\t");
    return {
      sha256,
      token,
      cells: [...this.cells].map(([place, text]) => {
        const [sheet, row, column] = parted(place);
        return [sheet, Number(row), Number(column), text];
      }),
      deleted: [...this.deleted].map((place) => [parted(place)[0], Number(parted(place)[1])]),
      added: this.added.map((row) => ({ sheet: row.sheet, source: row.source, cells: [...row.cells] })),
    };
  }
}
