// How large cells may be, and how many slots are shown, from generous to tight.
import type { Measures } from "./block";

function measured(
  cell: number,
  columns: number,
  rows: number,
  sheets: number,
  stacks: number,
): Measures {
  const step = Math.round(Math.min(12, Math.max(6, cell * 0.7)));
  const room = { columns, rows, sheets, stacks };
  return { width: cell, height: cell, gap: 22, step: { x: step, y: Math.round(step * 0.8) }, room };
}

/** Side by side: of inputs and the output, and of weights. */
export const ACROSS: [Measures, Measures][] = [
  [measured(22, 12, 12, 8, 5), measured(17, 12, 12, 7, 5)],
  [measured(20, 12, 12, 8, 5), measured(14, 12, 12, 7, 4)],
  [measured(18, 12, 12, 7, 5), measured(13, 12, 12, 6, 4)],
  [measured(15, 12, 12, 7, 5), measured(11, 12, 12, 6, 4)],
  [measured(13, 12, 12, 6, 4), measured(10, 10, 10, 5, 3)],
  [measured(11, 10, 10, 5, 4), measured(9, 9, 9, 4, 3)],
];

/** Below each other: of one tensor that has the whole width. */
export const DOWN: Measures[] = [
  measured(16, 14, 12, 6, 5),
  measured(13, 12, 12, 6, 4),
  measured(11, 12, 12, 5, 4),
  measured(9, 12, 10, 5, 3),
  measured(7, 16, 10, 4, 3),
  measured(7, 9, 9, 4, 3),
  measured(6, 7, 7, 3, 3),
];

/** Of the factors of a product: as many places of what is summed over in both. */
export const PRODUCT: Measures[] = [
  measured(24, 14, 14, 4, 1),
  measured(20, 14, 14, 4, 1),
  measured(17, 14, 14, 3, 1),
  measured(14, 12, 12, 3, 1),
  measured(12, 10, 10, 3, 1),
  measured(10, 9, 9, 3, 1),
  measured(9, 7, 7, 3, 1),
];

export const LEAST = 5;
const MOST = 24;

/** The width of the cells of a line of so many, for the room that there is. */
export function cellOfStrip(longest: number, inner: number): number {
  return Math.max(LEAST, Math.min(MOST, Math.floor(inner / longest)));
}

/** A long line of places: all of them as wide as they can be; of more than fit even when narrow,
 *  some are left out. */
export function strips(cell: number, inner: number, length: number, sheets: number): Measures[] {
  const depth = sheets > 1 ? 12 * sheets : 0;
  const whole = Math.min(cell, Math.floor((inner - depth) / length));
  const height = Math.max(11, Math.min(18, cell));
  const of = (width: number, room: number) => ({
    ...measured(width, room, 12, sheets, 1),
    width,
    height,
  });
  if (whole >= LEAST) return [of(whole, length)];
  return [9, 7, LEAST].map((width) => of(width, Math.floor((inner - depth - 44) / width) + 2));
}
