// The graph as SVG: frames, links with their shapes, boxes; of a large one, what is in sight.
import type { Area } from "./layout";
import { Line } from "./Line";
import type { Scene, Placed } from "./scene";
import { Ground, Shown } from "./Shown";
import { EDGE, meets } from "./view";
import { say } from "./words";

interface Props {
  scene: Scene;
  scale: number;
  /** What of it is drawn. */
  sight: Area;
  hasWords: boolean;
  chosen: string | null;
  /** The box that the keyboard is at: it is drawn wherever it stands. */
  focus: string | null;
}

export function Drawing({ scene, scale, sight, hasWords, chosen, focus }: Props) {
  const { layout, placed, ways } = scene;
  const shown = [...placed.values()].filter(
    ({ node, area }) => meets(area, sight) || node.id === focus,
  );
  const near = ways.filter(({ area }) => meets(area, sight));
  const path = chosen && placed.get(chosen)?.node.path;
  const box = (one: Placed) => (
    <Shown
      key={one.node.id}
      {...one}
      hasWords={hasWords}
      isChosen={one.node.id === chosen}
      isAlike={one.node.id !== chosen && one.node.path === path}
      isFocus={one.node.id === focus}
    />
  );
  const layers = [...placed.values()].filter(({ node }) => node.sort === "layer").length;
  const [width, height] = [layout.width + 2 * EDGE, layout.height + 2 * EDGE];
  return (
    <svg
      class={hasWords ? "graph" : "graph wordless"}
      width={width * scale}
      height={height * scale}
      viewBox={`${-EDGE} ${-EDGE} ${width} ${height}`}
      role="group"
      aria-label={say("graph", { n: layers })}
    >
      {shown.map(
        ({ node, area }) => node.inside && <Ground key={node.id} node={node} area={area} />,
      )}
      {near.map(({ way }) => (
        <Line
          key={[way.link.from, way.link.to, way.link.leaves, way.link.label].join("\n")}
          way={way}
          isEnd={!way.link.enters && placed.has(way.link.to)}
          isLit={chosen !== null && (way.link.from === chosen || way.link.to === chosen)}
          hasWords={hasWords}
        />
      ))}
      {shown.map(box)}
    </svg>
  );
}
