// Builds rpp/static from npm packages and the sources beside this file:
// one stylesheet, two scripts, five font files, one mark, each with its
// compressed twins. The result is committed; `make assets` rebuilds it.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";
import { transform } from "lightningcss";
import * as sass from "sass";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "rpp", "static");
const npm = (...path) => join(here, "node_modules", ...path);
const uswds = npm("@uswds", "uswds");
const version = async (name) => JSON.parse(await readFile(npm(name, "package.json"), "utf8")).version;

// Latin letters with their accents, the punctuation that prose uses, and the
// few signs that evidence needs (minus, times, Greek letters of statistics).
const LATIN = range(0x20, 0x7e) + range(0xa0, 0x17f) + "ȘșȚțẞ‐‑–—‘’‚“”„†‡•…‰′″‹›€−×÷±≈≠≤≥→←↑↓²³½¼¾™ατβσχμ";
const FONTS = {
  "public-sans-400": "public-sans/PublicSans-Regular",
  "public-sans-600": "public-sans/PublicSans-SemiBold",
  "public-sans-700": "public-sans/PublicSans-Bold",
  "merriweather-400": "merriweather/Latin-Merriweather-Regular",
  "merriweather-700": "merriweather/Latin-Merriweather-Bold",
};

function range(from, to) {
  return String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
}

// A file and its compressed twins, so that a web server never compresses twice.
async function write(name, text) {
  const bytes = Buffer.from(text);
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  await writeFile(join(out, name), bytes);
  await writeFile(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  await writeFile(join(out, `${name}.br`), brotliCompressSync(bytes, brotli));
}

async function styles() {
  const { css } = sass.compile(join(here, "scss", "app.scss"), {
    loadPaths: [join(here, "scss"), join(uswds, "packages")],
    quietDeps: true,
    logger: sass.Logger.silent,
  });
  const { code } = transform({
    filename: "app.css",
    code: Buffer.from(css),
    minify: true,
    // Browsers of the last four years; :has() and clip-path are progressive.
    targets: { chrome: 105 << 16, firefox: 110 << 16, safari: (15 << 16) | (4 << 8) },
  });
  await write("app.css", `/* RPP Commons. Includes parts of USWDS ${await version("@uswds/uswds")}, public domain (CC0 1.0); normalize.css, MIT. */\n${code}`);

  // The few images the stylesheet names, and no others.
  await mkdir(join(out, "img"), { recursive: true });
  for (const [, name] of new Set([...code.toString().matchAll(/url\("?img\/([^)"]+)"?\)/g)].map((m) => m)))
    await mkdir(dirname(join(out, "img", name)), { recursive: true }).then(() =>
      copyFile(join(uswds, "dist", "img", name), join(out, "img", name)));
}

async function scripts() {
  const htmx = await readFile(npm("htmx.org", "dist", "htmx.min.js"), "utf8");
  await write("htmx.js", `/*! htmx ${await version("htmx.org")}, Zero-Clause BSD licence, Big Sky Software */\n${htmx}`);
  const { outputFiles } = await bundle({ entryPoints: [join(here, "js", "app.js")], bundle: true, minify: true, format: "iife", target: "es2020", write: false, legalComments: "none" });
  await write("app.js", outputFiles[0].text);
}

async function fonts() {
  await mkdir(join(out, "fonts"), { recursive: true });
  for (const [name, source] of Object.entries(FONTS)) {
    const font = await readFile(join(uswds, "dist", "fonts", `${source}.ttf`));
    await writeFile(join(out, "fonts", `${name}.woff2`), await subsetFont(font, LATIN, { targetFormat: "woff2" }));
  }
  await copyFile(join(here, "fonts", "OFL.txt"), join(out, "fonts", "OFL.txt"));
}

async function mark() {
  await write("favicon.svg", await readFile(join(here, "favicon.svg"), "utf8"));
}

await mkdir(out, { recursive: true });
await rm(join(out, "img"), { recursive: true, force: true });
await Promise.all([styles(), scripts(), fonts(), mark()]);
