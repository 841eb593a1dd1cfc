// An SVG of the page as a file that looks the same anywhere: its colours and fonts written into it.

const SAVING = "saving";
const SAVED = "saved";
/** What children take over from their parents, and what they do not. */
const INHERITED = [
  ...["fill-rule", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"],
  ...["font-family", "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor"],
  ...["paint-order", "visibility"],
];
const OWN = { opacity: "1", "dominant-baseline": "auto", transform: "none" };
/** What only the page has a use for. */
const OF_THE_PAGE = /^(class|style|role|tabindex|focusable|data-.*|aria-.*)$/;
const SHARPNESS = 2;
/** What browsers can paint: pixels of a side, and of all. */
const LARGEST = { side: 16_000, area: 100_000_000 };

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export async function saved(svg: SVGSVGElement, format: "svg" | "png"): Promise<Blob> {
  svg.dispatchEvent(new Event(SAVING, { bubbles: true }));
  try {
    await nextFrame();
    const area = areaOf(svg);
    const text = new XMLSerializer().serializeToString(standalone(svg, area));
    const drawing = new Blob([text], { type: "image/svg+xml" });
    return format === "svg" ? drawing : await painted(drawing);
  } finally {
    svg.dispatchEvent(new Event(SAVED, { bubbles: true }));
  }
}

/** Tells who draws only what is in sight when all of it is wanted, and when no longer. */
export function whileSaving(element: Element, tell: (isSaving: boolean) => void): () => void {
  const listening = new AbortController();
  element.addEventListener(SAVING, () => tell(true), listening);
  element.addEventListener(SAVED, () => tell(false), listening);
  return () => listening.abort();
}

const nextFrame = (): Promise<void> =>
  new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** What is drawn, in its own measure. */
function areaOf(svg: SVGSVGElement): Area {
  const { x, y, width, height } = svg.viewBox.baseVal;
  if (width && height) return { x, y, width, height };
  const shown = svg.getBoundingClientRect();
  return { x: 0, y: 0, width: shown.width, height: shown.height };
}

function standalone(svg: SVGSVGElement, { x, y, width, height }: Area): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  inline(svg, copy, {});
  const ground = { x, y, width, height, stroke: "none", fill: groundOf(svg) };
  copy.prepend(set(document.createElementNS(svg.namespaceURI!, "rect"), ground));
  const title = document.createElementNS(svg.namespaceURI!, "title");
  title.textContent = svg.getAttribute("aria-label");
  copy.prepend(title);
  set(copy, { width, height, viewBox: `${x} ${y} ${width} ${height}` });
  return copy;
}

/** Writes what an element looks like into its copy, where that does not follow from its parent. */
function inline(element: Element, copy: Element, parent: Look): void {
  const style = getComputedStyle(element);
  const look = lookOf(style);
  for (const { name } of [...copy.attributes])
    if (OF_THE_PAGE.test(name)) copy.removeAttribute(name);
  for (const [name, value] of Object.entries(look))
    if (value !== parent[name]) copy.setAttribute(name, value);
  for (const [name, usual] of Object.entries(OWN)) {
    const value = style.getPropertyValue(name);
    if (value !== usual && !copy.hasAttribute(name)) copy.setAttribute(name, value);
  }
  const twins = [...copy.children];
  [...element.children].forEach((child, i) => {
    if (getComputedStyle(child).display === "none") twins[i]!.remove();
    else inline(child, twins[i]!, look);
  });
}

type Look = Record<string, string>;

function lookOf(style: CSSStyleDeclaration): Look {
  const inherited = INHERITED.map((name) => [name, style.getPropertyValue(name)]);
  return { ...Object.fromEntries(inherited), ...paint("fill", style), ...paint("stroke", style) };
}

/** A colour as every reader of SVG knows it: opaque, and its opacity beside it. */
function paint(name: "fill" | "stroke", style: CSSStyleDeclaration): Look {
  const value = style.getPropertyValue(name);
  if (!CSS.supports("color", value)) return { [name]: value };
  const [color, alpha] = opaque(value);
  const opacity = alpha * Number(style.getPropertyValue(`${name}-opacity`));
  return { [name]: color, [`${name}-opacity`]: String(opacity) };
}

const known = new Map<string, [string, number]>();

/** `#rrggbb` of any colour, and how opaque it is. */
function opaque(color: string): [string, number] {
  if (!known.has(color)) {
    const brush = new OffscreenCanvas(1, 1).getContext("2d")!;
    brush.fillStyle = color;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
    const hex = [red!, green!, blue!].map((one) => one.toString(16).padStart(2, "0"));
    known.set(color, [`#${hex.join("")}`, alpha! / 255]);
  }
  return known.get(color)!;
}

/** The colour that an element stands on. */
function groundOf(element: Element): string {
  for (let one: Element | null = element; one; one = one.parentElement) {
    const [color, alpha] = opaque(getComputedStyle(one).backgroundColor);
    if (alpha === 1) return color;
  }
  return "#ffffff";
}

/** A PNG of an SVG that says how large it is. */
export async function painted(drawing: Blob): Promise<Blob> {
  const url = URL.createObjectURL(drawing);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { width, height } = image;
    const fits = Math.min(
      LARGEST.side / Math.max(width, height),
      Math.sqrt(LARGEST.area / width / height),
    );
    const scale = Math.min(SHARPNESS, fits);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("too large to be a picture")))),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

function set<E extends Element>(element: E, attributes: Record<string, string | number>): E {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
