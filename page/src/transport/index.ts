// The transport that the page was built with.
import type { Subject, Transport } from "../protocol";

declare const SITE: boolean;

const site = import.meta.glob<{ transport: Transport }>("./pyodide.ts");

/** What the page is asked to begin with, where somebody said so: `shapeproof web MODEL`. */
export type Start = Pick<Subject, "source" | "inputs" | "framework">;

/** The local server's, or Pyodide's where the page was built as a static site. */
export async function transport(): Promise<Transport> {
  if (SITE) return (await site["./pyodide.ts"]!()).transport;
  return (await import("./server")).transport;
}

export async function begun(): Promise<Start | null> {
  return SITE ? null : (await import("./server")).begun();
}
