import { expect, test } from "vitest";
import { fragment, shared } from "./link";
import type { Subject } from "./protocol";

const model: Subject = {
  source: 'model = Sequential()  # 模型 "x"\n'.repeat(50),
  inputs: ["None,60,1", "ids=1,128:int64"],
  framework: "keras",
  language: "zh",
};

test("a link gives back what it was made of, and is shorter than the source", async () => {
  const hash = await fragment(model);
  expect(hash).toMatch(/^#model=[\w-]+$/);
  expect(hash.length).toBeLessThan(model.source.length);
  expect(await shared(hash)).toEqual(model);
});

test("other parts of a fragment are no matter", async () => {
  const hash = await fragment(model);
  expect(await shared(`#token=abc&${hash.slice(1)}`)).toEqual(model);
  expect(await shared("#token=abc")).toBeNull();
  expect(await shared("")).toBeNull();
});

test("a link that was cut short, or made up, is refused", async () => {
  const hash = await fragment(model);
  for (const bad of [hash.slice(0, -9), hash.slice(0, 20), "#model=", "#model=%%%", "#model=AAAA"])
    await expect(shared(bad), bad).rejects.toThrow();
});

test("what is no model is refused", async () => {
  const values = [
    null,
    3,
    "text",
    {},
    { ...model, source: 3 },
    { ...model, inputs: [1] },
    { ...model, inputs: "None,60,1" },
    { ...model, framework: "jax" },
  ];
  for (const value of values)
    await expect(shared(await fragment(value as Subject)), JSON.stringify(value)).rejects.toThrow();
});

test("a short link that holds too much is refused before all of it is there", async () => {
  const bomb = await fragment({ ...model, source: "#".repeat(5_000_000) });
  expect(bomb.length).toBeLessThan(10_000);
  await expect(shared(bomb)).rejects.toThrow("too long");
});
