import { Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { argumentSpan, change, diagnostics, span } from "./editing";
import type { Finding, Model } from "./protocol";

const source = [
  "model = Sequential()",
  "model.add(Conv1D(7, kernel_size=(2 * (3, 4)[0]), strides = 2))",
  "",
];
const doc = Text.of(source);
const call = { line: 2, column: 10, end_line: 2, end_column: 61 };
const cut = ({ from, to }: { from: number; to: number }) => doc.sliceString(from, to);

test("a place is what it says, or the rest of its line, and never outside the text", () => {
  expect(cut(span(doc, { line: 2, column: 10 }))).toMatch(/^Conv1D.*\)\)$/);
  expect(cut(span(doc, call))).toBe(source[1]!.slice(10, 61));
  expect(cut(span(doc, { line: 99, column: 99 }))).toBe("");
});

test("an argument is found with its whole value, else the call is", () => {
  expect(cut(argumentSpan(doc, call, "kernel_size"))).toBe("kernel_size=(2 * (3, 4)[0])");
  expect(cut(argumentSpan(doc, call, "strides"))).toBe("strides = 2");
  expect(cut(argumentSpan(doc, call, "filters"))).toBe(cut(span(doc, call)));
});

test("a change is the least that makes one text into another", () => {
  expect(change("Linear(400, 10)", "Linear(256, 10)")).toEqual({ from: 7, to: 10, insert: "256" });
  expect(change("aa", "aaa")).toEqual({ from: 2, to: 2, insert: "a" });
  expect(change("same", "same")).toEqual({ from: 4, to: 4, insert: "" });
});

test("a problem is underlined at its place, with what mends it", () => {
  const problem = { layer: "conv1d", message: "too wide", at: call, from: [], inputs: [] };
  const fix = { label: "strides = 1", source: "mended", edits: [], inputs: null, left: 0 };
  const finding = { layer: "conv1d", at: call, fixes: [fix, { ...fix, source: null }] };
  let mended = "";
  const [found, ...others] = diagnostics(
    doc,
    null,
    { problems: [problem] } as unknown as Model,
    [finding as unknown as Finding],
    ({ source }) => (mended = source!),
  );
  expect(others).toEqual([]);
  expect(cut(found!)).toBe(cut(span(doc, call)));
  expect(found!.actions).toHaveLength(1);
  found!.actions![0]!.apply(null as never, 0, 0);
  expect(mended).toBe("mended");
});

test("where nothing can be read its line alone is underlined", () => {
  const model = { problems: [{ layer: "x", message: "old", at: call }] } as unknown as Model;
  const found = diagnostics(doc, { message: "no", line: 2 }, model, [], () => {});
  expect(found.map(cut)).toEqual([source[1]]);
  expect(diagnostics(doc, { message: "no", line: null }, model, [], () => {})).toEqual([]);
});
