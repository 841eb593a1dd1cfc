// A link that holds the source: compressed in the fragment, which a browser sends to no server.
import type { Subject } from "./protocol";

const KEY = "model=";
const LONGEST = 2_000_000;

export async function fragment(subject: Subject): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(subject));
  return `#${KEY}${toBase64(await through(new CompressionStream("deflate-raw"), text))}`;
}

/** What a fragment holds; `null` where it holds no model. Throws where it is damaged. */
export async function shared(hash: string): Promise<Subject | null> {
  const part = hash
    .replace(/^#/, "")
    .split("&")
    .find((one) => one.startsWith(KEY));
  if (part === undefined) return null;
  const packed = fromBase64(part.slice(KEY.length));
  const bytes = await through(new DecompressionStream("deflate-raw"), packed);
  return checked(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
}

function checked(value: unknown): Subject {
  if (typeof value !== "object" || value === null) throw new Error("no model");
  const { source, inputs, framework, language } = value as Record<string, unknown>;
  if (typeof source !== "string") throw new Error("no source");
  if (
    !Array.isArray(inputs) ||
    !inputs.every((one) => typeof one === "string") ||
    inputs.length > 64
  )
    throw new Error("no inputs");
  if (framework !== "" && framework !== "keras" && framework !== "torch")
    throw new Error("no framework");
  return { source, inputs, framework, language: language === "zh" ? "zh" : "en" };
}

/** All bytes through a stream, and no more than a source can have: a short link may hold much. */
async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > LONGEST) {
      await reader.cancel();
      throw new Error("too long");
    }
    chunks.push(read.value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}
