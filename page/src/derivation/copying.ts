// A derivation as text, for the clipboard.
import { NUMBERS } from "./numbers";
import type { Why } from "../protocol";

/** The opening, the sentences, and every equation in names and in numbers. */
export function asText(why: Why): string {
  const equations = NUMBERS.flatMap((of) =>
    why.equations[of].flatMap(({ subject, text }) => [
      `  ${subject}: ${text.named || text.worked}`,
      ...(text.named ? [`    ${text.worked}`] : []),
    ]),
  );
  return [why.opening, ...why.sentences, ...equations].join("\n");
}
