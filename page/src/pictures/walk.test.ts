import { expect, it } from "vitest";
import type { Axis, Picture } from "../protocol";
import { arranged } from "./roles";
import { ahead, before, byKey, nearest, next } from "./walk";

const axes: Axis[] = [
  { name: "batch", size: 1, role: "batch" },
  { name: "height", size: 2, role: "place" },
  { name: "width", size: 3, role: "place" },
  { name: "filters", size: 2, role: "channels" },
];

it("every number is made once, place by place and then filter by filter, and back again", () => {
  const all = [[0, 0, 0, 0], ...ahead([0, 0, 0, 0], axes, 100)];
  expect(new Set(all.map(String)).size).toBe(12);
  expect(all.slice(0, 4)).toEqual([
    [0, 0, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 2, 0],
    [0, 1, 0, 0],
  ]);
  expect(all[6]).toEqual([0, 0, 0, 1]);
  expect(next(all[11]!, axes)).toBeNull();
  all.slice(1).forEach((index, i) => expect(before(index, axes)).toEqual(all[i]));
});

it("keys move along the columns, the rows and the sheets, and stop at the ends", () => {
  const arrangement = arranged([2, 1, 3]);
  const press = (key: string, from: number[], ctrlKey = false) =>
    byKey({ key, ctrlKey }, from, axes, arrangement);
  expect(press("ArrowRight", [0, 0, 0, 0])).toEqual([0, 0, 1, 0]);
  expect(press("ArrowRight", [0, 0, 2, 0])).toEqual([0, 0, 2, 0]);
  expect(press("ArrowDown", [0, 0, 2, 0])).toEqual([0, 1, 2, 0]);
  expect(press("PageDown", [0, 0, 2, 0])).toEqual([0, 0, 2, 1]);
  expect(press("Home", [0, 1, 2, 1])).toEqual([0, 1, 0, 1]);
  expect(press("End", [0, 0, 0, 0], true)).toEqual([0, 1, 2, 1]);
  expect(press("a", [0, 0, 0, 0])).toBeNull();
});

it("dragging over the input leads to the window that is nearest", () => {
  const cell = (i: number) => ({
    index: [0, i, 0],
    inputs: [
      [
        { start: 0, stop: 1, step: 1 },
        { start: i * 2, stop: i * 2 + 3, step: 1 },
        { start: 0, stop: 1, step: 1 },
      ],
    ],
    weights: {},
    chosen: [],
    made: "",
  });
  const picture = {
    sliding: [{ output: 1, input: 1 }],
    output: { axes: [axes[0], { name: "steps", size: 5, role: "place" }, axes[3]] },
    cells: [cell(0), cell(4)],
  } as unknown as Picture;
  const to = (step: number) => nearest(picture, [0, 3, 1], [0, step, 0]);
  expect([0, 1, 3, 5, 9, 10].map((step) => to(step)[1])).toEqual([0, 0, 1, 2, 4, 4]);
  expect(to(5)).toEqual([0, 2, 1]);
});
