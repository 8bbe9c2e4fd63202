// Builds the static files: CSS by sass, JavaScript by esbuild, each under a name with its content's hash, and
// compressed beforehand. manifest.json says which name holds what. Run by `make assets`; the result is committed.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "paycards", "pages", "static");
const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="6" width="30" height="20" rx="3" '
  + 'fill="#0b0c0c"/><path d="M5 11v10M8 11v10M12 11v10M14 11v10M18 11v10M22 11v10M24 11v10M27 11v10" stroke="#fff" '
  + 'stroke-width="1.4"/></svg>\n';

const css = sass.compile(join(here, "paycards.scss"), {
  style: "compressed", loadPaths: [join(here, "node_modules")], quietDeps: true, silenceDeprecations: ["import"],
}).css.replace(/[^{}]*\{[^{}]*govuk-crest[^{}]*\}/g, "");
const files = { "paycards.css": (await minified(css)), "icon.svg": ICON };
for (const face of ["staff", "customer"]) {
  const built = await esbuild.build({
    entryPoints: [join(here, `${face}.mjs`)], bundle: true, minify: true, format: "esm", target: "es2020",
    write: false, legalComments: "none",
  });
  files[`${face}.js`] = built.outputFiles[0].text;
}

async function minified(text) {
  return (await esbuild.transform(text, { loader: "css", minify: true })).code;
}

mkdirSync(out, { recursive: true });
for (const old of readdirSync(out)) rmSync(join(out, old));
const manifest = {};
for (const [name, text] of Object.entries(files)) {
  const [stem, ending] = name.split(".");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const built = `${stem}-${hash}.${ending}`;
  manifest[name] = built;
  const bytes = Buffer.from(text, "utf8");
  writeFileSync(join(out, built), bytes);
  writeFileSync(join(out, `${built}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(out, `${built}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
for (const file of readdirSync(out)) console.log(String(readFileSync(join(out, file)).length).padStart(8), file);
