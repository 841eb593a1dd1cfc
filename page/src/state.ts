// What the page holds: the text, what stands beside it, what was answered, and what is chosen.
import { computed, signal } from "@preact/signals";
import { language } from "./language";
import type { Finding, Model, Of, Place, Subject } from "./protocol";

export const source = signal("");
export const inputs = signal<string[]>([""]);
export const framework = signal<Subject["framework"]>("");

export const subject = computed<Subject>(() => ({
  source: source.value,
  inputs: inputs.value.map((one) => one.trim()).filter(Boolean),
  framework: framework.value,
  language: language.value,
}));

/** The last model that could be read, and the question that it answers. */
export interface Reading {
  subject: Subject;
  model: Model;
}

/** Why the text as it stands cannot be read. */
export interface Refusing {
  message: string;
  line: number | null;
}

export const reading = signal<Reading | null>(null);
export const refusal = signal<Refusing | null>(null);
/** What mends the problems; `null` while that is being looked for. */
export const findings = signal<Finding[] | null>(null);

/** Whether the table is of an earlier text than the one in the editor. */
export const stale = computed(() => refusal.value !== null);

/** The number whose derivation is open: a row by its id, and which of its numbers. */
export interface Chosen {
  id: string;
  of: Of;
}

export const chosen = signal<Chosen | null>(null);
export const tab = signal<"table" | "graph">("table");
export const notice = signal("");

/** Where the editor's cursor stands, from 1, and what it was last asked to show. */
export const cursorLine = signal(1);
export const shown = signal<Place | null>(null);

/** How often somebody has chosen a number: where it is out of sight, the page goes there. */
export const choices = signal(0);

export function choose(id: string, of: Of = chosen.value?.of ?? "output"): void {
  chosen.value = { id, of };
  choices.value++;
}

export function rowOf(id: string | null) {
  return reading.value?.model.rows.find((row) => row.id === id) ?? null;
}
