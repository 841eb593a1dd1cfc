// The whole model as a graph: laid out in a worker, scrolled, zoomed, walked and folded.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Model } from "../protocol";
import { around } from "../rows";
import { Camera } from "./camera";
import "./graph.css";
import type { Measure } from "./items";
import { Legend } from "./Legend";
import { opened } from "./opened";
import { Reading } from "./Reading";
import { useScene } from "./scene";
import type { Node } from "./structure";
import { Toolbar } from "./Toolbar";
import { Window } from "./Window";
import { say } from "./words";

interface Props {
  model: Model;
  chosen: string | null;
  onChoose(id: string): void;
}

export function Graph({ model, chosen, onChoose }: Props) {
  const [turned, turn] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [by, setBy] = useState<Measure | null>(null);
  const [isText, setText] = useState(false);
  const camera = useMemo(() => new Camera(), []);
  const open = useMemo(() => opened(model.rows, turned), [model, turned]);
  const scene = useScene(model, open, by);

  const turnEach = (ids: string[], isOpen: boolean) =>
    turn(new Map([...turned, ...ids.map((id) => [id, isOpen] as const)]));
  const press = ({ id, sort, layers }: Node) => {
    if (layers) turnEach([id], !open.has(id));
    if (sort === "layer" && model.rows.some((row) => row.id === id)) onChoose(id);
  };
  useEffect(() => {
    const folded = chosen ? around(model.rows, chosen).filter((id) => !open.has(id)) : [];
    if (folded.length) turnEach(folded, true);
  }, [chosen]);

  const frames = model.rows.filter(({ nested }) => nested).map(({ id }) => id);
  return (
    <div class="graph-part">
      <Toolbar
        {...{ by, setBy, isText, setText, camera }}
        onTurnAll={frames.length ? (isOpen) => turnEach(frames, isOpen) : null}
      />
      {isText ? (
        <Reading model={model} chosen={chosen} onChoose={onChoose} />
      ) : scene ? (
        <Window scene={scene} camera={camera} chosen={chosen} onPress={press} />
      ) : (
        <p class="graph-waiting">{say("laying")}</p>
      )}
      {!isText && scene?.sizing && <Legend sizing={scene.sizing} scale={camera.scale.value} />}
    </div>
  );
}
