import { expect, test } from "vitest";
import { laidOut } from "./layout";
import { facesOf, sceneOf } from "./scene";
import { structure } from "./structure";
import { nest } from "./testing";
import { isDirection, Walk } from "./walking";

function walk(open: string[]) {
  const level = structure(nest, new Set(open));
  const words = facesOf(level, null);
  const { layout, placed } = sceneOf(level, words, laidOut(words), null);
  return new Walk(layout, (id) => !placed.has(id));
}

test("down and up follow links, into frames and out of them", () => {
  const open = walk(["encoder"]);
  expect(open.from("x", "ArrowDown")).toBe("encoder.a");
  expect(open.from("encoder.a", "ArrowDown")).toBe("encoder.b");
  expect(open.from("encoder.b", "ArrowDown")).toBe("head");
  expect(open.from("head", "ArrowUp")).toBe("encoder.b");
  expect(open.from("encoder.a", "ArrowUp")).toBe("x");
  expect(open.from("output 0", "ArrowDown")).toBe(null);
});

test("a folded model is one step", () => {
  expect(walk([]).from("x", "ArrowDown")).toBe("encoder");
  expect(walk([]).from("encoder", "ArrowDown")).toBe("head");
});

test("an open frame is reached from what stands in it", () => {
  const open = walk(["encoder"]);
  expect(open.from("encoder", "ArrowDown")).toBe("encoder.a");
  expect(open.from("encoder", "ArrowUp")).toBe("x");
});

test("other keys lead nowhere", () => {
  expect(isDirection("ArrowLeft")).toBe(true);
  expect(isDirection("a")).toBe(false);
});
