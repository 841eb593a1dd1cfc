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

// `vite build` makes the page of the local server, `vite build --mode site` the static site.
export default defineConfig(({ mode }) => ({
  base: "./",
  define: { SITE: JSON.stringify(mode === "site") },
  plugins: mode === "site" ? [policy] : [],
  build: {
    outDir: mode === "site" ? "../build/site" : "../src/shapeproof/web/page",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
  },
}));
