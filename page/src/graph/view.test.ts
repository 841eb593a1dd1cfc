import { expect, test } from "vitest";
import { broken, face, shortened, sizing, widthOf } from "./faces";
import { emptyBox } from "./items";
import { opened } from "./opened";
import { along, spread } from "./paths";
import { bottlenecks, segments } from "./segments";
import { row } from "./testing";
import { beginning, EDGE, fitting, meets, rounded, sightOf } from "./view";

const window = { width: 800, height: 600 };

test("all of a drawing is shown where it can be read, else its top, as wide as it is", () => {
  expect(fitting({ width: 4000, height: 100 }, window)).toBeCloseTo(800 / 4048);
  expect(beginning({ width: 200, height: 300 }, window)).toBe(1);
  expect(beginning({ width: 200, height: 100_000 }, window)).toBe(1);
  expect(beginning({ width: 5000, height: 100_000 }, window)).toBe(0.7);
});

test("what is drawn holds what is in sight, and changes only from tile to tile", () => {
  const at = (y: number, scale: number) => sightOf({ x: 0, y, ...window }, scale);
  for (const scale of [0.08, 0.5, 1, 3])
    for (let y = 0; y < 3000; y += 37) {
      const sight = at(y, scale);
      expect(sight.y).toBeLessThanOrEqual(y / scale - EDGE);
      expect(sight.y + sight.height).toBeGreaterThanOrEqual((y + 600) / scale - EDGE);
    }
  expect(at(410, 1)).toEqual(at(450, 1));
  expect(meets(at(0, 1), { x: 0, y: 5000, width: 10, height: 10 })).toBe(false);
});

test("the legend's number is round", () => {
  expect([0.2, 1, 3, 7.5, 99, 287_000].map(rounded)).toEqual([1, 1, 2, 5, 50, 200_000]);
});

test("bars are as long as the numbers are large, and formulas have none", () => {
  const layers = [100, "50", "H*3", null].map((params, i) => ({
    ...emptyBox(String(i), "layer"),
    counts: { params, macs: 0, flops: 0 },
  }));
  const sized = sizing(layers, "params");
  const bars = layers.map((box) => face(box, sized).bar);
  expect(bars[0]! / bars[1]!).toBe(2);
  expect(bars.slice(2)).toEqual([0, 0]);
});

test("long names lose their middle, and letters of East Asia are twice as wide", () => {
  expect(shortened("encoder.layers.0.attention", 11)).toBe("encod…ntion");
  expect(shortened("short", 11)).toBe("short");
  expect(widthOf("层", 10)).toBe(10);
  expect(widthOf("a", 10)).toBeLessThan(7);
});

test("a cause is broken into a few lines, Chinese between any letters", () => {
  const lines = broken("it reads 1050 features, and the last axis of the input has 400");
  expect(lines.join(" ")).toBe("it reads 1050 features, and the last axis of the input has 400");
  expect(lines.every((line) => line.length <= 40)).toBe(true);
  expect(broken("读".repeat(60)).length).toBeGreaterThan(2);
  expect(broken("word ".repeat(200))).toHaveLength(5);
  expect(broken("")).toEqual([]);
});

test("as many models as are easily looked over are open at first", () => {
  const few = [row("a", { nested: true }), row("a.b", { level: 1, nested: true }), row("a.b.c", { level: 2 })]; // prettier-ignore
  expect([...opened(few, new Map())]).toEqual(["a", "a.b"]);
  expect([...opened(few, new Map([["a.b", false]]))]).toEqual(["a"]);
  const many = Array.from({ length: 100 }, (_, i) => row(`a.b${i}`, { level: 1 }));
  expect([...opened([row("a", { nested: true }), ...many], new Map())]).toEqual([]);
});

test("a bottleneck is what no link passes by", () => {
  const links = [[0, 1], [1, 2], [1, 3], [2, 3], [3, 4]].map(([from, to]) => ({ from: from!, to: to! })); // prettier-ignore
  const spine = bottlenecks(5, links);
  expect([...spine]).toEqual([0, 1, 3, 4]);
  expect(segments(5, links, spine).map(({ start, end, links: own }) => [start, end, own])).toEqual([
    [0, 1, [0]],
    [1, 3, [1, 2, 3]],
    [3, 4, [4]],
  ]);
  expect([...bottlenecks(3, [{ from: 0, to: 2 }, { from: 1, to: 2 }])]).toEqual([2]); // prettier-ignore
});

test("a way is upright at each of its points", () => {
  expect(along([{ x: 0, y: 0 }, { x: 0, y: 10 }, { x: 8, y: 20 }])).toBe("M0 0V10C0 15 8 15 8 20"); // prettier-ignore
  expect(spread(50, 100, 3)).toEqual([32, 50, 68]);
  expect(spread(50, 100, 1)).toEqual([50]);
});
