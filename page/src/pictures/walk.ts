// From one number of the output to the next: in the order of play, by keys, and by dragging.
import type { Axis, Cell, Picture, Range } from "../protocol";
import type { Index } from "./cells";
import type { Arrangement } from "./roles";

/** The axes in the order of play: places, the last one first, and then channels. */
function inOrder(axes: Axis[]): number[] {
  const back = [...axes.keys()].reverse();
  const of = (role: Axis["role"]) => back.filter((i) => axes[i]!.role === role);
  return [...of("place"), ...of("channels")];
}

/** The number that is made after this one: place by place, then the next channel; null at the end. */
export function next(index: Index, axes: Axis[]): Index | null {
  const after = [...index];
  for (const axis of inOrder(axes)) {
    after[axis]! += 1;
    if (after[axis]! < axes[axis]!.size) return after;
    after[axis] = 0;
  }
  return null;
}

/** The number that is made before this one; the first is the first. */
export function before(index: Index, axes: Axis[]): Index {
  const at = [...index];
  for (const axis of inOrder(axes)) {
    at[axis]! -= 1;
    if (at[axis]! >= 0) return at;
    at[axis] = axes[axis]!.size - 1;
  }
  return index;
}

/** The next numbers from here on, at most so many. */
export function ahead(index: Index, axes: Axis[], count: number): Index[] {
  const found: Index[] = [];
  for (let at = next(index, axes); at && found.length < count; at = next(at, axes)) found.push(at);
  return found;
}

export function moved(index: Index, axes: Axis[], axis: number | null, by: number): Index {
  if (axis === null) return index;
  const to = Math.max(0, Math.min(axes[axis]!.size - 1, index[axis]! + by));
  return index.map((place, i) => (i === axis ? to : place));
}

/** Where a key leads from here; null for a key that leads nowhere. */
export function byKey(
  event: { key: string; ctrlKey: boolean },
  index: Index,
  axes: Axis[],
  { columns, rows, sheets, stacks }: Arrangement,
): Index | null {
  const deep = sheets ?? stacks ?? rows;
  const to = (axis: number | null, by: number) => moved(index, axes, axis, by);
  switch (event.key) {
    case "ArrowLeft":
      return to(columns, -1);
    case "ArrowRight":
      return to(columns, 1);
    case "ArrowUp":
      return to(rows, -1);
    case "ArrowDown":
      return to(rows, 1);
    case "PageUp":
      return to(deep, -1);
    case "PageDown":
      return to(deep, 1);
    case "Home":
      return event.ctrlKey ? index.map(() => 0) : to(columns, -Infinity);
    case "End":
      return event.ctrlKey
        ? axes.map(({ size }, i) => (axes[i]!.role === "batch" ? 0 : size - 1))
        : to(columns, Infinity);
    default:
      return null;
  }
}

/** The output's place whose window is nearest to a place of the first input; what it reads is
 *  asked then. */
export function nearest(picture: Picture, index: Index, place: Index): Index {
  const [first] = picture.cells;
  const at = [...index];
  for (const { output, input } of picture.sliding) {
    const size = picture.output.axes[output]!.size;
    const last = picture.cells.find((cell) =>
      cell.index.every((i, axis) => i === (axis === output ? size - 1 : 0)),
    );
    const from = first && middle(first, input);
    const to = last && middle(last, input);
    if (from === undefined || to === undefined || from === to) continue;
    const share = (place[input]! - from) / (to - from);
    at[output] = Math.max(0, Math.min(size - 1, Math.round(share * (size - 1))));
  }
  return at;
}

function middle(cell: Cell, axis: number): number | undefined {
  const range: Range | undefined = cell.inputs[0]?.[axis];
  return range && (range.start + range.stop - 1) / 2;
}
