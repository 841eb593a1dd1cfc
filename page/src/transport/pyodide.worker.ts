// Python in the browser: loads Pyodide and shapeproof from beside the page, then answers questions.
import type { loadPyodide as Load } from "pyodide";
import { version } from "pyodide/package.json";
import type { Said, Stage } from "./pyodide";

const SITE_FOLDER = new URL("../", location.href);
const PYODIDE = new URL(`pyodide-${version}/`, SITE_FOLDER).href;
const PACKAGE = new URL("shapeproof.zip", SITE_FOLDER);
const FOLDER = "/shapeproof";
const ANSWER = `
import json, sys
sys.path.insert(0, "${FOLDER}")
from shapeproof.web.answers import answered

def answer(question):
    return json.dumps(answered(json.loads(question)), separators=(",", ":"))

answer
`;

const tell = (said: Said): void => postMessage(said);
const reached = (stage: Stage): void => tell({ stage });

async function loaded(): Promise<(question: string) => string> {
  const zip = fetched(PACKAGE);
  const module = (await import(/* @vite-ignore */ `${PYODIDE}pyodide.mjs`)) as {
    loadPyodide: typeof Load;
  };
  const python = await module.loadPyodide({ indexURL: PYODIDE });
  reached("package");
  python.unpackArchive(await zip, "zip", { extractDir: FOLDER });
  reached("first");
  return python.runPython(ANSWER) as (question: string) => string;
}

/** A file as it is now: a newer one than the browser remembers may have been put there. */
async function fetched(file: URL): Promise<ArrayBuffer> {
  const response = await fetch(file, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${file.pathname}: ${response.status}`);
  return response.arrayBuffer();
}

async function main(): Promise<void> {
  try {
    const answer = await loaded();
    addEventListener("message", ({ data }: MessageEvent<string>) => tell({ answer: answer(data) }));
    reached("ready");
  } catch (error) {
    tell({ broken: error instanceof Error ? error.message : String(error) });
  }
}

void main();
