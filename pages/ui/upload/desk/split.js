// The dialog that splits one row into several: whose they are, and how the amounts are shared out.

import { EACH, EQUALLY, FIRST, isPlain, shared, sumOf } from "./amounts.js";
import { button, made } from "./made.js";

const WAYS = { [EQUALLY]: "平均分", [EACH]: "逐个填", [FIRST]: "全部记在第一行" };
const MOST = 60;
let names = 0;

/** The parts of a cell, for one of which the file told none. */
export const partsOf = (text) => text.split(/[、；;，,/／\n\r|｜+＋&＆]+/).map((part) => part.trim()).filter(Boolean);

/**
 * Ask how a row is split.
 *
 * @param place where the dialog is put.
 * @param what {header, parts, amounts: [{column, header, text}]}.
 * @param done given the rows: [{text, amounts: Map column → text}].
 */
export function askSplit(place, what, done) {
  names += 1;
  let way = what.amounts.length ? "" : EACH;
  const lines = made("textarea", { rows: Math.min(Math.max(what.parts.length, 2), 8), class: "parts" });
  lines.value = what.parts.join("\n");
  const table = made("table", { class: "shares" });
  const said = made("p", { class: "said", role: "status" });
  const parts = () => lines.value.split("\n").map((line) => line.trim()).filter(Boolean).slice(0, MOST);
  const inputs = () => [...table.querySelectorAll("input")];
  const typed = (column) => inputs().filter((one) => one.dataset.column === String(column)).map((one) => one.value.trim());

  const sums = () => {
    for (const cell of table.querySelectorAll("tfoot td")) {
      const amount = what.amounts.find((one) => String(one.column) === cell.dataset.column);
      const sum = sumOf(typed(amount.column));
      const before = isPlain(amount.text) ? sumOf([amount.text]) : null;
      cell.textContent = `${sum === null ? "—" : sum} / 原来 ${amount.text}`;
      cell.classList.toggle("differs", before !== null && sum !== before);
    }
  };
  const draw = () => {
    const rows = parts();
    const columns = what.amounts.map((one) => shared(one.text, Math.max(rows.length, 1), way));
    table.replaceChildren(
      made("thead", {}, made("tr", {}, made("th", {}, what.header), what.amounts.map((one) => made("th", {}, one.header)))),
      made(
        "tbody",
        {},
        rows.map((text, row) =>
          made(
            "tr",
            {},
            made("th", { scope: "row" }, text),
            what.amounts.map((one, column) => {
              const field = made("input", {
                "aria-label": `${text} ${one.header}`,
                inputmode: "decimal",
                "data-column": one.column,
                oninput: sums,
              });
              field.value = columns[column][row];
              return made("td", {}, field);
            }),
          ),
        ),
      ),
      made("tfoot", {}, made("tr", {}, made("th", {}, "合计"), what.amounts.map((one) => made("td", { "data-column": one.column })))),
    );
    sums();
    const inexact = way === EQUALLY ? what.amounts.filter((one) => !isPlain(one.text)) : [];
    said.textContent = inexact.map((one) => `“${one.header}”填的“${one.text}”不是准确的数，分不了，请逐个填。`).join("");
    go.textContent = `拆成 ${rows.length} 行`;
  };
  const choice = (name, words) =>
    made(
      "label",
      {},
      made("input", { type: "radio", name: `way-${names}`, value: name, onchange: () => { way = name; draw(); } }),
      ` ${words}`,
    );
  const finish = () => {
    const rows = parts();
    if (rows.length < 2) {
      said.textContent = "至少要有两行：每行写一家。";
    } else if (!way) {
      said.textContent = "请先选数字怎么分。";
    } else {
      const amounts = new Map(what.amounts.map((one) => [one.column, typed(one.column)]));
      dialog.close();
      done(rows.map((text, row) => ({ text, amounts: new Map([...amounts].map(([at, texts]) => [at, texts[row]])) })));
    }
  };
  const go = button("", finish, { class: "main" });
  const dialog = made(
    "dialog",
    { "aria-label": "拆分这一行" },
    made("h3", {}, "拆分这一行"),
    made("label", { class: "wide" }, `“${what.header}”每行一个：`, lines),
    what.amounts.length ? made("fieldset", {}, made("legend", {}, "数字怎么分"), Object.entries(WAYS).map(([name, words]) => choice(name, words))) : null,
    made("div", { class: "scroll" }, table),
    made("p", { class: "small" }, "其余各列照抄到每一行；编号由系统另编。"),
    said,
    made("div", { class: "buttons" }, go, button("取消", () => dialog.close())),
  );
  lines.addEventListener("input", draw);
  // Keys of the dialog are no keys of the grid behind it.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => { dialog.remove(); what.closed(); });
  place.append(dialog);
  draw();
  dialog.showModal();
  (dialog.querySelector("input[type=radio]") || lines).focus();
}
