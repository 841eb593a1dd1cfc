// What of the drawing is in sight, and how large: the scrolled window, and the scale of what is in it.
import { signal } from "@preact/signals";
import type { Area } from "./layout";
import type { Point } from "./paths";
import type { Extent } from "./pieces";
import type { Scene } from "./scene";
import { beginning, EDGE, fitting, LEAST, MOST, sightOf } from "./view";

/** A point of a box, or of the whole drawing, and where on the screen it shall stay. */
interface Held {
  id: string;
  x: number;
  y: number;
  clientX: number;
  clientY: number;
}

const NOWHERE: Area = { x: 0, y: 0, width: 0, height: 0 };
const DRAWING = "";
const NOTHING: Scene = {
  layout: { boxes: new Map(), ways: [], width: 0, height: 0 },
  placed: new Map(),
  ways: [],
  sizing: null,
};

export class Camera {
  /** 0 until there is something to be seen. */
  readonly scale = signal(0);
  readonly sight = signal(NOWHERE);
  private window!: HTMLElement;
  private scene: Scene = NOTHING;
  private held: Held | null = null;

  /** To be called when a scene has been drawn at the present scale. */
  settle(window: HTMLElement, scene: Scene, chosen: string | null): void {
    const scale = this.scale.peek();
    const isOther = !this.held && !isLike(scene, this.scene);
    this.window = window;
    this.scene = scene;
    if (isOther) this.begin(chosen);
    if (this.scale.peek() !== scale) return; // it will have been drawn at that scale in a moment
    if (this.held) this.restore(this.held);
    this.held = null;
    this.look();
  }

  /** Begins at what is chosen, at what is wrong, or at the top. */
  private begin(chosen: string | null): void {
    const { layout, placed } = this.scene;
    const wrong = [...placed.values()].findLast(({ node }) => node.cause && !node.inside);
    const first = placed.get(chosen ?? "") ?? wrong;
    const { x, y } = this.centre;
    this.scale.value = beginning(layout, this.extent);
    if (first) this.hold(first.node.id, first.area.width / 2, 0, x, y);
    else this.hold(DRAWING, layout.width / 2, -EDGE, x, this.frame.top);
  }

  /** Finds out what is in sight. */
  look(): void {
    const { left, top } = this.drawing;
    const { left: x, top: y } = this.frame;
    const now = sightOf({ x: x - left, y: y - top, ...this.extent }, this.scale.peek());
    const before = this.sight.peek();
    if (Object.entries(now).some(([key, at]) => before[key as keyof Area] !== at))
      this.sight.value = now;
  }

  /** Changes the scale about a point of the screen, the middle of the window unless one is given. */
  zoom(factor: number, about?: Point): void {
    const to = this.scale.peek() * factor;
    this.rescale(Math.min(MOST, Math.max(LEAST, to)), about ?? this.centre);
  }

  /** Shows all of it, or as much as can still be made out. */
  fit(): void {
    this.rescale(Math.max(LEAST, fitting(this.scene.layout, this.extent)), this.centre);
  }

  actual(): void {
    this.rescale(1, this.centre);
  }

  /** Keeps a box where it is while the scene around it changes. */
  keep(id: string): void {
    const { left, top } = this.drawing;
    const area = this.areaOf(id);
    const scale = this.scale.peek();
    this.hold(id, 0, 0, left + (area.x + EDGE) * scale, top + (area.y + EDGE) * scale);
  }

  /** Brings a box into sight, unless it is there. */
  reveal(id: string): void {
    if (!this.scene.placed.has(id) || this.held) return;
    const [area, scale, frame, drawing] = [
      this.areaOf(id),
      this.scale.peek(),
      this.frame,
      this.drawing,
    ];
    const x = drawing.left + (area.x + EDGE + area.width / 2) * scale;
    const top = drawing.top + (area.y + EDGE) * scale;
    const height = Math.min(area.height * scale, frame.height / 2);
    if (frame.left < x && x < frame.right && frame.top < top && top + height < frame.bottom) return;
    const { x: middleX, y: middleY } = this.centre;
    this.window.scrollBy({
      left: x - middleX,
      top: top + height / 2 - middleY,
      behavior: manner(),
    });
  }

  scroll(left: number, top: number): void {
    this.window.scrollBy({ left, top });
  }

  private rescale(to: number, { x, y }: Point): void {
    const { left, top } = this.drawing;
    const scale = this.scale.peek();
    if (!scale || scale === to) return;
    this.hold(DRAWING, (x - left) / scale - EDGE, (y - top) / scale - EDGE, x, y);
    this.scale.value = to;
  }

  private hold(id: string, x: number, y: number, clientX: number, clientY: number): void {
    this.held = { id, x, y, clientX, clientY };
  }

  private restore({ id, x, y, clientX, clientY }: Held): void {
    const { left, top } = this.drawing;
    const area = this.areaOf(id);
    const scale = this.scale.peek();
    this.window.scrollLeft += left + (area.x + x + EDGE) * scale - clientX;
    this.window.scrollTop += top + (area.y + y + EDGE) * scale - clientY;
  }

  private areaOf(id: string): Area {
    return this.scene.placed.get(id)?.area ?? NOWHERE;
  }

  private get drawing(): DOMRect {
    return this.window.querySelector("svg.graph")!.getBoundingClientRect();
  }

  private get frame(): DOMRect {
    return this.window.getBoundingClientRect();
  }

  private get extent(): Extent {
    return { width: this.window.clientWidth, height: this.window.clientHeight };
  }

  private get centre(): Point {
    const { left, top, width, height } = this.frame;
    return { x: left + width / 2, y: top + height / 2 };
  }
}

const manner = (): ScrollBehavior =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";

/** Whether most of what is drawn was drawn before: the same model, edited, folded or opened. */
function isLike(scene: Scene, before: Scene): boolean {
  const ids = [...scene.placed.keys()];
  return before !== NOTHING && ids.filter((id) => before.placed.has(id)).length >= ids.length / 2;
}
