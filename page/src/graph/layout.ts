// Where everything stands: a level with the insides of its frames, each a box in it of its size.
import { LINE, MARGIN, TITLE, widthOf, type Face } from "./faces";
import { spread, type Point } from "./paths";
import { GAP, Pieces, type Extent, type PieceLink } from "./pieces";
import { stacked, type Stack } from "./stacking";
import type { Link, Node } from "./structure";

/** A level with what stands in its boxes. */
export interface Sized {
  nodes: (Pick<Node, "id" | "sort"> & { face: Face; inside: Sized | null })[];
  links: Link[];
}

/** A place by its upper left corner. */
export interface Area extends Point, Extent {}

/** The points that a link passes through, and the middle of its words. */
export interface Way {
  link: Link;
  points: Point[];
  label: Point;
  /** Whether it stands in a frame. */
  isInside: boolean;
}

/** Frames stand before what is in them. */
export interface Layout extends Extent {
  boxes: Map<string, Area>;
  ways: Way[];
}

export function laidOut(level: Sized, pieces = new Pieces()): Layout {
  const insides = new Map<string, Layout>();
  for (const { id, inside } of level.nodes) if (inside) insides.set(id, laidOut(inside, pieces));
  const extents = level.nodes.map(({ id, face }) => outer(face, insides.get(id)));
  const { boxes, links } = anchored(level, extents);
  return composed(level, extents, insides, stacked(boxes, links, pieces));
}

function outer(face: Face, inside: Layout | undefined): Extent {
  if (!inside) return { width: face.width, height: face.height };
  const width = Math.max(face.width, inside.width + 2 * MARGIN);
  return { width, height: TITLE + inside.height + MARGIN };
}

/** The boxes and links by number; entries hang from one point above, exits on one below. */
function anchored({ nodes, links }: Sized, boxes: Extent[]) {
  const index = new Map(nodes.map(({ id }, i) => [id, i]));
  const real = links.map(({ from, to, label }): PieceLink => {
    const ends = { from: index.get(from)!, to: index.get(to)!, weight: 1 };
    return { ...ends, width: widthOf(label, LINE.small), height: label ? GAP.label : 0 };
  });
  const anchors: PieceLink[] = [];
  let count = boxes.length;
  for (const sort of ["entry", "exit"]) {
    const ports = nodes.flatMap((node, i) => (node.sort === sort ? [i] : []));
    const ends = ports.map((i) =>
      sort === "entry" ? { from: count, to: i } : { from: i, to: count },
    );
    anchors.push(...ends.map((one) => ({ ...one, width: 0, height: 0, weight: 8 })));
    if (ports.length) count++;
  }
  const anchor = { width: 0, height: 0 };
  const all = [...boxes, ...Array<Extent>(count - boxes.length).fill(anchor)];
  return { boxes: all, links: [...real, ...anchors] };
}

function composed(
  level: Sized,
  extents: Extent[],
  insides: Map<string, Layout>,
  { middles, spans, bends, labels }: Stack,
): Layout {
  const boxes = new Map<string, Area>();
  const inner: Way[] = [];
  level.nodes.forEach((node, i) => {
    const { width, height } = extents[i]!;
    const area = { x: middles[i]!.x - width / 2, y: middles[i]!.y - height / 2, width, height };
    boxes.set(node.id, area);
    const inside = insides.get(node.id);
    if (!inside) return;
    const moved = movedBy(area.x + (width - inside.width) / 2, area.y + TITLE);
    for (const [one, place] of inside.boxes) boxes.set(one, moved(place));
    const ways = inside.ways.map((way) => ({ ...wayMoved(way, moved), isInside: true }));
    toBorder(ways, node.inside!, area);
    inner.push(...ways);
  });
  const ways = level.links.map((link, i): Way => {
    const [above, below] = [boxes.get(link.from)!, boxes.get(link.to)!];
    const from = middle(boxes.get(link.leaves ?? link.from)!).x;
    const to = middle(boxes.get(link.enters ?? link.to)!).x;
    const start = [bottom(above), spans[i]![0]].map((y) => ({ x: from, y }));
    const end = [spans[i]![1], below.y].map((y) => ({ x: to, y }));
    return { link, points: [...start, ...bends[i]!, ...end], label: labels[i]!, isInside: false };
  });
  fan(ways, boxes);
  return atOrigin(boxes, [...ways, ...inner]);
}

/** Draws links out to the border of the frame where they come in or go out. */
function toBorder(ways: Way[], { nodes }: Sized, frame: Area): void {
  const sorts = new Map(nodes.map(({ id, sort }) => [id, sort]));
  for (const { link, points } of ways) {
    if (sorts.get(link.from) === "entry") points[0]!.y = frame.y;
    if (sorts.get(link.to) === "exit") points.at(-1)!.y = bottom(frame);
  }
}

/** Ends of links that read into one box stand side by side, in the order in which they come. */
function fan(ways: Way[], boxes: Map<string, Area>): void {
  const into = new Map<string, Way[]>();
  for (const way of ways)
    if (!way.link.enters) into.set(way.link.to, [...(into.get(way.link.to) ?? []), way]);
  for (const [id, all] of into) {
    const box = boxes.get(id)!;
    const places = spread(middle(box).x, box.width, all.length);
    all.sort((a, b) => a.points.at(-3)!.x - b.points.at(-3)!.x);
    for (const [i, { points }] of all.entries())
      for (const point of points.slice(-2)) point.x = places[i]!;
  }
}

/** All of it moved so that it begins at 0, 0; words stand on their links, so they count too. */
function atOrigin(boxes: Map<string, Area>, ways: Way[]): Layout {
  const areas = [...boxes.values(), ...ways.map(areaOf)];
  const left = Math.min(...areas.map(({ x }) => x));
  const top = Math.min(...areas.map(({ y }) => y));
  const moved = movedBy(-left, -top);
  return {
    boxes: new Map([...boxes].map(([id, area]) => [id, moved(area)])),
    ways: ways.map((way) => wayMoved(way, moved)),
    width: Math.max(...areas.map(({ x, width }) => x + width)) - left,
    height: Math.max(...areas.map((area) => bottom(area))) - top,
  };
}

/** The area that a link and its words take. */
export function areaOf({ link, points, label }: Way): Area {
  const half = { x: widthOf(link.label, LINE.small) / 2, y: link.label ? GAP.label / 2 : 0 };
  const xs = [...points.map(({ x }) => x), label.x - half.x, label.x + half.x];
  const ys = [...points.map(({ y }) => y), label.y - half.y, label.y + half.y];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

const middle = ({ x, y, width, height }: Area): Point => ({ x: x + width / 2, y: y + height / 2 });
const bottom = ({ y, height }: Area): number => y + height;
const movedBy =
  (x: number, y: number) =>
  <P extends Point>(one: P): P => ({ ...one, x: one.x + x, y: one.y + y });

function wayMoved(way: Way, moved: <P extends Point>(one: P) => P): Way {
  return { ...way, points: way.points.map(moved), label: moved(way.label) };
}
