/**
 * Charts by ECharts. All its parts are imported here and nowhere else, so that what is not used is left out; this file becomes a script
 * of its own, which the page loads when the first chart is shown.
 *
 * Colours are the page's custom properties by name: SVG takes them as they are, and a chart changes with its page.
 */
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import type { Drawing, Pick, Picture, PictureSeries } from "../page/chart-library.js";

use([BarChart, GridComponent, AriaComponent, LabelLayout, SVGRenderer]);

const TEXT = "var(--yq-text)";
const QUIET = "var(--yq-quiet)";
const LINE = "var(--yq-line)";
/** Colours of the series: the sides of a pyramid. */
const FILLS = ["var(--yq-bar)", "var(--yq-accent)"] as const;
/** Widest bar, in times the size of the font. */
const MAX_BAR_EMS = 2;
/** A bar of one person among thousands must still be seen: its least share of the largest. */
const MIN_SHARE = 1 / 250;
/** Share of the width between the sides of a pyramid, where its labels stand, in percent. */
const GUTTER = 14;
/** Room for the number at the end of a bar, in times the size of the font. */
const NUMBER_EMS = 5;
/** Widest label of a bar, in times the size of the font. */
const LABEL_EMS = 11;

function barsOf(picture: Picture, { counts, texts }: PictureSeries, place: number, position: string, more: object): object {
  const least = largest(picture) * MIN_SHARE;
  return {
    type: "bar",
    data: counts.map((count) => (count === null ? "-" : count === 0 ? 0 : Math.max(count, least))),
    itemStyle: { color: FILLS[place] ?? FILLS[0] },
    barMaxWidth: MAX_BAR_EMS * picture.fontSize,
    barCategoryGap: "24%",
    label: { show: true, position, color: TEXT, fontSize: picture.fontSize, fontFamily: picture.typeface, formatter: ({ dataIndex }: { dataIndex: number }) => texts[dataIndex] ?? "" },
    labelLayout: { hideOverlap: false },
    emphasis: { disabled: true },
    silent: true,
    ...more,
  };
}

function categories(picture: Picture, more: object): object {
  const label = { color: TEXT, fontSize: picture.fontSize, fontFamily: picture.typeface };
  return { type: "category", data: [...picture.labels], axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } }, axisLabel: label, ...more };
}

const numbers = (more: object): object => ({ type: "value", show: false, min: 0, ...more });

/** The largest count of all series: both sides of a pyramid have one scale. */
function largest({ series }: Picture): number {
  return Math.max(1, ...series.map(({ counts }) => Math.max(0, ...counts.map((count) => count ?? 0))));
}

function bars(picture: Picture): object {
  const room = NUMBER_EMS * picture.fontSize;
  const label = { color: TEXT, fontSize: picture.fontSize, fontFamily: picture.typeface, width: LABEL_EMS * picture.fontSize, overflow: "truncate", interval: 0 };
  return {
    grid: { left: (LABEL_EMS + 1) * picture.fontSize, right: room, top: 4, bottom: 4, containLabel: false },
    yAxis: categories(picture, { inverse: true, axisLabel: label }),
    xAxis: numbers({ max: largest(picture) }),
    series: picture.series.map((series, place) => barsOf(picture, series, place, "right", {})),
  };
}

function columns(picture: Picture): object {
  const label = { color: QUIET, fontSize: picture.fontSize, fontFamily: picture.typeface, hideOverlap: true };
  return {
    grid: { left: picture.fontSize, right: picture.fontSize, top: 2 * picture.fontSize, bottom: 2.2 * picture.fontSize, containLabel: false },
    xAxis: categories(picture, { axisLabel: label }),
    yAxis: numbers({ max: largest(picture) }),
    series: picture.series.map((series, place) => barsOf(picture, series, place, "top", { barMaxWidth: 6 * picture.fontSize, labelLayout: { hideOverlap: true } })),
  };
}

function pyramid(picture: Picture, width: number): object {
  const room = NUMBER_EMS * picture.fontSize;
  const middle = { color: TEXT, fontSize: picture.fontSize, fontFamily: picture.typeface, align: "center", interval: 0, margin: (width * GUTTER) / 200 };
  const max = largest(picture);
  return {
    grid: [
      { left: room, right: `${50 + GUTTER / 2}%`, top: 4, bottom: 4, containLabel: false },
      { left: `${50 + GUTTER / 2}%`, right: room, top: 4, bottom: 4, containLabel: false },
    ],
    xAxis: [numbers({ gridIndex: 0, inverse: true, max }), numbers({ gridIndex: 1, max })],
    yAxis: [
      categories(picture, { gridIndex: 0, position: "right", axisLabel: { show: false } }),
      categories(picture, { gridIndex: 1, axisLabel: middle }),
    ],
    series: picture.series.map((series, place) => barsOf(picture, series, place, place === 0 ? "left" : "right", { xAxisIndex: place, yAxisIndex: place })),
  };
}

const OPTIONS = { bars, columns, pyramid };

function optionOf(picture: Picture, width: number): EChartsCoreOption {
  return {
    animation: false,
    aria: { enabled: true, label: { enabled: true, description: picture.description } },
    textStyle: { fontFamily: picture.typeface },
    ...OPTIONS[picture.kind](picture, width),
  };
}

/** The row or column under the pointer: the whole of it can be clicked, for a bar may be two pixels long. */
function placeOf(chart: EChartsType, picture: Picture, x: number, y: number): readonly [number, number] | undefined {
  const series = picture.series.findIndex((_, seriesIndex) => {
    const isInside = chart.containPixel({ seriesIndex }, [x, y]);
    return isInside || picture.kind === "bars";
  });
  if (series < 0) return undefined;
  const [horizontal, vertical] = chart.convertFromPixel({ seriesIndex: series }, [x, y]);
  const label = Math.round((picture.kind === "columns" ? horizontal : vertical) ?? -1);
  return label >= 0 && label < picture.labels.length ? [label, series] : undefined;
}

/** Draws into an element, which must have a size. */
export function draw(host: HTMLElement, pick: Pick): Drawing {
  const chart = init(host, null, { renderer: "svg" });
  let shown: Picture | undefined;
  chart.getZr().on("click", ({ offsetX, offsetY }: { offsetX: number; offsetY: number }) => {
    const place = shown === undefined ? undefined : placeOf(chart, shown, offsetX, offsetY);
    if (place !== undefined) pick(...place);
  });
  return {
    show(picture) {
      shown = picture;
      chart.setOption(optionOf(picture, chart.getWidth()), { notMerge: true });
    },
    fit() {
      chart.resize();
      if (shown !== undefined) this.show(shown);
    },
    end() {
      chart.dispose();
    },
  };
}
