/** What the page says in English of figures: facets. */
import type { charts as inChinese } from "../zh/charts.js";

export const charts: typeof inChinese = {
  facet: {
    heading: "Narrow down",
    field: "By which field",
    masked: "This field is masked, so its values cannot be listed here.",
    more: (values, count) => `${values} more values, ${count} people`,
    empty: "No values",
    hint: "Click to narrow down, click again to undo.",
  },
};
