// Where an arrow key leads: down and up along links, left and right to what stands beside.
import type { Area, Layout } from "./layout";

export type Direction = "ArrowDown" | "ArrowUp" | "ArrowLeft" | "ArrowRight";

export class Walk {
  private readonly below = new Map<string, string[]>();
  private readonly above = new Map<string, string[]>();

  constructor(
    private readonly layout: Layout,
    private readonly isPort: (id: string) => boolean,
  ) {
    for (const { link } of layout.ways) {
      const from = link.leaves ?? link.from;
      const to = link.enters ?? link.to;
      for (const [ends, at, there] of [
        [this.below, from, to],
        [this.above, to, from],
      ] as const)
        ends.set(at, [...(ends.get(at) ?? []), there]);
    }
  }

  /** The nearest box in a direction; `null` where there is none. */
  from(id: string, direction: Direction): string | null {
    const box = this.layout.boxes.get(id);
    if (!box) return null;
    if (direction === "ArrowDown") return nearest(box, this.boxes(this.reached(id, this.below)));
    if (direction === "ArrowUp") return nearest(box, this.boxes(this.reached(id, this.above)));
    return this.beside(box, direction === "ArrowLeft" ? -1 : 1);
  }

  /** The boxes at the other ends of links, ports passed through. */
  private reached(id: string, ends: Map<string, string[]>): string[] {
    const found = [...(ends.get(id) ?? []), ...this.ports(id, ends)];
    return found.flatMap((one) => (this.isPort(one) ? this.reached(one, ends) : [one]));
  }

  /** The ports by which an open frame reads: above them its sources, below what stands in it. */
  private ports(id: string, ends: Map<string, string[]>): string[] {
    return this.isPort(id) ? [] : [...ends.keys()].filter((one) => one.startsWith(`${id} < `));
  }

  private boxes(ids: string[]): [string, Area][] {
    return ids.map((id) => [id, this.layout.boxes.get(id)!]);
  }

  private beside({ x, y, width, height }: Area, side: -1 | 1): string | null {
    const middle = { x: x + width / 2, y: y + height / 2 };
    const found = [...this.layout.boxes].filter(([id, box]) => {
      const isLevel = box.y <= middle.y && middle.y <= box.y + box.height;
      return !this.isPort(id) && isLevel && side * (box.x + box.width / 2 - middle.x) > 1;
    });
    return nearest({ x, y, width, height }, found);
  }
}

function nearest({ x, y, width, height }: Area, boxes: [string, Area][]): string | null {
  const far = (box: Area) =>
    Math.abs(box.x + box.width / 2 - x - width / 2) +
    Math.abs(box.y + box.height / 2 - y - height / 2);
  return boxes.sort(([, a], [, b]) => far(a) - far(b))[0]?.[0] ?? null;
}

const DIRECTIONS: string[] = [
  "ArrowDown",
  "ArrowUp",
  "ArrowLeft",
  "ArrowRight",
] satisfies Direction[];

export const isDirection = (key: string): key is Direction => DIRECTIONS.includes(key);
