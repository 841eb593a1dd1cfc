// The legend of sized layers: a bar of a round number, as long as it is in the drawing.
import { count } from "../rows";
import { BAR, type Sizing } from "./faces";
import { rounded } from "./view";
import { say } from "./words";

const LONGEST = 120;

export function Legend({ sizing: { by, most }, scale }: { sizing: Sizing; scale: number }) {
  const full = BAR * scale;
  const number = rounded(most * Math.min(1, LONGEST / full));
  const width = most ? (full * number) / most : 0;
  return (
    <p class="graph-legend">
      {most > 0 && (
        <>
          <svg width={width} height={8} aria-hidden="true">
            <rect width={width} height={8} />
          </svg>
          <b>{say(by, { n: count(number) })}</b>
        </>
      )}
      <span>{say("widths", { what: say(`of ${by}`) })}</span>
    </p>
  );
}
