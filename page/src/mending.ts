// What mends a problem, done: the source with the edit in it, or other input shapes.
import type { Fix } from "./protocol";
import { inputs, reading, source, subject } from "./state";

export const canMend = ({ source, inputs }: Fix): boolean => source !== null || inputs !== null;

/** Does nothing where somebody has typed on since: the fix is one of an earlier text. */
export function mend(fix: Fix): void {
  if (reading.value?.subject !== subject.value) return;
  if (fix.source !== null) source.value = fix.source;
  if (fix.inputs !== null) inputs.value = fix.inputs;
}
