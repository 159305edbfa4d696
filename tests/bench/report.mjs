// Writes what was measured as a table.

/** What each question is, in the words of the table. */
const TITLES = {
  count: "count by two fields",
  list: "the same, and a list of 100 × 10",
  five: "five conditions with IN, NOT, OR",
  field1: "counts of one field, 1 %",
  field50: "counts of one field, 50 %",
  facets: "facets of all fields, 50 %",
  cross: "3-way cross-tab, 50 %",
  summary: "mean, median, 90th percentile, 50 %",
  name: "one character in names",
};

/** Three digits that mean something. */
function shown(value) {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  if (value >= 1) return value.toFixed(2);
  return value.toFixed(value >= 0.1 ? 3 : 4);
}

/** The client's work is done in another thread, so only the clock on the wall sees all of it. */
const WALL = new Set(["client"]);
const timed = (times) => (times === undefined ? "—" : `${shown(times.median)} (${shown(times.min)})`);
const row = (cells) => `| ${cells.join(" | ")} |\n`;
const ruled = (count) => row(["---", ...Array.from({ length: count - 1 }, () => "---:")]);

/** The fastest of those that are not ours, by the median of processor time. */
function best(measured, ours) {
  const others = Object.entries(measured).filter(([peer]) => !ours.has(peer));
  return others.length === 0 ? undefined : others.reduce((least, other) => (other[1].cpu.median < least[1].cpu.median ? other : least));
}

export function markdown(result, ours) {
  const { peers, machine } = result;
  let text = `${result.rows.toLocaleString("en")} rows × ${result.fields} fields, ${result.date.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Chromium ${machine.chromium}`;
  text += `, ${result.rounds} rounds${result.note === "" ? "" : `, ${result.note}`}. `;
  text += `Milliseconds of processor time, median (minimum), for client on the wall; answers equal. "50 %" is age ≥ ${result.middleAge}, "1 %" age ≥ ${result.oldAge}; all fields are ${result.countedFields}.\n\n`;
  text += row(["question", ...peers, "best peer ÷ ours"]) + ruled(peers.length + 2);
  for (const [question, measured] of Object.entries(result.questions)) {
    const rival = best(measured, ours);
    const own = measured.yongquan;
    const ratio = rival === undefined || own === undefined ? "" : `${shown(rival[1].cpu.median / own.cpu.median)} (${rival[0]})`;
    const cells = peers.map((peer) => timed(measured[peer]?.[WALL.has(peer) ? "wall" : "cpu"]));
    text += row([TITLES[question] ?? question, ...cells, ratio]);
  }
  const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
  for (const clock of ["cpu", "wall"]) text += row([`open to first answer, ${clock}`, ...peers.map((peer) => timed(result.open[peer]?.[clock])), ""]);
  for (const [kind, title] of [["page", "JavaScript and WebAssembly"], ["process", "private memory of the process"]]) {
    const figures = peers.map((peer) => {
      const { afterFirst, afterAll } = result.memory[peer];
      return `${megabytes(afterFirst[kind])} → ${megabytes(afterAll[kind])}`;
    });
    text += row([`${title} over an empty page, MiB, after the first → all answers`, ...figures, ""]);
  }
  text += row(["download, brotli 11", ...peers.map((peer) => `${(result.download[peer] / 1024).toFixed(1)} KiB`), ""]);
  return text;
}
