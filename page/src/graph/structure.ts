// A model as boxes and links, level by level: what the graph draws, before anything has a place.
//
// A model inside the model is one box, or where it is open a frame around a level of its own. A link
// that crosses frames is cut at each of them, and goes on from a port on the frame's border.
import type { Model, Size } from "../protocol";
import { shape } from "../rows";
import { emptyBox, items, type Box, type Item } from "./items";

export interface Node extends Box {
  inside: Level | null;
}

export interface Link {
  from: string;
  to: string;
  /** The ports of open frames that it leaves from and goes to. */
  leaves: string | null;
  enters: string | null;
  /** What flows, as a shape; empty where the link goes on from one that says it. */
  label: string;
  failed: boolean;
}

export interface Level {
  nodes: Node[];
  links: Link[];
}

/** The whole model, with the frames in `open` open. */
export function structure(model: Model, open: ReadonlySet<string>): Level {
  return new Plan(items(model)).drawn(open);
}

class Plan {
  private readonly byId: Map<string, Item>;
  private readonly levels = new Map<string | null, Level>();
  private readonly ports = new Set<string>();
  private readonly links = new Map<string, { link: Link; times: number }>();

  constructor(private readonly items: Item[]) {
    this.byId = new Map(items.map((item) => [item.id, item]));
  }

  drawn(open: ReadonlySet<string>): Level {
    const root: Level = { nodes: [], links: [] };
    this.levels.set(null, root);
    for (const item of this.items) this.put(item, open);
    for (const item of this.items)
      item.from.forEach((source, i) =>
        this.connect(source, item, item.shapes[i] ?? [], item.failed),
      );
    for (const { link, times } of this.links.values()) if (times > 1) link.label += ` ×${times}`;
    return root;
  }

  private put({ id, parent, box }: Item, open: ReadonlySet<string>): void {
    const inside = box.layers && open.has(id) ? { nodes: [], links: [] } : null;
    const level = this.levels.get(parent);
    if (!level) return;
    level.nodes.push({ ...box, inside });
    if (inside) this.levels.set(id, inside);
  }

  /** The links by which `reader` reads `source`, on every level that they cross. */
  private connect(source: string | null, reader: Item, sizes: Size[], failed: boolean): void {
    if (source === null || !this.byId.has(source)) return;
    const level = this.levels.get(reader.parent);
    const sibling = this.sibling(source, reader.parent);
    const enters = this.levels.has(reader.id) ? this.entry(reader, source) : null;
    if (sibling) {
      const leaves = this.exit(sibling, source, sizes);
      const link = { from: sibling.id, to: reader.id, leaves, enters, label: shape(sizes), failed };
      if (level) this.link(level, link);
      return;
    }
    const frame = this.byId.get(reader.parent!)!;
    if (level) {
      const from = this.entry(frame, source);
      this.link(level, { from, to: reader.id, leaves: null, enters, label: "", failed });
    }
    if (failed || !frame.from.includes(source)) this.connect(source, frame, sizes, failed);
  }

  /** Of the items that stand in `parent`, the one that is or holds `id`. */
  private sibling(id: string, parent: string | null): Item | null {
    let item = this.byId.get(id) ?? null;
    while (item && item.parent !== parent) item = this.byId.get(item.parent ?? "") ?? null;
    return item;
  }

  /** The port by which an open frame reads `source`. */
  private entry(frame: Item, source: string): string {
    return this.port(frame, `${frame.id} < ${source}`, "entry");
  }

  /** The port by which an open frame gives `source`, which is the frame itself or stands in it. */
  private exit(frame: Item, source: string, sizes: Size[]): string | null {
    const level = this.levels.get(frame.id);
    const given = source === frame.id ? this.output(frame, sizes) : source;
    if (!level || given === undefined) return null;
    const id = `${frame.id} > ${given}`;
    if (this.ports.has(id)) return id;
    const to = this.port(frame, id, "exit");
    const inner = this.sibling(given, frame.id);
    const from = inner?.id ?? this.entry(frame, given);
    const leaves = inner && this.exit(inner, given, sizes);
    this.link(level, { from, to, leaves, enters: null, label: "", failed: false });
    return to;
  }

  /** Which of the outputs of a model inside the model has the shape that is read. */
  private output({ gives }: Item, sizes: Size[]): string | undefined {
    const known = gives.filter((id) => id !== null);
    const fits = (id: string) =>
      this.byId.get(id)?.outputs.some((one) => shape(one) === shape(sizes)) ?? false;
    return known.find(fits) ?? known[0];
  }

  private port(frame: Item, id: string, sort: "entry" | "exit"): string {
    if (!this.ports.has(id)) {
      this.ports.add(id);
      const { nodes } = this.levels.get(frame.id)!;
      const node = { ...emptyBox(id, sort), inside: null };
      if (sort === "entry") nodes.unshift(node);
      else nodes.push(node);
    }
    return id;
  }

  private link(level: Level, link: Link): void {
    const key = [link.from, link.to, link.leaves, link.enters, link.label].join("\n");
    const known = this.links.get(key);
    if (known && link.failed) known.link.failed = true;
    else if (known) known.times += link.label ? 1 : 0;
    else {
      this.links.set(key, { link, times: 1 });
      level.links.push(link);
    }
  }
}
