/** Divides what stands on paper into pages. Browsers up to Chromium 130 number no pages by themselves, so it is done before they print. */

/** Rows of one page: the first one, and the first one that is not on it any more. */
export interface PageRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Divides rows, given by their heights, into pages. Rows of one block stay together where a page holds them; a row that is higher than a page
 * gets one of its own.
 *
 * `firstRoom` and `room` are the heights that the first page and each other one has for rows, in the same unit. There is always a first page.
 */
export function paginate(blocks: readonly (readonly number[])[], firstRoom: number, room: number): readonly PageRange[] {
  const pages: PageRange[] = [];
  let from = 0;
  let row = 0;
  let left = firstRoom;
  const turn = (): void => {
    // A first page may hold nothing but what stands above the rows.
    if (row === from && (pages.length > 0 || left === room)) return;
    pages.push({ from, to: row });
    from = row;
    left = room;
  };
  for (const heights of blocks) {
    const whole = heights.reduce((sum, height) => sum + height, 0);
    if (whole > left && whole <= room) turn();
    for (const height of heights) {
      if (height > left) turn();
      left -= height;
      row += 1;
    }
  }
  if (row > from || pages.length === 0) pages.push({ from, to: row });
  return pages;
}
