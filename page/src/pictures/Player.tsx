// The picture with what moves it: play, step, keys, pointer; and the words of the number it shows.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { words } from "../language";
import type { Picture } from "../protocol";
import { keyOf, type Cells, type Index } from "./cells";
import { litOf, SceneView } from "./SceneView";
import { held, partsOf, type Part } from "./parts";
import { holds } from "./slots";
import { steadyScene, type Anchors } from "./steady";
import { read, told } from "./telling";
import { useInSight, useWidth } from "./watching";
import { ahead, before, byKey, nearest, next } from "./walk";

const say = words(
  {
    label: "Picture of {path} ({type})",
    play: "Play",
    pause: "Pause",
    back: "Step back",
    step: "Step",
    again: "From the start",
    keys: "Arrow keys move through the output; Page Up and Page Down through channels; Home, End to its ends.",
    output: "Output number",
    waiting: "…",
  },
  {
    label: "{path}（{type}）的图",
    play: "播放",
    pause: "暂停",
    back: "后退一步",
    step: "前进一步",
    again: "从头开始",
    keys: "方向键在输出中移动；Page Up 和 Page Down 换通道；Home、End 到两端。",
    output: "输出中的数",
    waiting: "……",
  },
);

const PACE = 420;
const PREPARED = 48;

export function Player({ picture, cells }: { picture: Picture; cells: Cells }) {
  const { axes } = picture.output;
  const first = useMemo(() => axes.map(() => 0), [axes]);
  const [index, setIndex] = useState<Index>(first);
  const [isPlaying, setPlaying] = useState(false);
  const [made, setMade] = useState<ReadonlySet<string>>(new Set([keyOf(first)]));
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const inSight = useInSight(frame);
  const anchors = useRef<Anchors>(new Map());
  const parts = useMemo(() => partsOf(picture), [picture]);
  const { arrangement } = parts.parts[parts.parts.length - 1]!;
  cells.changed.value;
  const cell = cells.at(index);

  const shown = useRef(cell);
  if (cell) shown.current = cell;
  const lit = shown.current;

  function go(to: Index) {
    setIndex(to);
    setMade((already) => new Set([...already, keyOf(to)]));
    cells.want([to]);
  }
  function stop(to: Index) {
    setPlaying(false);
    go(to);
  }

  useEffect(() => {
    if (!isPlaying || !inSight) return;
    const soon = ahead(index, axes, PREPARED);
    if (soon[0] && !cells.at(soon[Math.min(8, soon.length - 1)]!)) cells.want(soon);
    const timer = setTimeout(() => {
      const to = next(index, axes);
      if (!to) setPlaying(false);
      else go(to);
    }, PACE);
    return () => clearTimeout(timer);
  }, [isPlaying, inSight, index]);

  function onKeyDown(event: KeyboardEvent) {
    const to = byKey(event, index, axes, arrangement);
    if (!to) return;
    event.preventDefault();
    stop(to);
  }

  function onInput(input: number, place: Index, middle: Index) {
    if (picture.sliding.length && input === 0) return stop(nearest(picture, index, middle));
    const found = cells.all().find((one) => isRead(one.inputs[input], place));
    if (found) stop(found.index);
  }

  const at = useMemo(() => held(picture), [picture]);
  useEffect(() => {
    if (at) cells.want(along(first, at.query, axes[at.query]!.size));
  }, [at, cells]);
  const keysOf = new Map(
    cells.all().map((one) => [one.index[at?.query ?? 0]!, one.inputs[1]?.[at?.key ?? 0]]),
  );
  function isMarked({ kind }: Part, place: Index) {
    if (kind === "output") return made.has(keyOf(place));
    const [, query, key] = place;
    const keys = keysOf.get(query!);
    return !!keys && holds(keys, key!);
  }

  const scene =
    width > 0
      ? steadyScene(parts, width, anchors.current, (part) => litOf(part, picture, index, lit))
      : null;
  const last = axes.every(({ size, role }, i) => role === "batch" || index[i] === size - 1);
  return (
    <div class="player" data-path={picture.path}>
      <div
        class="controls"
        role="toolbar"
        aria-label={say("label", { path: picture.path, type: picture.type })}
      >
        <button type="button" onClick={() => stop(first)} disabled={keyOf(index) === keyOf(first)}>
          {say("again")}
        </button>
        <button
          type="button"
          onClick={() => stop(before(index, axes))}
          disabled={keyOf(index) === keyOf(first)}
        >
          {say("back")}
        </button>
        <button
          type="button"
          class="play"
          aria-pressed={isPlaying}
          disabled={last && !isPlaying}
          onClick={() => setPlaying(!isPlaying)}
        >
          {say(isPlaying ? "pause" : "play")}
        </button>
        <button type="button" disabled={last} onClick={() => stop(next(index, axes) ?? index)}>
          {say("step")}
        </button>
      </div>
      <div
        ref={frame}
        class="frame"
        tabIndex={0}
        role="group"
        aria-label={`${say("label", { path: picture.path, type: picture.type })}. ${say("keys")}`}
        onKeyDown={onKeyDown}
      >
        {scene && (
          <SceneView
            scene={scene}
            picture={picture}
            index={index}
            cell={lit}
            isMarked={isMarked}
            left={leftOver(picture)}
            onOutput={stop}
            onInput={onInput}
            label={say("label", { path: picture.path, type: picture.type })}
          />
        )}
      </div>
      <figcaption aria-live={isPlaying ? "off" : "polite"}>
        {cells.failed.value && <p class="picture-refused">{cells.failed.value}</p>}
        <p class="made">{cell ? told(cell) : say("waiting")}</p>
        {lit && (
          <ul>
            {read(picture, lit).map(({ kind, text }) => (
              <li key={text} class={kind}>
                {text}
              </li>
            ))}
          </ul>
        )}
      </figcaption>
    </div>
  );
}

const MOST = 200;

/** Numbers along one axis of the output, as many as are asked for at once. */
function along(index: Index, axis: number, size: number): Index[] {
  const places = [...Array(Math.min(size, MOST)).keys()];
  return places.map((place) => index.map((one, i) => (i === axis ? place : one)));
}

function isRead(
  ranges: Picture["cells"][number]["inputs"][number] | undefined,
  place: Index,
): boolean {
  return !!ranges?.every((range, i) => holds(range, place[i]!));
}

/** From which place on no window reaches, for each axis of the first input; null where all do. */
function leftOver(picture: Picture): (number | null)[] {
  const input = picture.inputs[0];
  return (input?.axes ?? []).map(({ size }, axis) => {
    if (!picture.sliding.some((one) => one.input === axis)) return null;
    const ends = picture.cells.flatMap((cell) => {
      const range = cell.inputs[0]?.[axis];
      return range ? [range.stop] : [];
    });
    const end = Math.max(...ends);
    return end < size ? end : null;
  });
}
