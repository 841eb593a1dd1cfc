// How numbers go through a layer, in the rule's own words: a row a step, arrows through weights.
import type { Sketch } from "../protocol";

export function SketchView({ sketch }: { sketch: Sketch }) {
  const widest = Math.max(...sketch.rows.map((row) => row.length));
  return (
    <section class="sketch">
      <h4>{sketch.heading}</h4>
      <div class="sketch-rows" role="table">
        {sketch.rows.map((row, i) => (
          <div key={i} class="sketch-row" role="row">
            {row.map(({ text, through }, j) => (
              <span
                key={j}
                role="cell"
                class={through ? "through" : text.length > 1 ? "word" : "sign"}
                style={j === row.length - 1 ? { gridColumn: `${j + 1} / ${widest + 1}` } : {}}
              >
                {text}
              </span>
            ))}
          </div>
        ))}
      </div>
      {sketch.below.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </section>
  );
}
