/** Whoever answers questions for figures: the client, or a test. */
import type { FiguresOf, FiguresRequest } from "../shared/figures.js";

export interface FigureSource {
  figures<R extends FiguresRequest>(request: R): Promise<FiguresOf<R>>;
}
