// The picture of one operation: its windows slide, and what each number is made of lights up.
import { useEffect, useState } from "preact/hooks";
import type { Cell, Picture, Subject, Transport } from "../protocol";
import { words } from "../language";
import { cellsOf, type Cells } from "./cells";
import { Player } from "./Player";
import { SketchView } from "./SketchView";
import "./pictures.css";

const say = words(
  { drawing: "Drawing {layer} …", none: "There is no picture of {layer}: {reason}" },
  { drawing: "正在画 {layer}……", none: "{layer} 没有图：{reason}" },
);

interface Props {
  subject: Subject;
  layer: string;
  ask: Transport["ask"];
}

interface Answered {
  picture: Picture;
  cells: Cells;
}

export function PictureOf({ subject, layer, ask }: Props) {
  const [answered, setAnswered] = useState<Answered | null>(null);
  const [failed, setFailed] = useState("");
  const { source, framework, language } = subject;
  const inputs = subject.inputs.join("\n");
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const askCells = (indices: number[][]): Promise<Cell[]> =>
      ask({ ask: "cells", layer, indices, ...subject }, signal).then(({ cells }) => cells);
    ask({ ask: "picture", layer, ...subject }, signal)
      .then((picture) => {
        setFailed("");
        setAnswered({ picture, cells: cellsOf(picture.cells, askCells) });
      })
      .catch((error: unknown) => {
        if (!signal.aborted) setFailed(error instanceof Error ? error.message : String(error));
      });
    return () => abort.abort();
  }, [source, inputs, framework, language, layer, ask]);

  if (failed) return <p class="picture-refused">{failed}</p>;
  if (!answered) return <p class="picture-refused">{say("drawing", { layer })}</p>;
  const { picture, cells } = answered;
  const { sketch } = picture;
  return (
    <figure class="picture">
      {picture.kind === "none" && (
        <p class="picture-refused">{say("none", { layer, reason: picture.reason })}</p>
      )}
      {sketch && sketch.rows.length > 0 && <SketchView sketch={sketch} />}
      {picture.cells.length > 0 && <Player key={keyOf(picture)} picture={picture} cells={cells} />}
    </figure>
  );
}

/** While a layer writes the same shape, the number that is shown stays. */
function keyOf({ path, output }: Picture): string {
  return [path, ...output.axes.map(({ size }) => size)].join(",");
}
