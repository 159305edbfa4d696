/**
 * Cuts values for the notice board, before they leave the worker: what is cut off here has never been on the page.
 *
 * A value that a rule cannot make sense of is hidden whole: a notice says too little rather than too much.
 */
import type { Value } from "../shared/filter.js";
import type { NoticeCut } from "../shared/protocol.js";
import { masked } from "./mask.js";

const HIDDEN = "***";
/** Characters that stay of a number, and how long it has to be for that many to hide anything. */
const TAIL = 4;
const SHORTEST_NUMBER = 8;

/** Surnames of two characters that more than a few people have. */
const DOUBLE_SURNAMES: ReadonlySet<string> = new Set([
  "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠",
  "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁",
  "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生", "梁丘", "左丘", "东门", "西门", "第五",
]);

/** Where an address stops to name a building: 3栋, 12号楼, A座. What follows is somebody's door. */
const UP_TO_BUILDING = /^.*?[0-9０-９A-Za-z一二三四五六七八九十百甲乙丙丁]+(?:栋|幢|号楼|座|楼(?!\d*[0-9０-９]*层))/u;
/** In the countryside, where it stops to name a group of houses: 竹林村7组. The number of a house there is a door. */
const UP_TO_GROUP = /^.*?[0-9０-９一二三四五六七八九十]+(?:村民|居民)?小?组/u;
/** In a street, where it stops to name a house in which there are several doors: 长青路12号, if more follows. */
const UP_TO_HOUSE = /^.*?[0-9０-９]+号(?=.)/u;
/** A house whose number is the door: what stands before the number. */
const BEFORE_HOUSE = /^.*?[村社队路街巷道里弄](?=[0-9０-９]+(?:[-－][0-9０-９]+)?号?$)/u;

function surname(characters: readonly string[]): string {
  const [first, second = ""] = characters;
  if (first === undefined || characters.length < 2) return HIDDEN;
  const isDouble = characters.length > 2 && DOUBLE_SURNAMES.has(first + second);
  return `${isDouble ? first + second : first}**`;
}

function building(address: string): string {
  const cuts = [UP_TO_BUILDING, UP_TO_GROUP, UP_TO_HOUSE, BEFORE_HOUSE];
  return cuts.map((cutAt) => cutAt.exec(address)?.[0]).find((kept) => kept !== undefined) ?? HIDDEN;
}

function month(date: string): string {
  return /^\d{4}-\d{2}(?=-\d{2}$)/.exec(date)?.[0] ?? HIDDEN;
}

function tail(characters: readonly string[]): string {
  return characters.length < SHORTEST_NUMBER ? HIDDEN : `${HIDDEN}${characters.slice(-TAIL).join("")}`;
}

/** The value as it may stand on a notice board. */
export function cut(value: Value, rule: NoticeCut): string {
  const text = String(value);
  switch (rule) {
    case "surname":
      return surname(Array.from(text));
    case "name":
      return masked(text, "name");
    case "building":
      return building(text);
    case "month":
      return month(text);
    case "last4":
      return tail(Array.from(text));
  }
}
