/**
 * The library that draws charts, as the page uses it. It is loaded when the first chart is shown: nobody who only asks for a list waits
 * for it.
 */

/** How a chart is drawn. */
export type PictureKind = "bars" | "columns" | "pyramid";

/** One row of bars. */
export interface PictureSeries {
  /** One for each label; `null` is not drawn. */
  readonly counts: readonly (number | null)[];
  /** What stands at each bar. */
  readonly texts: readonly string[];
}

/** What is drawn. Colours are those of the page around, and change with them. */
export interface Picture {
  readonly kind: PictureKind;
  /** What a screen reader says of it. */
  readonly description: string;
  readonly labels: readonly string[];
  /** One; of a pyramid two, the left side first. */
  readonly series: readonly PictureSeries[];
  /** In pixels. */
  readonly fontSize: number;
  readonly typeface: string;
}

/** A chart on the page. */
export interface Drawing {
  show(picture: Picture): void;
  /** Fits the chart into its element again. */
  fit(): void;
  /** Takes it away. */
  end(): void;
}

/** Called with the places of the label and the series that were clicked. */
export type Pick = (label: number, series: number) => void;

export interface ChartLibrary {
  draw(host: HTMLElement, pick: Pick): Drawing;
}

/** Where the library comes from. */
export type ChartSource = () => Promise<ChartLibrary>;

/** The file that the package ships beside this script. */
export const packagedCharts: ChartSource = () => import("virtual:charts");
