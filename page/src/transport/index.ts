// The transport that the page was built with.
import { effect, signal, type Signal } from "@preact/signals";
import type { Subject, Transport } from "../protocol";

declare const SITE: boolean;

interface Site {
  transport: Transport;
  /** What a person waits for; empty when Python is ready. */
  loading: Signal<string>;
}
const site = import.meta.glob<Site>("./pyodide.ts");

/** What is still being loaded before anything can be answered. */
export const loading = signal("");

/** What the page is asked to begin with, where somebody said so: `shapeproof web MODEL`. */
export type Start = Pick<Subject, "source" | "inputs" | "framework">;

/** The local server's, or Pyodide's where the page was built as a static site. */
export async function transport(): Promise<Transport> {
  if (SITE) {
    const python = await site["./pyodide.ts"]!();
    effect(() => void (loading.value = python.loading.value));
    return python.transport;
  }
  return (await import("./server")).transport;
}

export async function begun(): Promise<Start | null> {
  return SITE ? null : (await import("./server")).begun();
}
