// The ways of links: down the page, upright where boxes stand, bending only between their ranks.

export interface Point {
  x: number;
  y: number;
}

/** A smooth path through points, upright at each of them. */
export function along(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let at = first;
  let path = `M${first.x} ${first.y}`;
  for (const to of rest) {
    const middle = (at.y + to.y) / 2;
    if (at.x === to.x) path += at.y === to.y ? "" : `V${to.y}`;
    else path += `C${at.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
    at = to;
  }
  return path;
}

/** Half the height of each rank of boxes or words, by the y of its middle. */
export type Ranks = Map<number, number>;

export function ranks(boxes: { y: number; height: number }[]): Ranks {
  const found: Ranks = new Map();
  for (const { y, height } of boxes) {
    const key = Math.round(y);
    found.set(key, Math.max(found.get(key) ?? 0, height / 2));
  }
  return found;
}

/** The points of a way, with those beside boxes and in words drawn out: it passes these upright. */
export function upright(points: Point[], beside: Ranks): Point[] {
  return points.flatMap(({ x, y }) => {
    const half = beside.get(Math.round(y));
    return half === undefined
      ? [{ x, y }]
      : [
          { x, y: y - half },
          { x, y: y + half },
        ];
  });
}

/** Where `count` ways end along the top of a box, from left to right. */
export function spread(middle: number, width: number, count: number): number[] {
  const step = Math.min(18, (width * 0.7) / count);
  return Array.from({ length: count }, (_, i) => middle + (i - (count - 1) / 2) * step);
}
