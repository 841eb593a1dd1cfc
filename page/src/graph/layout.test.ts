import { expect, test } from "vitest";
import type { Model } from "../protocol";
import { LINE, widthOf } from "./faces";
import { laidOut, type Area, type Way } from "./layout";
import { opened } from "./opened";
import { facesOf } from "./scene";
import { structure, type Level, type Node } from "./structure";
import { model, nest, random, row } from "./testing";

function drawn(of: Model) {
  const level = structure(of, opened(of.rows, new Map(of.rows.map(({ id }) => [id, true]))));
  return { level, layout: laidOut(facesOf(level, null)) };
}

/** What stands in each frame, and in the model itself. */
function levels(level: Level): Level[] {
  return [level, ...level.nodes.flatMap(({ inside }) => (inside ? levels(inside) : []))];
}

const isPort = ({ sort }: Node) => sort === "entry" || sort === "exit";
const within = (a: Area, b: Area) =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
const apart = (a: Area, b: Area) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

/** Points along a way, as its curves are drawn: upright at both ends of each. */
function* points({ points: all }: Way) {
  for (const [i, to] of all.slice(1).entries()) {
    const from = all[i]!;
    for (let t = 0; t <= 1; t += 0.05) {
      const [u, middle] = [1 - t, (from.y + to.y) / 2];
      const x = (u ** 3 + 3 * u * u * t) * from.x + (3 * u * t * t + t ** 3) * to.x;
      const y = u ** 3 * from.y + 3 * u * t * middle + t ** 3 * to.y;
      yield { x, y };
    }
  }
}

const hits = ({ x, y }: { x: number; y: number }, box: Area) =>
  x > box.x + 0.5 && x < box.x + box.width - 0.5 && y > box.y + 0.5 && y < box.y + box.height - 0.5;

const wordsOf = ({ link, label }: Way): Area => {
  const width = widthOf(link.label, LINE.small);
  return { x: label.x - width / 2, y: label.y - 8, width, height: 16 };
};

const CASES = Array.from(
  { length: 25 },
  (_, seed) => [seed, drawn(random(seed, 4 + seed))] as const,
);

test.each(CASES)(
  "boxes of model %i do not overlap, and frames hold their own",
  (_, { level, layout }) => {
    const place = ({ id }: Node) => layout.boxes.get(id)!;
    const wrong: string[] = [];
    for (const { nodes } of levels(level)) {
      const boxes = nodes.filter((node) => !isPort(node));
      for (const [i, a] of boxes.entries()) {
        for (const b of boxes.slice(i + 1))
          if (!apart(place(a), place(b))) wrong.push(`${a.id} on ${b.id}`);
        for (const b of a.inside?.nodes ?? [])
          if (!within(place(b), place(a))) wrong.push(`${b.id} out of ${a.id}`);
      }
    }
    expect(wrong).toEqual([]);
  },
);

test.each(CASES)(
  "links of model %i go down from box to box, and through no other",
  (_, { level, layout }) => {
    const wrong: string[] = [];
    for (const { nodes, links } of levels(level)) {
      const boxes = nodes.filter((node) => !isPort(node));
      const own = new Set(links.map(({ from, to }) => `${from} to ${to}`));
      for (const way of layout.ways) {
        const name = `${way.link.from} to ${way.link.to}`;
        if (!own.has(name)) continue;
        const all = [...points(way)];
        if (all.some(({ y }, i) => y < (all[i - 1]?.y ?? y) - 1e-6)) wrong.push(`${name} goes up`);
        for (const { id } of boxes)
          if (all.some((point) => hits(point, layout.boxes.get(id)!)))
            wrong.push(`${name} through ${id}`);
      }
    }
    expect(wrong).toEqual([]);
  },
);

test.each(CASES)(
  "the shapes of model %i stand on no box and on no other shape",
  (_, { level, layout }) => {
    const words = layout.ways.filter(({ link }) => link.label);
    const boxes = levels(level).flatMap(({ nodes }) => nodes.filter((node) => !node.inside));
    const wrong: string[] = [];
    for (const [i, way] of words.entries()) {
      for (const other of words.slice(i + 1))
        if (!apart(wordsOf(way), wordsOf(other))) wrong.push(`${way.link.to} on ${other.link.to}`);
      for (const { id } of boxes)
        if (!apart(wordsOf(way), layout.boxes.get(id)!)) wrong.push(`${way.link.to} on ${id}`);
    }
    expect(wrong).toEqual([]);
  },
);

test("a link goes on inside a frame where it came to its border, and out of it likewise", () => {
  const { layout } = drawn(nest);
  const end = (from: string, to: string, at: 0 | -1) =>
    layout.ways.find(({ link }) => link.from === from && link.to === to)!.points.at(at)!;
  expect(end("x", "encoder", -1)).toEqual(end("encoder < x", "encoder.a", 0));
  expect(end("encoder", "head", 0)).toEqual(end("encoder.b", "encoder > encoder.b", -1));
});

test("what everything flows through stands on one straight line", () => {
  const rows = ["a", "b", "c"].flatMap((id, i, all) => [
    row(`${id}1`, { from: [i ? `${all[i - 1]}3` : "x"] }),
    row(`${id}2`, { from: [`${id}1`] }),
    row(`${id}3`, { from: [`${id}1`, `${id}2`] }),
  ]);
  const { boxes } = drawn(model(rows, ["c3"])).layout;
  const middles = ["x", "a1", "a3", "b1", "b3", "c1", "c3"].map((id) => boxes.get(id)!);
  expect(new Set(middles.map(({ x, width }) => x + width / 2)).size).toBe(1);
});

test("what comes first stands left", () => {
  const rows = [
    row("a", { from: ["x"] }),
    row("b", { from: ["x"] }),
    row("c", { from: ["a", "b"] }),
  ];
  const { boxes } = drawn(model(rows, ["c"])).layout;
  expect(boxes.get("a")!.x).toBeLessThan(boxes.get("b")!.x);
});

test("layers that read nothing and layers that nobody reads have a place too", () => {
  const rows = [row("a", { from: ["x"] }), row("alone"), row("unread", { from: ["a"] })];
  expect(drawn(model(rows, ["a"])).layout.boxes.size).toBe(5);
  expect(drawn(model([], [])).layout.boxes.size).toBe(1);
});

test("a thousand layers are laid out in a second", () => {
  const block = (i: number) => [
    row(`a${i}`, { from: [i ? `c${i - 1}` : "x"] }),
    row(`b${i}`, { from: [`a${i}`] }),
    row(`c${i}`, { from: [`b${i}`, `a${i}`] }),
  ];
  const rows = Array.from({ length: 334 }, (_, i) => block(i)).flat();
  const start = performance.now();
  drawn(model(rows, ["c333"]));
  expect(performance.now() - start).toBeLessThan(1000);
});
