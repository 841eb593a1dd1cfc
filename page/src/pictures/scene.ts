// How the tensors of one operation stand beside or below each other in the width that there is.
import type { Range } from "../protocol";
import { blockOf, sizeOf, type Block, type Measures } from "./block";
import { ACROSS, cellOfStrip, DOWN, LEAST, PRODUCT, strips } from "./measures";
import type { Form, Kind, Part } from "./parts";

/** A part with its place. */
export interface Standing {
  part: Part;
  block: Block;
  x: number;
  y: number;
}

export interface Scene {
  standing: Standing[];
  width: number;
  height: number;
  /** How they stand: from left to right, from top to bottom, or with the output where the rows of
   *  the input and the columns of the weights meet. */
  flow: "across" | "down" | "product";
}

/** Where the picture of each part is to look. */
export type Focus = (part: Part) => Range[] | null;

const AROUND = { top: 40, left: 34, right: 14 };
const BETWEEN = { across: 26, down: 6 };
const NARROWEST = 64;
/** The width of a letter of a title. */
const LETTER = 7.2;
/** Of more weights, as a stack of recurrent layers has them, cells are as small as can be. */
const CROWD = 9;
const TALLEST = 420;

/** The parts in the best way that fits into the width: beside each other where cells are large
 *  enough then, else below each other. */
export function sceneOf(form: Form, parts: Part[], width: number, focus: Focus): Scene {
  const fits = (scene: Scene) => scene.width <= width && scene.height <= TALLEST;
  if (form === "product") {
    const scenes = PRODUCT.map((measures) => () => product(parts, measures, focus));
    return first(scenes, (scene) => scene.width <= width) ?? down(parts, width, focus);
  }
  if (form === "attention") return attention(parts, width, focus);
  const isStrip = parts.some((part) => part.kind === "input" && isLong(part));
  const scenes = isStrip ? [] : ACROSS.map((measures) => () => across(parts, measures, focus));
  return first(scenes, fits) ?? down(parts, width, focus);
}

function first(scenes: (() => Scene)[], fits: (scene: Scene) => boolean): Scene | null {
  for (const make of scenes) {
    const scene = make();
    if (fits(scene)) return scene;
  }
  return null;
}

/** Whether a tensor is a line of places, with its channels as rows. */
function isLong({ arrangement, reaches }: Part): boolean {
  const { columns, sheets } = arrangement;
  return columns !== null && sheets === null && lengthOf(columns, reaches) > 14;
}

function lengthOf(axis: number | null, reaches: Part["reaches"]): number {
  return axis === null ? 1 : reaches[axis]!.high - reaches[axis]!.low;
}

interface Sized {
  part: Part;
  measures: Measures;
  width: number;
  height: number;
  /** With what stands around it. */
  outer: { width: number; height: number };
}

function sized(part: Part, measures: Measures): Sized {
  const { width, height } = sizeOf(part.arrangement, part.reaches, measures);
  const below = part.arrangement.stacks === null ? 34 : 48;
  const outer = {
    width: Math.max(width, NARROWEST, part.title.length * LETTER) + AROUND.left + rightOf(part),
    height: height + AROUND.top + below,
  };
  return { part, measures, width, height, outer };
}

/** Room on the right for what the sheets are called. */
function rightOf({ axes, arrangement: { sheets } }: Part): number {
  return sheets === null ? AROUND.right : axes[sheets]!.name.length * 6 + 44;
}

function standing({ part, measures }: Sized, focus: Focus, x: number, y: number): Standing {
  const block = blockOf(part.axes, part.arrangement, part.reaches, focus(part), measures);
  return { part, block, x: x + AROUND.left, y: y + AROUND.top };
}

const COLUMN: Record<Kind, number> = { input: 0, match: 1, weight: 1, output: 2 };

/** Inputs on the left, weights in the middle, the output on the right. */
function across(parts: Part[], [large, small]: [Measures, Measures], focus: Focus): Scene {
  const columns = [0, 1, 2]
    .map((column) => parts.filter(({ kind }) => COLUMN[kind] === column))
    .filter(({ length }) => length)
    .map((column) => column.map((part) => sized(part, part.kind === "weight" ? small : large)));
  const heights = columns.map((column) => column.reduce((sum, { outer }) => sum + outer.height, 0));
  const height = Math.max(...heights);
  let x = 0;
  const placed = columns.map((column, i) => {
    let y = (height - heights[i]!) / 2;
    const left = x;
    x += Math.max(...column.map(({ outer }) => outer.width)) + BETWEEN.across;
    return column.map((one) => {
      const here = standing(one, focus, left, y);
      y += one.outer.height;
      return here;
    });
  });
  return { standing: placed.flat(), width: x - BETWEEN.across, height, flow: "across" };
}

/** Inputs, weights and the output below each other, each as large as the width allows; parts of a
 *  kind that fit stand beside each other. */
function down(parts: Part[], width: number, focus: Focus): Scene {
  const inner = width - AROUND.left - AROUND.right;
  const lines = parts.filter(({ kind }) => kind !== "weight");
  const longest = (lines.length ? lines : parts).map(({ arrangement, reaches }) =>
    lengthOf(arrangement.columns, reaches),
  );
  const cell = cellOfStrip(Math.max(...longest), inner);
  const isCrowded = parts.length - lines.length > CROWD;
  let [x, y, tallest] = [0, 0, 0];
  let before: Kind | null = null;
  const placed = parts.map((part) => {
    const room = inner + AROUND.right - rightOf(part);
    const one = fitting(part, room, isCrowded && part.kind === "weight" ? LEAST : cell);
    if (before !== null && (part.kind !== before || x + one.outer.width > width)) {
      [x, y, tallest] = [0, y + tallest + BETWEEN.down, 0];
    }
    const here = standing(one, focus, x, y);
    tallest = Math.max(tallest, one.outer.height);
    x += one.outer.width;
    before = part.kind;
    return here;
  });
  return { standing: placed, width, height: y + tallest, flow: "down" };
}

/** Queries, keys and values beside what they are held against each other in; below, the weights. */
function attention(parts: Part[], width: number, focus: Focus): Scene {
  const above = sceneOf(
    "flow",
    parts.filter(({ kind }) => kind !== "weight"),
    width,
    focus,
  );
  const weights = parts.filter(({ kind }) => kind === "weight");
  if (!weights.length) return above;
  const below = down(weights, width, focus);
  const moved = below.standing.map((one) => ({ ...one, y: one.y + above.height + BETWEEN.down }));
  return {
    standing: [...above.standing, ...moved],
    width: Math.max(above.width, below.width),
    height: above.height + BETWEEN.down + below.height,
    flow: above.flow,
  };
}

/** The largest cells with which a part fits, with less and less of it shown. */
function fitting(part: Part, inner: number, cell: number): Sized {
  const { sheets, stacks, columns } = part.arrangement;
  const isFlat = stacks === null && (sheets === null || part.kind === "weight");
  const length = lengthOf(columns, part.reaches);
  const tries = isFlat ? strips(cell, inner, length, sheets === null ? 1 : 6) : DOWN;
  const all = tries.map((measures) => sized(part, measures));
  return all.find(({ width }) => width <= inner) ?? all[all.length - 1]!;
}

/** The first input on the left, what it is multiplied with above, and the output where its rows
 *  and those columns meet; a bias stands between, above its column. */
function product(parts: Part[], measures: Measures, focus: Focus): Scene {
  const [left, ...others] = parts.map((part) => sized(part, measures)) as [Sized, ...Sized[]];
  const output = others[others.length - 1]!;
  const above = others.slice(0, -1);
  let y = 0;
  const x = left.outer.width + BETWEEN.across;
  const column = [...above, output].map((one) => {
    const here = standing(one, focus, x, y);
    y += one.outer.height;
    return here;
  });
  const last = column[column.length - 1]!;
  const top = last.y - AROUND.top + output.height - left.height;
  const width = x + Math.max(...others.map(({ outer }) => outer.width));
  const input = standing(left, focus, 0, Math.max(0, top));
  return { standing: [input, ...column], width, height: y, flow: "product" };
}
