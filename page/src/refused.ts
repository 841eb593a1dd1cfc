// Python's refusal as an error, so that it travels where answers are awaited.
import type { Refusal } from "./protocol";

export class Refused extends Error {
  readonly line: number | null;

  constructor(refusal: Refusal) {
    super(refusal.refused);
    this.line = refusal.line;
  }
}

export function isRefusal(answer: object): answer is Refusal {
  return "refused" in answer;
}
