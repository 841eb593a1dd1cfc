// What stands in each box, and how large that makes it: measured generously, so that one layout does
// for every font.
import { count } from "../rows";
import type { Box, Measure } from "./items";
import { say } from "./words";

export const LINE = { name: 13, small: 11 };
export const PAD = 12;
/** The strip of an open frame that holds its words, and the room around what stands in it. */
export const TITLE = 30;
export const MARGIN = 16;
/** The width of the longest bar where layers are sized. */
export const BAR = 220;
/** The room of the sign that a model inside the model can be opened or folded. */
export const SIGN = 13;
/** The height of a line that says why a layer fails. */
export const CAUSE = 14;
const HEIGHT = { one: 28, two: 44, bar: 14 };
const LONGEST = { name: 34, kind: 26, amount: 22, cause: 40, causes: 5 };

export interface Face {
  name: string;
  kind: string;
  amount: string;
  cause: string[];
  /** Where layers are sized, the width of its bar; 0 where there is nothing to draw. */
  bar: number;
  width: number;
  height: number;
}

const PORT: Face = { name: "", kind: "", amount: "", cause: [], bar: 0, width: 1, height: 0 };

/** What is sized by what, and the largest number, which has the longest bar. */
export interface Sizing {
  by: Measure;
  most: number;
}

export function sizing(boxes: Box[], by: Measure): Sizing {
  return { by, most: Math.max(0, ...boxes.map((box) => known(box, by))) };
}

export function face(box: Box, sized: Sizing | null): Face {
  if (box.sort === "entry" || box.sort === "exit") return PORT;
  const told = words(box, sized?.by);
  const bar = sized?.most ? (BAR * known(box, sized.by)) / sized.most : 0;
  const below = widthOf(told.kind, LINE.small) + widthOf(told.amount, LINE.small);
  const causes = told.cause.map((line) => widthOf(line, LINE.small));
  const gap = told.kind && told.amount ? 16 : 0;
  const sign = box.layers ? SIGN : 0;
  const width = Math.max(sign + widthOf(told.name, LINE.name), below + gap, bar, 56, ...causes);
  const lines = told.kind || told.amount ? HEIGHT.two : HEIGHT.one;
  const height =
    lines + (sized && box.sort === "layer" ? HEIGHT.bar : 0) + CAUSE * told.cause.length;
  return { ...told, bar, width: Math.ceil(width) + 2 * PAD, height };
}

function words(box: Box, by?: Measure): Pick<Face, "name" | "kind" | "amount" | "cause"> {
  const name = shortened(box.name || say(box.sort === "output" ? "output" : "input"), LONGEST.name);
  const parts = [box.sort === "input" ? say("input") : shortened(box.type, LONGEST.kind)];
  if (box.layers) parts.push(say(box.layers === 1 ? "layer" : "layers", { n: box.layers }));
  if (box.calls > 1) parts.push(say("call", { i: box.call, n: box.calls }));
  const kind = parts.filter(Boolean).join(" · ");
  return { name, kind, amount: amount(box, by), cause: broken(box.cause) };
}

/** `1,130 params`; nothing where a layer has none, unless that is what layers are sized by. */
function amount({ sort, counts }: Box, by?: Measure): string {
  const size = counts[by ?? "params"];
  if (sort !== "layer" || (!by && (size === 0 || size === null))) return "";
  return say(by ?? "params", { n: shortened(count(size), LONGEST.amount) });
}

/** A count as a number that a bar can show; 0 for one that is not known. */
export function known({ counts }: Box, by: Measure): number {
  const number = Number(counts[by] ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** The width of a text in letters of a fixed width, those of East Asia as wide as they are high. */
export function widthOf(text: string, size: number): number {
  let letters = 0;
  for (const letter of text) letters += letter > "\u2e7f" ? 1 : 0.61;
  return letters * size;
}

/** A name with its middle left out where it is too long: `encoder.la…attention`. */
export function shortened(name: string, most: number): string {
  const letters = [...name];
  if (letters.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - end).join("")}…${letters.slice(-end).join("")}`;
}

/** A sentence in lines; its end left out where there would be too many. */
export function broken(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+/g) ?? []) {
    const joined = `${lines.at(-1) ?? ""}${/^[\u2e80-\uffff]/.test(word) ? "" : " "}${word}`.trim();
    if (lines.length && widthOf(joined, 1) <= LONGEST.cause * 0.61)
      lines[lines.length - 1] = joined;
    else lines.push(shortened(word, LONGEST.cause));
  }
  if (lines.length <= LONGEST.causes) return lines;
  return [...lines.slice(0, LONGEST.causes - 1), `${lines[LONGEST.causes - 1]} …`];
}
