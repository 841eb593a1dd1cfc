// Saving what is seen: the model in every notation, the graph and the picture as they stand.
import { ask, refusing } from "./asking";
import { words } from "./language";
import { Menu } from "./Menu";
import { saving } from "./parts";
import type { ExportFormat } from "./protocol";
import { notice, reading } from "./state";

const say = words(
  {
    export: "Export",
    model: "The model",
    graph: "Graph",
    picture: "Picture of the operation",
  },
  {
    export: "导出",
    model: "整个模型",
    graph: "结构图",
    picture: "运算图示",
  },
);

const FORMATS: [ExportFormat | "png", string][] = [
  ["html", "HTML"],
  ["markdown", "Markdown"],
  ["latex", "LaTeX"],
  ["json", "JSON"],
  ["csv", "CSV"],
  ["mermaid", "Mermaid"],
  ["svg", "SVG"],
  ["png", "PNG"],
  ["tikz", "TikZ"],
  ["text", "Text"],
];

export function ExportMenu() {
  return (
    <Menu label={say("export")} disabled={!reading.value}>
      {(close) => (
        <>
          <div role="group" aria-label={say("model")}>
            <p aria-hidden="true">{say("model")}</p>
            {FORMATS.map(([format, name]) => (
              <button key={format} onClick={() => (close(), void tell(saveModel(format)))}>
                {name}
              </button>
            ))}
          </div>
          {drawings().map(({ kind, svg }) => (
            <div key={kind} role="group" aria-label={say(kind)}>
              <p aria-hidden="true">{say(kind)}</p>
              {(["svg", "png"] as const).map((format) => (
                <button
                  key={format}
                  onClick={() => (close(), void tell(saveDrawing(kind, svg, format)))}
                >
                  {format.toUpperCase()}
                </button>
              ))}
            </div>
          ))}
        </>
      )}
    </Menu>
  );
}

async function saveModel(format: ExportFormat | "png"): Promise<void> {
  const { name, file } = await written(format === "png" ? "svg" : format);
  if (format !== "png") return download(name, file);
  const { painted } = await saving();
  download(name.replace(/svg$/, "png"), await painted(file));
}

async function written(format: ExportFormat): Promise<{ name: string; file: Blob }> {
  const { name, media, text } = await ask({ ask: "export", format, ...reading.value!.subject });
  return { name, file: new Blob([text], { type: media }) };
}

type Kind = "graph" | "picture";

/** What is drawn on the page at the moment and can be saved as a picture. */
function drawings(): { kind: Kind; svg: SVGSVGElement }[] {
  return (["graph", "picture"] as const).flatMap((kind) => {
    const all = [...document.querySelectorAll<SVGSVGElement>(`[data-drawing="${kind}"] svg`)];
    const largest = all.sort((a, b) => area(b) - area(a))[0];
    return largest ? [{ kind, svg: largest }] : [];
  });
}

function area(svg: SVGSVGElement): number {
  const { width, height } = svg.getBoundingClientRect();
  return width * height;
}

async function saveDrawing(kind: Kind, svg: SVGSVGElement, format: "svg" | "png"): Promise<void> {
  const { saved } = await saving();
  download(`${kind}.${format}`, await saved(svg, format));
}

function download(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What goes wrong is told in a line. */
async function tell(saving: Promise<void>): Promise<void> {
  await saving.catch((error: unknown) => (notice.value = refusing(error).message));
}
