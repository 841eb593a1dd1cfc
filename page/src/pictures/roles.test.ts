import { expect, it } from "vitest";
import type { Axis, Cell, Range } from "../protocol";
import { ofTensor, ofWeight, reads } from "./roles";

const axes = (...sizes: number[]): Axis[] => sizes.map((size, i) => ({ name: `axis ${i}`, size }));
const all = (size: number): Range => ({ start: 0, stop: size, step: 1 });
const one = (start: number): Range => ({ start, stop: start + 1, step: 1 });
const cell = (index: number[], kernel: Range[]): Cell => ({
  index,
  inputs: [],
  weights: { kernel },
  chosen: [],
  made: "",
});

const roles = (text: string): Axis[] =>
  [...text].map((letter) => ({
    name: letter,
    size: 2,
    role: ({ b: "batch", p: "place", c: "channels" } as const)[letter as "b" | "p" | "c"],
  }));

it("one axis of places has its channels as rows, two have sheets, three have stacks of sheets", () => {
  expect(ofTensor(roles("bpc"))).toMatchObject({ columns: 1, rows: 2, sheets: null });
  expect(ofTensor(roles("bppc"))).toMatchObject({ columns: 2, rows: 1, sheets: 3, stacks: null });
  expect(ofTensor(roles("bcpp"))).toMatchObject({ columns: 3, rows: 2, sheets: 1 });
  expect(ofTensor(roles("bpppc"))).toMatchObject({ columns: 3, rows: 2, sheets: 1, stacks: 4 });
  expect(ofTensor(roles("bc"))).toMatchObject({ columns: 1, rows: null });
});

const sliding = [
  { output: 1, input: 1 },
  { output: 2, input: 2 },
];

it("a filter is a stack of kernels, in the order of Keras and of torch", () => {
  const keras = [
    cell([0, 0, 0, 0], [all(3), all(3), all(5), one(0)]),
    cell([0, 4, 4, 7], [all(3), all(3), all(5), one(7)]),
  ];
  const told = reads({ cells: keras, sliding }, "kernel");
  expect(ofWeight(axes(3, 3, 5, 8), told, 2)).toMatchObject({
    columns: 1,
    rows: 0,
    sheets: 2,
    stacks: 3,
  });
  const torch = [
    cell([0, 0, 0, 0], [one(0), all(5), all(3), all(3)]),
    cell([0, 7, 4, 4], [one(7), all(5), all(3), all(3)]),
  ];
  const first = reads(
    {
      cells: torch,
      sliding: [
        { output: 2, input: 2 },
        { output: 3, input: 3 },
      ],
    },
    "kernel",
  );
  expect(ofWeight(axes(8, 5, 3, 3), first, 2)).toMatchObject({
    columns: 3,
    rows: 2,
    sheets: 1,
    stacks: 0,
  });
});

it("taps of which a number uses one, another elsewhere, are no filters", () => {
  const cells = [
    cell([0, 0, 0, 0], [one(0), one(0), one(0), all(2)]),
    cell([0, 7, 0, 0], [one(2), one(0), one(0), all(2)]),
    cell([0, 0, 7, 0], [one(0), one(2), one(0), all(2)]),
  ];
  const told = reads({ cells, sliding }, "kernel");
  expect(ofWeight(axes(3, 3, 4, 2), told, 2)).toMatchObject({
    columns: 1,
    rows: 0,
    sheets: 3,
    stacks: 2,
  });
});

it("a matrix has what is picked as columns", () => {
  const cells = [cell([0, 0], [all(8), one(0)]), cell([0, 4], [all(8), one(4)])];
  expect(ofWeight(axes(8, 5), reads({ cells, sliding: [] }, "kernel"), 0)).toMatchObject({
    columns: 1,
    rows: 0,
  });
});
