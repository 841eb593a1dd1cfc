import { expect, test } from "vitest";
import { opened } from "./opened";
import { structure, type Level } from "./structure";
import { model, nest, row } from "./testing";

const ends = ({ links }: Level) => links.map(({ from, to }) => [from, to]);
const named = (level: Level, id: string) => level.nodes.find((node) => node.id === id)!;

test("a folded model inside the model is one box", () => {
  const level = structure(nest, new Set());
  expect(level.nodes.map(({ id }) => id)).toEqual(["x", "encoder", "head", "output 0"]);
  expect(named(level, "encoder").layers).toBe(2);
  expect(ends(level)).toEqual([["x", "encoder"], ["encoder", "head"], ["head", "output 0"]]); // prettier-ignore
});

test("a link is cut at the frames that it crosses, and goes on from a port", () => {
  const level = structure(nest, new Set(["encoder"]));
  const [into, out] = level.links;
  expect(into).toMatchObject({
    from: "x",
    to: "encoder",
    enters: "encoder < x",
    label: "(None, 8)",
  });
  expect(out).toMatchObject({ from: "encoder", to: "head", leaves: "encoder > encoder.b" });
  const inside = named(level, "encoder").inside!;
  expect(ends(inside)).toEqual([
    ["encoder < x", "encoder.a"],
    ["encoder.a", "encoder.b"],
    ["encoder < x", "encoder.b"],
    ["encoder.b", "encoder > encoder.b"],
  ]);
  expect(inside.links[0]!.label).toBe("");
});

test("names within a frame are those that its author gave", () => {
  const inside = named(structure(nest, new Set(["encoder"])), "encoder").inside!;
  expect(inside.nodes.slice(1, 3).map(({ name }) => name)).toEqual(["a", "b"]);
});

test("what is kept from inside a frame and read outside leaves it", () => {
  const kept = model([...nest.rows.slice(0, 3), row("tail", { from: ["encoder.a"] })], ["tail"]);
  const folded = structure(kept, new Set());
  expect(ends(folded)).toContainEqual(["encoder", "tail"]);
  const open = structure(kept, new Set(["encoder"]));
  const inside = named(open, "encoder").inside!;
  expect(ends(inside)).toContainEqual(["encoder.a", "encoder > encoder.a"]);
});

test("what a frame's author reads from around it comes in, though the frame itself reads it not", () => {
  const rows = [
    row("mask", { from: ["x"] }),
    row("encoder", { from: ["x"], nested: true, gives: ["encoder.a"] }),
    row("encoder.a", { from: ["x", "mask"], level: 1 }),
  ];
  expect(ends(structure(model(rows, ["encoder"]), new Set()))).toContainEqual(["mask", "encoder"]);
});

test("one link stands for a tensor that is read twice, and says so", () => {
  const level = structure(model([row("twice", { from: ["x", "x"] })], ["twice"]), new Set());
  expect(level.links.map(({ label }) => label)).toEqual(["(None, 8) ×2", "(None, 8)"]);
});

test("calls of a shared layer say which they are, once", () => {
  const rows = [1, 2].flatMap((i) => [
    row(`enc#${i}`, { path: "enc", from: ["x"], nested: true, gives: [`enc.a#${i}`] }),
    row(`enc.a#${i}`, { path: "enc.a", from: ["x"], level: 1 }),
  ]);
  const level = structure(model(rows, ["enc#2"]), new Set(["enc#1", "enc#2"]));
  const [, first, second] = level.nodes;
  expect([first!.call, second!.call, second!.calls]).toEqual([1, 2, 2]);
  expect(second!.inside!.nodes[1]).toMatchObject({ name: "a", call: 1, calls: 1 });
});

test("a failed layer stands where it would have, with its cause and what it would have read", () => {
  const message = "it reads 5 features";
  const problem = { layer: "encoder.c", message, from: ["encoder.b"], inputs: [[null, 8]] };
  const failed = model(nest.rows.slice(0, 3), [], [problem]);
  const encoder = named(structure(failed, new Set(["encoder"])), "encoder");
  expect(encoder.cause).toBe(message);
  expect(encoder.inside!.nodes.find(({ name }) => name === "c")!.cause).toBe(message);
  expect(encoder.inside!.links.at(-1)).toMatchObject({ from: "encoder.b", failed: true });
  expect(named(structure(failed, new Set()), "encoder").cause).toBe(message);
});

test("a model whose first layer fails has that layer in it", () => {
  const rows = [row("encoder", { from: ["x"], nested: true })];
  const problem = { layer: "encoder.a", message: "no", from: ["x"], inputs: [[null, 8]] };
  const failed = model(rows, [], [problem]);
  const level = structure(failed, opened(rows, new Map()));
  const encoder = named(level, "encoder");
  expect(level.links).toMatchObject([{ to: "encoder", label: "(None, 8)", failed: true }]);
  expect(encoder.inside!.links).toMatchObject([{ to: "failed encoder.a", failed: true }]);
});

test("a failed layer that has a row is that row", () => {
  const problem = { layer: "head", message: "no", from: ["encoder"], inputs: [[null, 8]] };
  const level = structure(model(nest.rows, [], [problem]), new Set());
  expect(level.nodes.filter(({ cause }) => cause).map(({ id }) => id)).toEqual(["head"]);
  expect(level.links.find(({ to }) => to === "head")!.failed).toBe(true);
});
