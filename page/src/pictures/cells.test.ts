import { expect, it } from "vitest";
import { cellsOf, type Index } from "./cells";

const cell = (index: Index) => ({ index, inputs: [], weights: {}, chosen: [], made: index.join() });
const settled = () => new Promise((done) => setTimeout(done));

it("each cell is asked once, many at a time", async () => {
  const asked: Index[][] = [];
  const cells = cellsOf([cell([0])], (indices) => {
    asked.push(indices);
    return Promise.resolve(indices.map(cell));
  });
  cells.want([[0], [1], [2]]);
  cells.want([[2], [3]]);
  await settled();
  expect(asked).toEqual([[[1], [2]], [[3]]]);
  expect(cells.at([3])?.made).toBe("3");
  cells.want([[1]]);
  await settled();
  expect(asked.length).toBe(2);
});

it("a question that fails is told, and may be asked again", async () => {
  let isDown = true;
  const cells = cellsOf([], (indices) =>
    isDown ? Promise.reject(new Error("no answer")) : Promise.resolve(indices.map(cell)),
  );
  cells.want([[1]]);
  await settled();
  expect(cells.failed.value).toBe("no answer");
  isDown = false;
  cells.want([[1]]);
  await settled();
  expect([cells.failed.value, cells.at([1])?.made]).toEqual(["", "1"]);
});
