// The controls of the graph.
import type { Camera } from "./camera";
import type { Measure } from "./items";
import { say } from "./words";

interface Props {
  by: Measure | null;
  setBy(by: Measure | null): void;
  isText: boolean;
  setText(isText: boolean): void;
  camera: Camera;
  /** Where there are models inside the model. */
  onTurnAll: ((isOpen: boolean) => void) | null;
}

const MEASURES: Measure[] = ["params", "macs", "flops"];
const STEP = 1.25;

export function Toolbar({ by, setBy, isText, setText, camera, onTurnAll }: Props) {
  return (
    <div class="graph-tools" role="toolbar" aria-label={say("tools")}>
      <label>
        {say("size")}{" "}
        <select
          value={by ?? ""}
          onChange={({ currentTarget }) =>
            setBy(MEASURES.find((one) => one === currentTarget.value) ?? null)
          }
        >
          <option value="">{say("nothing")}</option>
          {MEASURES.map((one) => (
            <option key={one} value={one}>
              {say(`of ${one}`)}
            </option>
          ))}
        </select>
      </label>
      {onTurnAll && (
        <>
          <button onClick={() => onTurnAll(true)}>{say("openAll")}</button>
          <button onClick={() => onTurnAll(false)}>{say("foldAll")}</button>
        </>
      )}
      <button aria-pressed={isText} onClick={() => setText(!isText)}>
        {say("list")}
      </button>
      {!isText && (
        <span class="graph-zoom">
          <button
            title={`${say("zoomOut")} (-)`}
            aria-label={say("zoomOut")}
            onClick={() => camera.zoom(1 / STEP)}
          >
            −
          </button>
          <button title={say("actual")} onClick={() => camera.actual()}>
            {Math.round(camera.scale.value * 100)} %
          </button>
          <button
            title={`${say("zoomIn")} (+)`}
            aria-label={say("zoomIn")}
            onClick={() => camera.zoom(STEP)}
          >
            +
          </button>
          <button title={`${say("fit")} (0)`} onClick={() => camera.fit()}>
            {say("fit")}
          </button>
        </span>
      )}
    </div>
  );
}
