/** What the page says in English of people: lists. */
import type { people as inChinese } from "../zh/people.js";

export const people: typeof inChinese = {
  list: {
    heading: "List",
    empty: "Nobody fits. Remove a condition and look again.",
    range: (from, to, total) => `${from}–${to} of ${total}`,
    first: "First",
    previous: "Previous",
    next: "Next",
    perPage: "Rows per page",
    rows: (count) => `${count} rows`,
    sortBy: (field) => `Sort by ${field}`,
    ascending: "ascending",
    descending: "descending",
    masked: "Names, numbers and addresses are masked and never reach this page in full; seeing them for a stated purpose comes in a later version.",
    scroll: "List, can be scrolled sideways",
  },
  purpose: {
    ask: "Why do you look at the list?",
    hint: "The purpose, the time and the operator go into the log of this device.",
    show: "Show the list",
    chosen: (purpose) => `Purpose: ${purpose}`,
    change: "Change",
    mark: (mark) => `log ${mark}`,
    acknowledge: "I have taken notice and will tell the auditor",
  },
};
