import { readdirSync, readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** What the local server says in headers, a static site says in the page itself. */
const policy: Plugin = {
  name: "policy",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: POLICY.join("; ") },
      injectTo: "head-prepend",
    },
    { tag: "meta", attrs: { name: "referrer", content: "no-referrer" }, injectTo: "head" },
  ],
};

interface Locked {
  packages: Record<string, { version: string; license: string; dev?: boolean }>;
}

/** What the page is made of, each part with its licence, as those ask who wrote them. */
const licences: Plugin = {
  name: "licences",
  generateBundle() {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as Locked;
    const bundled = Object.entries(packages).filter(([folder, { dev }]) => folder && !dev);
    const parts = bundled.map(([folder, { version, license }]) => {
      const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
      if (!file) throw new Error(`${folder} has no licence`);
      const name = folder.replace(/^.*node_modules\//, "");
      return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8")}`;
    });
    parts.push(`Noto Sans Math (OFL-1.1)\n\n${readFileSync("src/fonts/OFL.txt", "utf8")}`);
    const source = parts.map((part) => part.trim()).join(`\n\n${"-".repeat(80)}\n\n`);
    this.emitFile({ type: "asset", fileName: "licences.txt", source: `${source}\n` });
  },
};

// `vite build` makes the page of the local server, `vite build --mode site` the static site.
export default defineConfig(({ mode }) => ({
  base: "./",
  define: { SITE: JSON.stringify(mode === "site") },
  plugins: mode === "site" ? [policy, licences] : [licences],
  build: {
    outDir: mode === "site" ? "../build/site" : "../src/shapeproof/web/page",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
  },
}));
