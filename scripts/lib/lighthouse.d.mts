/** What Lighthouse says of a category: from 0 to 100, and what kept it from being full. */
export interface Rating {
  readonly score: number;
  readonly short: readonly string[];
}
export const CATEGORIES: readonly string[];
export function rate(url: string, chromium: string, categories?: readonly string[]): Promise<Readonly<Record<string, Rating>>>;
