import { expect, it } from "vitest";
import { blockOf, cellAt, litIn, only, placeOf, sheetsOf, sizeOf, type Measures } from "./block";
import { arranged } from "./roles";

const measures: Measures = {
  width: 10,
  height: 10,
  gap: 20,
  step: { x: 6, y: 4 },
  room: { columns: 8, rows: 8, sheets: 5, stacks: 5 },
};
const axes = [4, 5, 3, 2].map((size, i) => ({ name: `axis ${i}`, size }));
const reaches = axes.map(({ size }) => ({ low: 0, high: size }));
const block = blockOf(axes, arranged([1, 0, 2, 3]), reaches, null, measures);

it("every cell of the front sheets is found at its own middle", () => {
  for (const sheet of sheetsOf(block).filter(({ sheet }) => sheet === 0)) {
    for (const column of block.columns) {
      for (const row of block.rows) {
        const [x, y] = [sheet.x + column.at + 5, sheet.y + row.at + 5];
        const place = placeOf(block, sheet, column.place, row.place, []);
        expect(cellAt(block, x, y, [])).toEqual(place);
      }
    }
  }
});

it("a sheet stands to the right of and above the one before it, and all within the block", () => {
  const { width, height } = sizeOf(block.arrangement, reaches, measures);
  const sheets = sheetsOf(block);
  const [front, behind] = [0, 1].map(
    (at) => sheets.find(({ sheet, stack }) => sheet === at && stack === 0)!,
  );
  expect([behind!.x - front!.x, behind!.y - front!.y]).toEqual([6, -4]);
  for (const { x, y } of sheets) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(x + 5 * 10).toBeLessThanOrEqual(width);
    expect(y + 4 * 10).toBeLessThanOrEqual(height);
  }
});

it("exactly the cells of the ranges are lit", () => {
  const ranges = [{ start: 1, stop: 4, step: 2 }, { start: -1, stop: 2, step: 1 }, ...only([2, 1])];
  const lit = sheetsOf(block).flatMap((sheet) => {
    const { columns, rows } = litIn(block, sheet, ranges);
    return columns.flatMap((column) =>
      rows.map((row) => placeOf(block, sheet, column.place, row.place, [])),
    );
  });
  expect(lit.sort()).toEqual([
    [1, 0, 2, 1],
    [1, 1, 2, 1],
    [3, 0, 2, 1],
    [3, 1, 2, 1],
  ]);
});

it("of many sheets the first, the lit and the last are drawn", () => {
  const many = [
    { low: 0, high: 4 },
    { low: 0, high: 5 },
    { low: 0, high: 64 },
  ];
  const deep = blockOf(
    [4, 5, 64].map((size) => ({ name: "", size })),
    arranged([1, 0, 2]),
    many,
    only([0, 0, 30]),
    measures,
  );
  const drawn = sheetsOf(deep).map(({ sheet }) => sheet);
  expect(drawn).toEqual([63, 30, 0]);
});
