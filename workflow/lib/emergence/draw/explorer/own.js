// A table of one's own runs, laid over the figures. It is read here and goes nowhere.

const own = { file: "", rows: [], columns: [], x: "", y: "", model: "" };

const plain = (name) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
const means = (name, meaning) => about.headings[meaning].includes(plain(name));

/** What x of the figures a column can be: a count is put on a logarithmic axis. */
function guessX(columns, one) {
  const { unit } = about.kinds[one.x_kind];
  const meaning = { "log10 FLOPs": "flops", "log10 parameters": "params" }[unit];
  const found = meaning
    ? columns.find((name) => means(name, meaning))
    : columns.find((name) => /(^|_)(loss|ce|nll|cross_entropy|ppl|bpb)(_|$)/.test(plain(name)));
  return found ?? columns.find((name) => plain(name) === "x") ?? columns[0];
}

const guessY = (columns, x) =>
  columns.find((name) => means(name, "value") || plain(name) === "y") ??
  columns.find((name) => name !== x && /acc|score|exact|em$/.test(plain(name))) ??
  columns.find((name) => name !== x);

async function readOwn(file) {
  const text = (await file.text()).replace(/^\ufeff/, "").trim();
  const [columns, ...lines] = fieldsOf(text, /^[^\n]*\t/.test(text) ? "\t" : ",");
  if (!lines.length || columns.length < 2)
    throw new Error(
      `${file.name}: expected a line of headings, and below it lines of at least two columns, separated by commas or tabs`,
    );
  const wrong = lines.findIndex((line) => line.length !== columns.length);
  if (wrong >= 0)
    throw new Error(
      `${file.name}, line ${wrong + 2}: ${lines[wrong].length} fields; expected ${columns.length}, as the headings have`,
    );
  const rows = lines.map((line) => Object.fromEntries(columns.map((name, place) => [name, line[place]])));
  const x = guessX(columns, seriesById.get(state.a));
  const model = columns.find((name) => means(name, "model")) ?? columns.find((name) => means(name, "run")) ?? "";
  Object.assign(own, { file: file.name, rows, columns, x, y: guessY(columns, x), model });
}

/** The fields of every line of a CSV, quoted ones too (RFC 4180). */
function fieldsOf(text, delimiter) {
  const field = new RegExp(`(${delimiter}|\\r?\\n|^)(?:"((?:[^"]|"")*)"|([^${delimiter}\\r\\n]*))`, "g");
  const lines = [[]];
  for (const [, before, quoted, bare] of text.matchAll(field)) {
    if (before.endsWith("\n")) lines.push([]);
    lines.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
  }
  return lines;
}

/** The points of one's own table on the axes of a series. */
function ownPoints(one) {
  const { unit } = about.kinds[one.x_kind];
  const tokens = own.columns.find((name) => means(name, "tokens"));
  return own.rows.map((row, place) => {
    const x = numberIn(row, own.x, place);
    const y = numberIn(row, own.y, place);
    const log = unit.startsWith("log10") && x > 100; // a count, not yet its logarithm
    if (log && x <= 0) throw new Error(complaint(place, own.x, row[own.x], "a number above 0"));
    if (about.metrics[one.metric].share && (y < 0 || y > 1))
      throw new Error(complaint(place, own.y, row[own.y], "a share from 0 to 1, as this metric has"));
    return {
      x: log ? Math.log10(x) : x,
      y,
      model: row[own.model] || own.file,
      family: "your own",
      tokens: tokens ? Number(row[tokens]) || null : null,
      locator: `${own.file}, line ${place + 2}`,
      look: about.looks.own,
    };
  });
}

function numberIn(row, column, place) {
  const value = (row[column] ?? "").trim() === "" ? NaN : Number(row[column]);
  if (!Number.isFinite(value)) throw new Error(complaint(place, column, row[column], "a number"));
  return value;
}

const complaint = (place, column, value, expected) =>
  `${own.file}, line ${place + 2}, column ${column}: ${JSON.stringify(value ?? "")}; expected ${expected}`;

function startOwn() {
  const page = document.body;
  page.addEventListener("dragover", (event) => {
    event.preventDefault();
    page.classList.add("over");
  });
  for (const name of ["dragleave", "drop"]) page.addEventListener(name, () => page.classList.remove("over"));
  page.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) takeOwn(event.dataTransfer.files[0]);
  });
  document
    .getElementById("own-file")
    .addEventListener("change", (event) => event.target.files.length && takeOwn(event.target.files[0]));
  document.getElementById("own-clear").addEventListener("click", () => {
    Object.assign(own, { file: "", rows: [], columns: [] });
    document.getElementById("own-file").value = "";
    tellOwn("");
    document.getElementById("own-file").focus();
    draw();
  });
  for (const axis of ["x", "y"]) {
    document.getElementById(`own-${axis}`).addEventListener("change", (event) => {
      own[axis] = event.target.value;
      drawOwn();
    });
  }
}

async function takeOwn(file) {
  try {
    await readOwn(file);
  } catch (error) {
    tellOwn(error.message, true);
    return;
  }
  for (const axis of ["x", "y"])
    document
      .getElementById(`own-${axis}`)
      .replaceChildren(...own.columns.map((name) => new Option(name, name, false, name === own[axis])));
  await drawOwn();
}

async function drawOwn() {
  try {
    ownPoints(seriesById.get(state.a));
    tellOwn(
      `${own.rows.length} points of ${own.file} are drawn over the figure. They stay in this browser and are no part of the link.`,
    );
  } catch (error) {
    tellOwn(error.message, true);
    return;
  }
  await draw();
}

function tellOwn(text, wrong = false) {
  const place = document.getElementById("own-said");
  place.textContent = text;
  place.classList.toggle("wrong", wrong);
  document.getElementById("own-axes").hidden = !own.rows.length;
}
