// The numbers of a layer, each a tab: the chosen one is derived below.
import type { Of, Row } from "../protocol";
import { count, shapes } from "../rows";
import { choose } from "../state";
import { named, NUMBERS } from "./numbers";

export function Numbers({ row, of }: { row: Row; of: Of }) {
  return (
    <div
      class="numbers"
      role="tablist"
      aria-label={row.path}
      onKeyDown={(event) => turn(event, row, of)}
    >
      {NUMBERS.map((one) => (
        <button
          key={one}
          role="tab"
          id={`number-${one}`}
          aria-selected={one === of}
          aria-controls="equations"
          tabIndex={one === of ? 0 : -1}
          onClick={() => choose(row.id, one)}
        >
          <small>{named(one)}</small>
          <b>{one === "output" ? shapes(row.outputs) : count(row[one])}</b>
        </button>
      ))}
    </div>
  );
}

/** Arrow keys go from one number of the layer to the next. */
function turn(event: KeyboardEvent, row: Row, of: Of): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = NUMBERS[(NUMBERS.indexOf(of) + step + NUMBERS.length) % NUMBERS.length]!;
  choose(row.id, next);
  document.getElementById(`number-${next}`)?.focus();
}
