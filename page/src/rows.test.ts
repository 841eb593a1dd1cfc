import { expect, test } from "vitest";
import type { Model, Row } from "./protocol";
import { around, count, lines, shape, share } from "./rows";

const row = (id: string, level: number, nested = false): Row =>
  ({ id, path: id, level, nested }) as Row;
const nest = [
  row("stem", 0),
  row("encoder", 0, true),
  row("encoder.block", 1, true),
  row("encoder.block.conv", 2),
  row("encoder.norm", 1),
  row("head", 0),
];
const problem = { layer: "tail", message: "it does not fit", at: null, from: [], inputs: [] };
const model = { rows: nest, problems: [problem] } as unknown as Model;

const ids = (folded: string[]) =>
  lines(model, new Set(folded)).map((line) => line.row?.id ?? line.problem?.layer);

test("a folded model hides what is inside it, however deep, and nothing after it", () => {
  expect(ids(["encoder"])).toEqual(["stem", "encoder", "head", "tail"]);
  expect(ids(["encoder.block"])).toEqual([
    "stem",
    "encoder",
    "encoder.block",
    "encoder.norm",
    "head",
    "tail",
  ]);
  expect(ids(["encoder", "encoder.block"])).toEqual(["stem", "encoder", "head", "tail"]);
  expect(ids([])).toHaveLength(7);
});

test("a row stands in the models around it, outermost first", () => {
  expect(around(nest, "encoder.block.conv")).toEqual(["encoder", "encoder.block"]);
  expect(around(nest, "encoder.norm")).toEqual(["encoder"]);
  expect(around(nest, "head")).toEqual([]);
  expect(around(nest, "nowhere")).toEqual([]);
});

test("numbers are grouped by thousands, those too large for a number too; formulas stay", () => {
  expect(count(1130)).toBe("1,130");
  expect(count(999)).toBe("999");
  expect(count("123456789012345678901")).toBe("123,456,789,012,345,678,901");
  expect(count("1000*H")).toBe("1000*H");
  expect(count(null)).toBe("—");
});

test("shapes are written as Python writes tuples", () => {
  expect(shape([null, 21, 7])).toBe("(None, 21, 7)");
  expect(shape([7])).toBe("(7,)");
  expect(shape([])).toBe("()");
  expect(shape(["floor(H/2)", 3])).toBe("(floor(H/2), 3)");
});

test("a share is between nothing and all, and nothing where it cannot be said", () => {
  expect(share(1, 4)).toBe(0.25);
  expect(share(null, 4)).toBe(0);
  expect(share(1, 0)).toBe(0);
  expect(share("H", 4)).toBe(0);
});
