// A piece of a level, laid out by dagre; pieces that are alike, once.
import { graphlib, layout, type EdgeLabel } from "@dagrejs/dagre";
import { ranks, upright, type Point } from "./paths";

export interface Extent {
  width: number;
  height: number;
}

/** A link between two boxes of the piece, by their places in it, with the room that its words take. */
export interface PieceLink extends Extent {
  from: number;
  to: number;
  /** How much it matters that the link is short. */
  weight: number;
}

/** The middles of the boxes; for each link the heights between which it may bend, where it bends, and
 *  the middle of its words. */
export interface Piece {
  boxes: Point[];
  spans: [number, number][];
  bends: Point[][];
  labels: Point[];
}

/** Room in pixels: between ranks, more of it where links bend; between boxes and between links. */
export const GAP = { ranks: 26, bend: 22, boxes: 36, ways: 16, label: 16 };

export class Pieces {
  private readonly known = new Map<string, Piece>();

  of(boxes: Extent[], links: PieceLink[]): Piece {
    const key = JSON.stringify([boxes, links]);
    const found = this.known.get(key) ?? drawn(boxes, links);
    this.known.set(key, found);
    return found;
  }
}

function drawn(boxes: Extent[], links: PieceLink[]): Piece {
  const isPair = boxes.length === 2 && links.length === 1;
  return isPair ? pair(boxes[0]!, boxes[1]!, links[0]!) : byDagre(boxes, links);
}

/** One box below the other, as dagre would have it. */
function pair(above: Extent, below: Extent, link: PieceLink): Piece {
  const middle = { x: 0, y: (above.height + GAP.ranks + link.height) / 2 };
  const last = { x: 0, y: middle.y + (below.height + GAP.ranks + link.height) / 2 };
  const span: [number, number] = [above.height / 2, last.y - below.height / 2];
  return { boxes: [{ x: 0, y: 0 }, last], spans: [span], bends: [[middle]], labels: [middle] };
}

function byDagre(boxes: Extent[], links: PieceLink[]): Piece {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ ranksep: GAP.ranks + GAP.bend, nodesep: GAP.boxes, edgesep: GAP.ways });
  boxes.forEach(({ width, height }, i) => graph.setNode(String(i), { width, height }));
  links.forEach(({ from, to, width, height, weight }, i) =>
    graph.setEdge(String(from), String(to), { width, height, weight, labelpos: "c" }, String(i)),
  );
  layout(graph);
  const places = boxes.map((_, i) => at(graph.node(String(i))));
  const edges = links.map(
    ({ from, to }, i) => graph.edge(String(from), String(to), String(i)) as EdgeLabel,
  );
  const bends = edges.map(({ points = [] }) => points.slice(1, -1));
  const labels = edges.map((edge, i) => (edge.x === undefined ? bends[i]![0]! : at(edge)));
  const heights = [
    ...places.map(({ y }, i) => ({ y, height: boxes[i]!.height })),
    ...labels.map(({ y }, i) => ({ y, height: links[i]!.height })),
  ];
  const beside = ranks(heights);
  const side = isMirrored(places) ? -1 : 1;
  const turned = ({ x, y }: Point): Point => ({ x: side * x, y });
  const half = ({ y }: Point) => beside.get(Math.round(y))!;
  return {
    boxes: places.map(turned),
    spans: links.map(({ from, to }) => {
      const [above, below] = [places[from]!, places[to]!];
      return [above.y + half(above), below.y - half(below)];
    }),
    bends: bends.map((points) => upright(points, beside).map(turned)),
    labels: labels.map(turned),
  };
}

/** Whether the first boxes that stand side by side do so the wrong way round. */
function isMirrored(places: Point[]): boolean {
  const ranks = new Map<number, Point[]>();
  for (const one of places) {
    const y = Math.round(one.y);
    ranks.set(y, [...(ranks.get(y) ?? []), one]);
  }
  const beside = [...ranks].sort(([a], [b]) => a - b).find(([, rank]) => rank.length > 1);
  return beside !== undefined && beside[1][0]!.x > beside[1].at(-1)!.x;
}

const at = ({ x = 0, y = 0 }: { x?: number; y?: number }): Point => ({ x, y });
