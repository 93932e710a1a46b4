// Every series that has an onset: where it lies and how wide it is, a small multiple for each unit of x.

class Overview {
  constructor() {
    this.views = new Map();
    this.root = document.getElementById("overview");
  }

  /** The units of x that have an onset, the most frequent first. */
  static units() {
    const placed = allSeries.filter((one) => one.onset !== null && one.width > 0);
    const counts = new Map();
    for (const one of placed) counts.set(one.unit, (counts.get(one.unit) ?? 0) + 1);
    return [...counts].sort((one, other) => other[1] - one[1]).map(([unit]) => unit);
  }

  async draw() {
    const places = Overview.units().map((unit) => made("div", { class: "multiple", "data-unit": unit }));
    this.root.replaceChildren(...places); // all, before the first takes its width
    for (const place of places) {
      const { unit } = place.dataset;
      const view = await embed(place, this.spec(unit), false);
      view.addEventListener("click", (_, item) => item?.datum?.id && reveal(item.datum.id));
      this.views.set(unit, view);
    }
  }

  /** Recolour what the filters leave. */
  update(rows) {
    const left = new Set(rows);
    for (const [unit, view] of this.views) {
      view
        .data("series", this.rowsOf(unit, left))
        .data("margin", [{ y: this.marginOf(unit) * factor() }])
        .runAsync();
    }
  }

  marginOf(unit) {
    return allSeries.find((one) => one.unit === unit && one.margin !== null).margin;
  }

  rowsOf(unit, left) {
    const own = allSeries.filter((one) => one.unit === unit && one.onset !== null && one.width > 0 && left.has(one));
    const rows = own.map((one) => {
      const verdict = verdictAt(one, factor());
      const name = `${one.task}, ${one.metricTitle}`;
      return {
        id: one.id,
        x: one.onset,
        y: one.width,
        verdict,
        name,
        source: one.sourceLabel,
        ...painted(about.looks.verdicts[verdict]),
      };
    });
    const last = (row) => (row.verdict === "unresolved" ? 0 : 1); // resolved ones lie on top
    return rows.sort((one, other) => last(one) - last(other));
  }

  spec(unit) {
    const kind = Object.values(about.kinds).find((kind) => kind.unit === unit);
    const title = `Onset (${nameOf(unit)})`;
    const width = `Width (${unit.startsWith("log10") ? "decades" : unit})`;
    const raw = (field) => ({ field, type: "nominal", scale: null });
    const tooltip = [
      ["name", "Series"],
      ["source", "Source"],
      ["verdict", "Verdict"],
      ["y", "Width"],
    ].map(([field, title]) => ({ field, title, ...(field === "y" && { format: ".2g" }) }));
    const all = this.rowsOf(unit, new Set(allSeries)); // the axes stay where they are, whatever the filters leave
    const [domain, widths] = ["x", "y"].map((axis) =>
      extent([...all.map((row) => row[axis]), ...(axis === "y" ? [this.marginOf(unit)] : [])]),
    );
    const [least, most] = widths.map(Math.log10);
    const powers = range(Math.ceil(least), Math.floor(most) + 1).map((power) => 10 ** power);
    const y = {
      field: "y",
      type: "quantitative",
      scale: { type: "log", domain: widths, nice: false, padding: 8 },
      axis: { title: width, values: powers, format: "~g" },
    };
    return {
      width: "container",
      height: 210,
      autosize: { type: "fit", contains: "padding" },
      config,
      layer: [
        {
          data: { name: "series", values: all },
          mark: { type: "point", size: 28, opacity: 0.8, strokeWidth: 0.8, cursor: "pointer" },
          encoding: {
            x: {
              field: "x",
              type: "quantitative",
              scale: { domain, zero: false, nice: false, reverse: kind.lower, padding: 8 },
              axis: { title, grid: false, ...ticksOf(unit, domain, 5) },
            },
            y,
            ...{ fill: raw("fill"), stroke: raw("stroke"), shape: raw("shape"), tooltip },
          },
        },
        {
          data: { name: "margin", values: [{ y: this.marginOf(unit) * factor() }] },
          mark: { type: "rule", color: about.looks.ink, strokeDash: [2, 3], strokeWidth: 1.5, clip: true },
          encoding: { y },
        },
      ],
    };
  }
}
