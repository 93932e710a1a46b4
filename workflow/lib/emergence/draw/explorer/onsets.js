// The table of all series: filtered, sorted, a page at a time.

const COLUMNS = [
  ["source", "Source", (one) => one.sourceLabel],
  ["task", "Task", (one) => one.task],
  ["metric", "Metric", (one) => one.metricTitle],
  ["setting", "Runs and setting", (one) => one.setting],
  ["against", "Against", (one) => one.against],
  ["runs", "Runs", (one) => one.n_runs],
  ["onset", "Onset", (one) => one.onset],
  ["width", "Onset width", (one) => one.width],
  ["verdict", "Verdict", (one) => VERDICTS.indexOf(verdictAt(one, factor()))],
];

/** The series that the filters leave. */
function filtered() {
  const words = state.find.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (one) =>
    (one.text ??= [one.sourceLabel, one.task, one.metricTitle, one.setting, one.against, one.id]
      .join(" ")
      .toLowerCase());
  return allSeries.filter(
    (one) =>
      (!state.unit || one.unit === state.unit) &&
      (!state.verdict || verdictAt(one, factor()) === state.verdict) &&
      words.every((word) => text(one).includes(word)),
  );
}

/** Rows in the order of a column; nulls last either way, onsets and widths by unit first. */
function ordered(rows) {
  const [name, , value] = COLUMNS.find(([name]) => name === state.sort) ?? COLUMNS.at(-1);
  const sign = state.down ? -1 : 1;
  const byUnit = ["onset", "width"].includes(name);
  const compare = (one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return (a === null) - (b === null);
    if (byUnit && one.unit !== other.unit) return one.unit < other.unit ? -1 : 1;
    return sign * (typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a - b);
  };
  return [...rows].sort((one, other) => compare(one, other) || (one.id < other.id ? -1 : 1));
}

class Onsets {
  constructor() {
    this.table = document.getElementById("onsets");
    const heads = COLUMNS.map(([name, title]) => {
      const button = made("button", { type: "button" }, title);
      button.addEventListener("click", () => show({ sort: name, down: state.sort === name && !state.down ? "1" : "" }));
      return made("th", { scope: "col", class: `of-${name}`, "data-name": name }, button);
    });
    this.table.tHead.replaceChildren(
      made("tr", {}, ...heads, made("th", { scope: "col", class: "of-compare" }, "Compare")),
    );
    document.getElementById("more").addEventListener("click", () => {
      const before = this.table.tBodies[0].rows.length;
      show({ rows: String(Number(state.rows) + 100) });
      this.table.tBodies[0].rows[before].querySelector("button").focus();
    });
  }

  update(rows) {
    for (const head of this.table.tHead.rows[0].cells) {
      const sorted = head.dataset.name === state.sort ? (state.down ? "descending" : "ascending") : null;
      if (sorted) head.setAttribute("aria-sort", sorted);
      else head.removeAttribute("aria-sort");
    }
    const most = Number(state.rows) || 50;
    this.table.tBodies[0].replaceChildren(
      ...ordered(rows)
        .slice(0, most)
        .map((one) => this.row(one)),
    );
    document.getElementById("more").hidden = rows.length <= most;
    document.getElementById("counted").textContent =
      `${Math.min(most, rows.length).toLocaleString("en")} of ${rows.length.toLocaleString("en")} series shown`;
  }

  row(one) {
    const name = `${one.task}, ${one.metricTitle}, ${one.sourceLabel}`;
    const opener = made("button", { type: "button", class: "link", "aria-label": name }, one.task);
    opener.addEventListener("click", () => reveal(one.id));
    const comparer = made("button", { type: "button", "aria-label": `compare with ${name}` }, "compare");
    comparer.addEventListener("click", () => reveal(one.id, "b"));
    const placed = (word, ...values) =>
      values[0] === null ? "–" : ((value, low, high) => `${value} [${low}, ${high}]`)(...values.map(word));
    const cells = {
      source: one.sourceLabel,
      task: opener,
      metric: one.metricTitle,
      setting: one.setting,
      against: one.against,
      runs: String(one.n_runs),
      onset: placed(placeOn(one.unit), one.onset, one.onset_lo, one.onset_hi),
      width: placed((value) => short(value, 2), one.width, one.width_lo, one.width_hi),
      verdict: chip(verdictAt(one, factor())),
      compare: comparer,
    };
    const current = state.a === one.id ? { "aria-current": "true" } : {};
    return made(
      "tr",
      current,
      ...Object.entries(cells).map(([name, content]) => made("td", { class: `of-${name}` }, content)),
    );
  }
}
