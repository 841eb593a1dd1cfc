// The graph in words: what each layer reads and gives, in the order in which they run.
import type { Model, Row } from "../protocol";
import { count, shapes } from "../rows";
import { say } from "./words";

interface Props {
  model: Model;
  chosen: string | null;
  onChoose(id: string): void;
}

export function Reading({ model, chosen, onChoose }: Props) {
  return (
    <ol class="graph-text">
      {model.rows.map((row) => (
        <li key={row.id} style={{ marginInlineStart: `${1.25 * row.level}rem` }}>
          <button aria-current={row.id === chosen} onClick={() => onChoose(row.id)}>
            {row.id}
          </button>{" "}
          {row.type}: {told(row).join(say("comma"))}
        </li>
      ))}
      {model.problems.map(({ layer, message, from, inputs }) => (
        <li key={layer} class="graph-failed">
          {layer}: {say("failed", { cause: message })}
          {from.length > 0 &&
            ` (${say("reads", { shape: shapes(inputs) })} ${say("from", { names: from.join(", ") })})`}
        </li>
      ))}
    </ol>
  );
}

function told({ from, inputs, outputs, params }: Row): string[] {
  const names = from.filter(Boolean).join(", ");
  const read = inputs.length ? say("reads", { shape: shapes(inputs) }) : "";
  return [
    [read, names && say("from", { names })].filter(Boolean).join(" "),
    outputs.length ? say("gives", { shape: shapes(outputs) }) : "",
    say("params", { n: count(params) }),
  ].filter(Boolean);
}
