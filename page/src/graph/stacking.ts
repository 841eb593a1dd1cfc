// A level without its frames' insides: its pieces laid out one by one, and put below one another.
import type { Point } from "./paths";
import type { Extent, PieceLink, Pieces } from "./pieces";
import { bottlenecks, segments, sourcesFirst } from "./segments";

/** As of a piece, in one measure for all. */
export interface Stack {
  middles: Point[];
  spans: [number, number][];
  bends: Point[][];
  labels: Point[];
}

/** Boxes, given in the order in which they run, from the top down. */
export function stacked(boxes: Extent[], given: PieceLink[], pieces: Pieces): Stack {
  const order = sourcesFirst(boxes.length, given);
  const place: number[] = [];
  order.forEach((box, i) => (place[box] = i));
  const links = given.map((link) => ({ ...link, from: place[link.from]!, to: place[link.to]! }));
  const spine = bottlenecks(boxes.length, links);
  const stack: Stack = { middles: [], spans: [], bends: [], labels: [] };
  let top = 0;
  for (const { start, end, links: mine } of segments(boxes.length, links, spine)) {
    const inside = order.slice(start, end + 1);
    const among = mine.map((i) => links[i]!);
    const local = among.map((one) => ({ ...one, from: one.from - start, to: one.to - start }));
    const below = spine.has(end) ? lastBelow(inside.length, local) : [];
    const piece = pieces.of(inside.map((box) => boxes[box]!), [...local, ...below]); // prettier-ignore
    const isStraight = [spine.has(start), spine.has(end)];
    const moved = mover(piece.boxes, isStraight, top);
    inside.forEach((box, i) => {
      const middle = moved(piece.boxes[i]!);
      stack.middles[box] = spine.has(start + i) ? { x: 0, y: middle.y } : middle;
    });
    mine.forEach((link, i) => {
      const [above, below] = piece.spans[i]!;
      stack.spans[link] = [moved({ x: 0, y: above }).y, moved({ x: 0, y: below }).y];
      stack.bends[link] = piece.bends[i]!.map(moved);
      stack.labels[link] = moved(piece.labels[i]!);
    });
    top = stack.middles[order[end]!]!.y;
  }
  return stack;
}

/** Links that count for nothing, but hold the last box of a piece below all others. */
function lastBelow(count: number, links: PieceLink[]): PieceLink[] {
  const read = new Set(links.map(({ from }) => from));
  const ends = Array.from({ length: count - 1 }, (_, box) => box).filter((box) => !read.has(box));
  return ends.map((from) => ({ from, to: count - 1, width: 0, height: 0, weight: 0 }));
}

/** Moves a piece so that its first box is at `top`, and the boxes of the spine about the middle. */
function mover(boxes: Point[], isStraight: boolean[], top: number): (point: Point) => Point {
  const held = [boxes[0]!, boxes.at(-1)!].filter((_, i) => isStraight[i]);
  const middle = held.reduce((sum, { x }) => sum + x, 0) / (held.length || 1);
  return ({ x, y }) => ({ x: x - middle, y: y - boxes[0]!.y + top });
}
