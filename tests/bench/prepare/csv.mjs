// Reads a CSV file of any size, row by row.
import { createReadStream } from "node:fs";

/** The cells of one complete record. */
function cellsOf(record) {
  if (!record.includes('"')) return record.split(",");
  const cells = [];
  let place = 0;
  while (place <= record.length) {
    if (record[place] !== '"') {
      const end = record.indexOf(",", place);
      cells.push(record.slice(place, end < 0 ? undefined : end));
      place = end < 0 ? record.length + 1 : end + 1;
      continue;
    }
    let cell = "";
    let end = record.indexOf('"', place + 1);
    while (record[end + 1] === '"') {
      cell += record.slice(place + 1, end + 1);
      place = end + 1;
      end = record.indexOf('"', place + 1);
    }
    cells.push(cell + record.slice(place + 1, end));
    place = end + 2;
  }
  return cells;
}

/** Whether a record goes on in the next line: it does inside quotes. */
function isOpen(record) {
  let quotes = 0;
  for (let place = record.indexOf('"'); place >= 0; place = record.indexOf('"', place + 1)) quotes += 1;
  return quotes % 2 === 1;
}

/** Every record of the file as a list of texts, the heading first. */
export async function* records(file) {
  let rest = "";
  let record = "";
  const finished = function* (text) {
    record = record === "" ? text : `${record}\n${text}`;
    if (record.includes('"') && isOpen(record)) return;
    if (record !== "") yield cellsOf(record);
    record = "";
  };
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 20 })) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) yield* finished(line.endsWith("\r") ? line.slice(0, -1) : line);
  }
  yield* finished(rest);
}

/** One record as CSV. */
export function line(cells) {
  const quoted = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(",")}\n`;
}
