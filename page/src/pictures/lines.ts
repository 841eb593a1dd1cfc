// Neighbouring slots put together: what is drawn as one piece, and which places get their number.
import type { Range } from "../protocol";
import type { Placed } from "./block";
import { spanOf } from "./slots";

export interface Run {
  at: number;
  size: number;
  isOut: boolean;
}

/** Places side by side without a gap, those outside the `length` of the axis by themselves. */
export function runs(line: Placed[], size: number, length: number): Run[] {
  const out: Run[] = [];
  let previous: Placed | null = null;
  for (const slot of line) {
    const isOut = slot.place < 0 || slot.place >= length;
    const last = out[out.length - 1];
    if (slot.count > 1) {
      previous = null;
      continue;
    }
    if (last && previous && last.isOut === isOut) last.size += size;
    else out.push({ at: slot.at, size, isOut });
    previous = slot;
  }
  return out;
}

export interface Tick {
  at: number;
  text: string;
  kind: "end" | "on" | "gap";
}

/** The numbers beside an axis: of what is lit, of the ends of each run, and of how many places a
 *  gap stands for; none nearer to one before it than its text needs. */
export function ticks(
  line: Placed[],
  size: number,
  gap: number,
  lit: Range | null,
  room: (text: string) => number,
): Tick[] {
  const span = lit && spanOf(lit);
  const found: Tick[] = [];
  const add = (slot: Placed, kind: Tick["kind"]) => {
    const isGap = slot.count > 1;
    const text = isGap ? `+${slot.count}` : String(slot.place);
    const at = slot.at + (isGap ? gap : size) / 2;
    const isFree = found.every(
      (other) => Math.abs(other.at - at) >= (room(other.text) + room(text)) / 2 + 3,
    );
    if (isFree) found.push({ at, text, kind });
  };
  const places = line.filter(({ count }) => count === 1);
  const isLit = ({ place }: Placed) =>
    span !== null && (place === span.from || place === span.to - 1);
  places.filter(isLit).forEach((slot) => add(slot, "on"));
  line.filter(({ count }) => count > 1).forEach((slot) => add(slot, "gap"));
  line.forEach((slot, i) => {
    const isEnd =
      i === 0 || i === line.length - 1 || line[i - 1]!.count > 1 || line[i + 1]!.count > 1;
    if (slot.count === 1 && isEnd) add(slot, "end");
  });
  return found;
}
