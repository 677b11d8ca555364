// Blocks of cells as Excel and WPS put them on the clipboard: tabs between cells, lines between rows.

/** A block as rows of texts; a cell in quotation marks may hold lines of its own. */
export function rowsOf(text) {
  const rows = [[]];
  let at = 0;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (at <= plain.length) {
    let cell;
    if (plain[at] === '"') {
      const end = /"(?!")(?=\t|\n|$)/g;
      let close = -1;
      for (let from = at + 1; from < plain.length; from += 1) {
        if (plain[from] !== '"') continue;
        if (plain[from + 1] === '"') { from += 1; continue; }
        close = from;
        break;
      }
      end.lastIndex = close;
      if (close > 0 && end.test(plain)) {
        cell = plain.slice(at + 1, close).replace(/""/g, '"');
        at = close + 1;
      }
    }
    if (cell === undefined) {
      const next = plain.slice(at).search(/[\t\n]/);
      const end = next < 0 ? plain.length : at + next;
      cell = plain.slice(at, end);
      at = end;
    }
    rows[rows.length - 1].push(cell);
    if (plain[at] === "\n") rows.push([]);
    at += 1;
  }
  return rows;
}

/** Rows of texts as one text for the clipboard. */
export const textOf = (rows) =>
  rows.map((row) => row.map((cell) => (/[\t\n"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join("\t")).join("\n");
