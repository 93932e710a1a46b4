// A figure with what belongs to it: the choice of its series, the verdict, the point that is read out, its table.

const FIELDS = [
  ["source", "Source", "sourceLabel"],
  ["task", "Task", "task"],
  ["metric", "Metric", "metricTitle"],
  ["x_kind", "Against", "against"],
  ["setting", "Runs and setting", "setting"],
];

class Panel {
  /** @param {string} letter "a" or "b": its key in the state and the ids of its elements */
  constructor(letter) {
    this.letter = letter;
    this.root = document.getElementById(`panel-${letter}`);
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.selects = new Map(FIELDS.map(([field]) => [field, this.root.querySelector(`select[name="${field}"]`)]));
    for (const select of this.selects.values()) select.addEventListener("change", () => this.choose());
    this.part("figure").addEventListener("keydown", (event) => this.walk(event));
    this.part("data").addEventListener("toggle", () => this.fillPoints());
    this.turn = 0;
  }

  get one() {
    return seriesById.get(state[this.letter]) ?? null;
  }

  get pointKey() {
    return `point${this.letter.toUpperCase()}`;
  }

  /** The series that fits the selects best: each in turn keeps its value where it can, else takes the first. */
  choose() {
    let left = allSeries;
    for (const [field] of FIELDS) {
      const wanted = this.selects.get(field).value;
      const value = left.some((one) => one[field] === wanted) ? wanted : left[0][field];
      left = left.filter((one) => one[field] === value);
    }
    show({ [this.letter]: left[0].id, [this.pointKey]: "" });
  }

  fillSelects() {
    let left = allSeries;
    for (const [field, , label] of FIELDS) {
      const options = new Map(left.map((one) => [one[field], one[label]]));
      const sorted = [...options].sort((one, other) => one[1].localeCompare(other[1], "en", { numeric: true }));
      const select = this.selects.get(field);
      select.replaceChildren(
        ...sorted.map(([value, text]) => new Option(text, value, false, value === this.one[field])),
      );
      select.disabled = sorted.length === 1;
      left = left.filter((one) => one[field] === this.one[field]);
    }
  }

  async load() {
    const turn = ++this.turn;
    const data = await dataOf(this.one);
    if (turn !== this.turn) return false; // another series was chosen meanwhile
    this.data = { one: this.one, own: ownPoints(this.one), ...data };
    return true;
  }

  /** Draw what was loaded on axes of the ranges given. */
  async draw(ranges) {
    const { one, points } = this.data;
    this.fillSelects();
    this.view?.finalize();
    const actions = { export: true, source: false, compiled: false, editor: false };
    this.view = await embed(this.part("chart"), figureSpec(this.data, ranges), actions, one.id.replaceAll("/", "_"));
    this.view.addEventListener("click", (_, item) => {
      if (item?.datum?.place !== undefined && item.datum.locator) this.read(item.datum.place);
    });
    this.part("title").textContent = `${one.task}, ${one.metricTitle}`;
    this.part("subtitle").textContent = `${one.sourceLabel}: ${one.setting}; against ${one.against}`;
    this.part("figure").setAttribute("aria-label", this.description());
    this.part("legend").replaceChildren(...legendOf(points, this.data.own));
    const guides = { fit: this.data.curve, onset: one.onset, chance: one.chance };
    for (const [name, there] of Object.entries(guides)) this.part(name).hidden = there === null;
    this.judge();
    this.readOut();
    this.part("points").replaceChildren();
    this.fillPoints();
  }

  description() {
    const { one, points } = this.data;
    const { lower } = about.kinds[one.x_kind];
    return (
      `Figure: ${one.task}, ${one.metricTitle}, against ${one.against}, ${points.length} points of ${one.n_runs} runs, ` +
      `${lower ? "better to the right, where x is smaller" : "x grows to the right"}. Verdict: ${verdictAt(one, factor())}. ` +
      "Arrow keys read out the points one by one; Enter opens the publication of the one read out."
    );
  }

  judge() {
    const { one } = this.data;
    const [word, place] = [verdictAt(one, factor()), placeOn(one.unit)];
    const basis =
      {
        between_runs: "differences between training runs",
        within_run: `blocks of checkpoints within each of ${one.n_long_runs} long runs`,
      }[one.basis] ?? "none: too few runs";
    const rows = [
      ["Verdict", [chip(word), factor() === 1 ? "" : ` at ${short(factor())} times the atlas's margin`]],
      ["Reason", [capital(reasonAt(one, factor()))]],
      ["Basis", [basis]],
      [
        "Onset",
        [
          one.onset === null
            ? "none can be placed"
            : `${place(one.onset)} ${nameOf(one.unit)} (${ends(one.onset_lo, one.onset_hi, place)})`,
        ],
      ],
      [
        "Onset width",
        [
          one.width === null
            ? "–"
            : `${short(one.width)} ${distanceOn(one.unit)} (${ends(one.width_lo, one.width_hi)}); margin ${short(one.margin * factor())}`,
        ],
      ],
      [
        "Best form",
        [
          one.form === null
            ? "none"
            : one.form + (one.threshold_x === null ? "" : `, threshold at ${place(one.threshold_x)}`),
        ],
      ],
      [
        "Chance",
        [
          one.chance === null
            ? "not known"
            : about.metrics[one.metric].share
              ? `${short(100 * one.chance)} %`
              : short(one.chance),
        ],
      ],
      [
        "Data",
        [
          `${one.n} points of ${one.n_runs} runs; `,
          linkTo(about.sources[one.source].link, about.sources[one.source].cited),
        ],
      ],
    ];
    this.part("verdict").replaceChildren(
      ...rows.flatMap(([name, content]) => [made("dt", {}, name), made("dd", {}, ...content)]),
    );
    this.part("figure").setAttribute("aria-label", this.description());
  }

  // -- the point that is read out --

  walk(event) {
    const { points } = this.data;
    const at = state[this.pointKey] === "" ? -1 : Number(state[this.pointKey]);
    const next = {
      ArrowRight: at + 1,
      ArrowLeft: at < 0 ? points.length - 1 : at - 1,
      Home: 0,
      End: points.length - 1,
    }[event.key];
    if (event.key === "Enter" && at >= 0) this.part("read").querySelector("a")?.click();
    if (event.key === "Escape") this.read("");
    if (next === undefined) return;
    event.preventDefault();
    this.read(Math.min(Math.max(next, 0), points.length - 1));
  }

  read(place) {
    state[this.pointKey] = String(place);
    writeState();
    this.readOut();
  }

  readOut() {
    const { one, points } = this.data;
    const point = state[this.pointKey] === "" ? undefined : points[Number(state[this.pointKey])];
    this.view.data("chosen", point ? [{ x: point.x, y: point.y }] : []).run();
    const hint = "Choose a point with the mouse or the arrow keys to read where it comes from.";
    const { link } = about.sources[one.source];
    const words = point && inWords(point, one);
    const content = point
      ? [
          made("strong", {}, point.model),
          point.tokens === null ? ": " : ` after ${words.seen} tokens: `,
          `${words.value} at ${words.against}. From `,
          linkTo(link, point.locator),
          ".",
        ]
      : [hint];
    this.part("read").replaceChildren(...content);
  }

  fillPoints() {
    const table = this.part("points");
    if (!this.part("data").open || table.rows.length || !this.data) return;
    const { one, points } = this.data;
    const head = made(
      "thead",
      {},
      made(
        "tr",
        {},
        ...["Model", "Run", "Tokens", "x", one.metricTitle, "From"].map((name) => made("th", { scope: "col" }, name)),
      ),
    );
    const { link } = about.sources[one.source];
    const row = (point) => {
      const words = inWords(point, one);
      return made(
        "tr",
        {},
        ...[point.model, point.run, words.seen, words.against, words.value].map((cell) => made("td", {}, cell)),
        made("td", {}, linkTo(link, point.locator)),
      );
    };
    table.append(head, made("tbody", {}, ...points.map(row)));
  }
}
