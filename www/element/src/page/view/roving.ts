/** Arrow keys between the buttons of a table: one of them can be tabbed to, the others are reached from it. */

/** Steps by key: rows, columns. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
};

function buttonsOf(row: Element): readonly HTMLElement[] {
  return Array.from(row.querySelectorAll<HTMLElement>("button[data-cell]"));
}

/** Moves the focus within the table of the event. Rows without a button are passed over. */
export function moveByArrows(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const button = (event.target as Element).closest<HTMLElement>("button[data-cell]");
  if (step === undefined || button === null) return;
  const rows = Array.from((event.currentTarget as Element).querySelectorAll("tr")).map(buttonsOf).filter((row) => row.length > 0);
  const row = rows.findIndex((buttons) => buttons.includes(button));
  const column = rows[row]?.indexOf(button) ?? 0;
  const inside = (place: number, length: number): number => Math.min(length - 1, Math.max(0, place));
  const next = rows[inside(row + step[0], rows.length)];
  const target = next?.[inside(column + step[1], next.length)];
  event.preventDefault();
  if (target === undefined || target === button) return;
  button.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

/** Makes the first button of a table the one that can be tabbed to, unless one is already. Call it after each drawing. */
export function letOneBeTabbed(root: ParentNode): void {
  for (const table of Array.from(root.querySelectorAll("table"))) {
    const buttons = Array.from(table.querySelectorAll<HTMLElement>("button[data-cell]"));
    const current = buttons.find((button) => button.tabIndex === 0) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === current ? 0 : -1;
  }
}
