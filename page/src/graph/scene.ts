// What is drawn of a model: its boxes with their words, where they stand, and the ways between them.
import { useEffect, useMemo, useState } from "preact/hooks";
import { language } from "../language";
import type { Model } from "../protocol";
import { face, sizing, type Face, type Sizing } from "./faces";
import type { Measure } from "./items";
import { areaOf, type Area, type Layout, type Sized, type Way } from "./layout";
import { Layouts } from "./layouts";
import { structure, type Level, type Node } from "./structure";

/** A box with its words and its place. */
export interface Placed {
  node: Node;
  face: Face;
  area: Area;
}

export interface Scene {
  layout: Layout;
  /** All but ports, by id, frames before what is in them. */
  placed: Map<string, Placed>;
  ways: { way: Way; area: Area }[];
  sizing: Sizing | null;
}

/** The scene of a model, kept while the next is laid out. */
export function useScene(
  model: Model,
  open: ReadonlySet<string>,
  by: Measure | null,
): Scene | null {
  const [scene, show] = useState<Scene | null>(null);
  const layouts = useMemo(() => new Layouts(), []);
  useEffect(() => () => layouts.end(), []);
  useEffect(() => {
    const level = structure(model, open);
    const boxes = flat(level).filter(({ sort, inside }) => sort === "layer" && !inside);
    const sized = by && sizing(boxes, by);
    const words = facesOf(level, sized);
    void layouts.of(words).then((layout) => layout && show(sceneOf(level, words, layout, sized)));
  }, [model, open, by, language.value]);
  return scene;
}

export function facesOf({ nodes, links }: Level, sized: Sizing | null): Sized {
  const withFaces = nodes.map((node) => {
    const inside = node.inside && facesOf(node.inside, sized);
    return { id: node.id, sort: node.sort, face: face(node, sized), inside };
  });
  return { nodes: withFaces, links };
}

export function sceneOf(level: Level, words: Sized, layout: Layout, sized: Sizing | null): Scene {
  const faces = new Map(flat(words).map((node) => [node.id, node.face]));
  const placed = new Map<string, Placed>();
  for (const node of flat(level)) {
    if (node.sort === "entry" || node.sort === "exit") continue;
    placed.set(node.id, { node, face: faces.get(node.id)!, area: layout.boxes.get(node.id)! });
  }
  const ways = layout.ways.map((way) => ({ way, area: areaOf(way) }));
  return { layout, placed, ways, sizing: sized };
}

/** The boxes of all levels, frames before what is in them. */
function flat<N extends { inside: { nodes: N[] } | null }>({ nodes }: { nodes: N[] }): N[] {
  return nodes.flatMap((node) => [node, ...(node.inside ? flat(node.inside) : [])]);
}
