import { defineConfig } from "vite";

// `vite build` makes the page of the local server, `vite build --mode site` the static site.
export default defineConfig(({ mode }) => ({
  base: "./",
  define: { SITE: JSON.stringify(mode === "site") },
  build: {
    outDir: mode === "site" ? "../build/site" : "../src/shapeproof/web/page",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
  },
}));
