// The series: one object each from the columns of the index, and their points and curves from the blocks of the sources.

const about = JSON.parse(textOf("about"));
const allSeries = [];
const seriesById = new Map();
const blocks = new Map();

async function readIndex() {
  const index = await unpack("index");
  const columns = Object.entries(index).map(([name, column]) => [name, column.words ? spelled(column) : column]);
  for (let row = 0; row < index.id.length; row++) {
    const one = Object.fromEntries(columns.map(([name, column]) => [name, column[row]]));
    one.sourceLabel = about.sources[one.source].label;
    one.metricTitle = about.metrics[one.metric].title;
    one.against = about.kinds[one.x_kind].title.replace(/ ?\(log10( FLOPs)?\)/, ""); // the unit says it
    allSeries.push(one);
    seriesById.set(one.id, one);
  }
}

function blockOf(source) {
  if (!blocks.has(source)) blocks.set(source, unpack(`block-${source}`));
  return blocks.get(source);
}

/** The points of a series in the order of capability, and the curve of its best form or null. */
async function dataOf(one) {
  const { checkpoints, looks, x, scores, series, locators } = await blockOf(one.source);
  const entry = series[one.id];
  const [at, y, from] = [placesOf(scores.at[entry.score]), scores.y[entry.score], scores.from[entry.score]];
  const rows = entry.rows ? placesOf(entry.rows) : [...at.keys()];
  const word = (column, place) => checkpoints[column].words[checkpoints[column].at[place]];
  const points = rows.map((row) => {
    const place = at[row];
    return {
      x: x[entry.x][place],
      y: y[row],
      model: word("label", place),
      family: word("family", place),
      run: word("run", place),
      tokens: checkpoints.tokens[place],
      params: checkpoints.params[place],
      flops: checkpoints.flops[place],
      locator: locators[from[row]],
      look: looks[checkpoints.look[place]],
    };
  });
  const lower = about.kinds[one.x_kind].lower;
  points.sort((one, other) => (lower ? other.x - one.x : one.x - other.x) || one.y - other.y);
  points.forEach((point, place) => (point.place = place));
  return { points, curve: entry.curve ? unfolded(entry.curve) : null };
}

function unfolded({ x: [first, last], y, lo, hi }) {
  return y.map((value, place) => ({
    x: first + ((last - first) * place) / (y.length - 1),
    y: value,
    lo: lo ? lo[place] : null,
    hi: hi ? hi[place] : null,
  }));
}
