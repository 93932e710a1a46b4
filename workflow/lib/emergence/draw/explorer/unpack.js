// The page's data: JSON, compressed, in script elements. Nothing is ever fetched.

const textOf = (id) => document.getElementById(id).textContent;

async function unpack(id) {
  const bytes = Uint8Array.from(atob(textOf(id).trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** The texts of a column of words, null where there is none. */
const spelled = ({ words, at }) => at.map((place) => (place < 0 ? null : words[place]));

/** Places from the steps between them. */
function placesOf(steps) {
  let place = 0;
  return steps.map((step) => (place += step));
}
