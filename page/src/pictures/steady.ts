// A picture that stays as it is for as long as what is lit can be seen in it.
import type { Range } from "../protocol";
import type { Block, Placed } from "./block";
import { levels } from "./roles";
import type { Form, Part } from "./parts";
import { sceneOf, type Scene } from "./scene";
import { spanOf } from "./slots";

/** Where each part was looked at, by its kind and key. */
export type Anchors = Map<string, Range[]>;

export function steadyScene(
  { form, parts }: { form: Form; parts: Part[] },
  width: number,
  anchors: Anchors,
  lit: (part: Part) => Range[] | null,
): Scene {
  const build = () => sceneOf(form, parts, width, (part) => anchors.get(keyOf(part)) ?? null);
  const scene = build();
  const moved = scene.standing.filter(({ part, block }) => {
    const ranges = lit(part);
    if (!ranges || isSeen(block, ranges)) return false;
    anchors.set(keyOf(part), ranges);
    return true;
  });
  return moved.length ? build() : scene;
}

function keyOf(part: Part): string {
  return `${part.kind} ${part.key}`;
}

/** Whether the first and the last of the places that are lit are drawn, along each axis. */
function isSeen(block: Block, lit: Range[]): boolean {
  return levels(block.arrangement).every(({ level, axis }) => {
    const range = lit[axis];
    if (!range) return true;
    const { from, to } = spanOf(range);
    return to <= from || (isDrawn(block[level], from) && isDrawn(block[level], to - 1));
  });
}

function isDrawn(line: Placed[], place: number): boolean {
  return line.some((slot) => slot.count === 1 && slot.place === place);
}
