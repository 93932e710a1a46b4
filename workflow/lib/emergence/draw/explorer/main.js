// What the controls do: they change the state, and the state draws the page.

const panels = {};
let overview, onsets;
let drawn = Promise.resolve();

/** Change the state, its link, and what depends on it. */
function show(change) {
  const before = { ...state };
  Object.assign(state, change);
  writeState();
  fillControls();
  const filtersChanged = ["margin", "unit", "verdict", "find", "sort", "down", "rows", "a"].some(
    (name) => state[name] !== before[name],
  );
  if (filtersChanged) list();
  if (state.a !== before.a || state.b !== before.b) return draw();
  if (state.margin !== before.margin) for (const panel of shownPanels()) panel.judge();
  return drawn;
}

const shownPanels = () => (state.b ? [panels.a, panels.b] : [panels.a]);

/** The overview, the counts and the table: what the filters and the margin leave. */
function list() {
  const rows = filtered();
  overview.update(rows);
  onsets.update(rows);
  const counts = counted(rows, factor());
  const items = VERDICTS.map((word) => made("li", {}, chip(word), ` ${counts[word].toLocaleString("en")}`));
  document.getElementById("counts").replaceChildren(...items);
}

/** The figures, one after the other change: on the same axes where they are to be compared. */
function draw() {
  drawn = drawn.then(async () => {
    const shown = shownPanels();
    document.getElementById("panels").classList.toggle("two", shown.length === 2);
    panels.b.root.hidden = shown.length === 1;
    const loaded = await Promise.all(shown.map((panel) => panel.load()));
    if (!loaded.every(Boolean)) return;
    const ranges = shown.map((panel) => rangesOf(panel.data));
    if (shown.length === 2)
      share(
        shown.map((panel) => panel.one),
        ranges,
      );
    await Promise.all(shown.map((panel, place) => panel.draw(ranges[place])));
  });
  return drawn;
}

/** One range of x for two figures against the same x, one range of y where both are shares or have one metric. */
function share([one, other], ranges) {
  const shares = [one, other].every(({ metric }) => about.metrics[metric].share);
  const same = { x: one.x_kind === other.x_kind, y: shares || one.metric === other.metric };
  for (const axis of ["x", "y"])
    if (same[axis]) ranges[0][axis] = ranges[1][axis] = union(ranges[0][axis], ranges[1][axis]);
}

/** Open a series and bring its figure into view, and there the keyboard: what was pressed may be drawn anew. */
function reveal(id, letter = "a") {
  show({ [letter]: id, [`point${letter.toUpperCase()}`]: "" });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const place = document.getElementById("one");
  place.focus({ preventScroll: true });
  place.scrollIntoView({ behavior: still ? "auto" : "smooth" });
}

/** What to see first: of the abrupt series, else of all, the one with the most runs. */
function first() {
  const abrupt = allSeries.filter((one) => one.verdict === "abrupt");
  return (abrupt.length ? abrupt : allSeries).reduce((best, one) => (one.n_runs > best.n_runs ? one : best)).id;
}

/** To compare with: the same task and x by another metric, else from another source, else by another setting. */
function counterpart(one) {
  const alike = (same, differs) =>
    allSeries.find(
      (other) => other !== one && same.every((name) => other[name] === one[name]) && other[differs] !== one[differs],
    );
  const found =
    alike(["source", "task", "x_kind", "pool"], "metric") ??
    alike(["source", "task", "x_kind"], "metric") ??
    alike(["task", "unit"], "source") ??
    alike(["source", "task"], "setting");
  return (found ?? allSeries.find((other) => other !== one) ?? one).id;
}

function fillControls() {
  document.getElementById("margin").value = Math.log10(factor());
  const units = [...new Map(allSeries.filter((one) => one.margin !== null).map((one) => [one.unit, one.margin]))];
  const said = units.map(([unit, margin]) => `${short(margin * factor())} ${distanceOn(unit)}`).join(", ");
  document.getElementById("margin-said").textContent =
    `${factor() === 1 ? "The atlas's" : `${short(factor())} times the atlas's`}: ${said}`;
  document.getElementById("margin").setAttribute("aria-valuetext", `${short(factor())} times the atlas's margin`);
  document.getElementById("margin-note").hidden = factor() === 1;
  document.getElementById("margin-reset").disabled = factor() === 1;
  for (const name of ["unit", "verdict", "find"]) {
    const control = document.getElementById(name);
    if (control.value !== state[name]) control.value = state[name];
  }
  document.getElementById("compare").hidden = Boolean(state.b);
  document.getElementById("link").href = location.href;
}

function listen() {
  const on = (id, event, change, then) =>
    document.getElementById(id).addEventListener(event, async ({ target }) => {
      await show(change(target));
      if (then) document.querySelector(then).focus(); // a button that is gone would take the keyboard's place with it
    });
  on("margin", "input", ({ value }) => ({ margin: String(Number((10 ** Number(value)).toPrecision(3))) }));
  on("margin-reset", "click", () => ({ margin: "1" }), "#margin");
  on("compare", "click", () => ({ b: counterpart(seriesById.get(state.a)), pointB: "" }), "#panel-b select");
  on("alone", "click", () => ({ b: "", pointB: "" }), "#compare");
  on("unit", "change", ({ value }) => ({ unit: value, rows: DEFAULTS.rows }));
  on("verdict", "change", ({ value }) => ({ verdict: value, rows: DEFAULTS.rows }));
  on("find", "input", ({ value }) => ({ find: value, rows: DEFAULTS.rows }));
  window.addEventListener("hashchange", () => restore().then(draw));
  document.getElementById("copy").addEventListener("click", async () => {
    const copied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    document.getElementById("copied").textContent = copied ? "Link copied." : "The link is in the address bar.";
  });
}

/** Take the state from the address; a series that is not there, or no longer, is said. */
async function restore() {
  readState();
  const missing = [state.a, state.b].filter((id) => id && !seriesById.has(id));
  document.getElementById("missing").textContent = missing.length
    ? `There is no series ${missing.join(" and ")} here.`
    : "";
  if (!seriesById.has(state.a)) state.a = first();
  if (state.b && !seriesById.has(state.b)) state.b = "";
  fillControls();
  list();
}

async function start() {
  await readIndex();
  const options = (values) => values.map((value) => new Option(value, value));
  document.getElementById("unit").append(...options([...new Set(allSeries.map((one) => one.unit))].sort()));
  document.getElementById("verdict").append(...options(VERDICTS));
  panels.a = new Panel("a");
  panels.b = new Panel("b");
  overview = new Overview();
  onsets = new Onsets();
  await overview.draw();
  await restore();
  listen();
  startOwn();
  await draw();
  document.body.dataset.ready = "true";
  performance.mark("ready");
}

start();
