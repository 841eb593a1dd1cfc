// A level cut at its bottlenecks: boxes that everything flows through. What stands between two of them
// is laid out by itself, so that a long model costs as much as its pieces, and has a straight spine.

/** A link by the places of its ends among the boxes. */
export interface Ends {
  from: number;
  to: number;
}

/** The boxes from `start` to `end`, both of them included, and the links among them. */
export interface Segment {
  start: number;
  end: number;
  links: number[];
}

/** The order of the boxes with those that read nothing put first, since any may stand beside them. */
export function sourcesFirst(count: number, links: Ends[]): number[] {
  const reads = new Set(links.map(({ to }) => to));
  const boxes = Array.from({ length: count }, (_, box) => box);
  return [...boxes.filter((box) => !reads.has(box)), ...boxes.filter((box) => reads.has(box))];
}

/** The places that no link passes by; the first and the last only where none stands beside it. */
export function bottlenecks(count: number, links: Ends[]): Set<number> {
  const reach = Array.from({ length: count }, (_, place) => place);
  for (const { from, to } of links) {
    const [above, below] = from < to ? [from, to] : [to, from];
    reach[above] = Math.max(reach[above]!, below);
  }
  const found = new Set<number>();
  let furthest = 0;
  for (let place = 0; place < count; place++) {
    if (furthest <= place) found.add(place);
    furthest = Math.max(furthest, reach[place]!);
  }
  const boxes = Array.from({ length: count }, (_, place) => place);
  const isOnly = (place: number, ends: number[]) => {
    const taken = new Set(ends);
    return boxes.every((box) => taken.has(box) !== (box === place));
  };
  if (
    !isOnly(
      0,
      links.map(({ to }) => to),
    )
  )
    found.delete(0);
  if (
    !isOnly(
      count - 1,
      links.map(({ from }) => from),
    )
  )
    found.delete(count - 1);
  return found;
}

export function segments(count: number, links: Ends[], spine: Set<number>): Segment[] {
  const inner = [...spine].filter((place) => place > 0 && place < count - 1);
  const cuts = [0, ...inner, count - 1];
  const found = inner
    .concat(count - 1)
    .map((end, i): Segment => ({ start: cuts[i]!, end, links: [] }));
  const segmentOf = found.flatMap((one) => Array<Segment>(one.end - one.start).fill(one));
  links.forEach(({ from, to }, link) => segmentOf[Math.min(from, to)]!.links.push(link));
  return found;
}
