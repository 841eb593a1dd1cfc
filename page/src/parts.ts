// The parts of the page that are loaded when they are first looked at.
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Model, Subject, Transport } from "./protocol";

interface GraphModule {
  Graph: FunctionComponent<{ model: Model; chosen: string | null; onChoose(id: string): void }>;
}
interface PictureModule {
  PictureOf: FunctionComponent<{ subject: Subject; layer: string; ask: Transport["ask"] }>;
}
interface SavingModule {
  saved(svg: SVGSVGElement, format: "svg" | "png"): Promise<Blob>;
}

const found = {
  ...import.meta.glob<GraphModule>("./graph/Graph.tsx"),
  ...import.meta.glob<PictureModule>("./pictures/PictureOf.tsx"),
  ...import.meta.glob<SavingModule>("./saving.ts"),
} as Record<string, (() => Promise<unknown>) | undefined>;

const part = <T>(path: string) => found[path]?.() as Promise<T> | undefined;

export const graph = () => part<GraphModule>("./graph/Graph.tsx");
export const picture = () => part<PictureModule>("./pictures/PictureOf.tsx");
export const saving = () => part<SavingModule>("./saving.ts");

/** A part of the page, once it is there. */
export function useLoaded<T>(load: () => Promise<T> | undefined): T | null {
  const [loaded, set] = useState<{ part: T } | null>(null);
  useEffect(() => void load()?.then((part) => set({ part })), []);
  return loaded?.part ?? null;
}
