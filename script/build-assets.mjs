// Builds what the browser receives into the `build` folder beside each package's style sheets.
// Output names are fixed: Django's static storage adds the hash of the content.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import subsetFont from "subset-font";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const core = join(root, "lms/core/static/core");
const exercises = join(root, "exercises/static/exercises");
const curriculum = join(root, "curriculum/static/curriculum");
const packages = createRequire(join(root, "package.json"));

// Of the text's weights only these are used, and of its characters those of the languages around: a third is saved
// on the first page that a phone opens.
const WEIGHTS = { wght: { min: 400, max: 700 } };
const CHARACTERS = [[0x20, 0x7e], [0xa0, 0x17f], [0x2009, 0x2009], [0x2010, 0x2026], [0x202f, 0x203a], [0x20ac, 0x20ac], [0x2122, 0x2122], [0x2190, 0x2193], [0x2212, 0x2212]];
const FONTS = [
  ["@fontsource-variable/atkinson-hyperlegible-next", "atkinson-hyperlegible-next-latin-wght-normal.woff2", WEIGHTS],
  ["@fontsource/atkinson-hyperlegible-mono", "atkinson-hyperlegible-mono-latin-400-normal.woff2"],
];

const TEXT = CHARACTERS.map(([from, to]) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, at) => from + at))).join("");

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  legalComments: "linked",
  target: ["chrome109", "firefox115", "safari16"],
  logLevel: "warning",
};

// `--ink: light-dark(a, b)` is written once in the sources. Phones in use are older than that function,
// so each pair is spread into a light block, a block for systems set to dark, and one for a chosen dark. Code may
// have the colours that its reader chose for it alone.
const spreadThemes = {
  name: "spread-themes",
  setup(step) {
    step.onLoad({ filter: /tokens\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const dark = [];
      const day = [];
      const light = source.replace(/(--[\w-]+):\s*light-dark\(\s*([^;]+?)\s*,\s*([^,;]+?)\s*\);/g, (_, name, bright, night) => {
        dark.push(`${name}: ${night};`);
        day.push(`${name}: ${bright};`);
        return `${name}: ${bright};`;
      });
      const night = dark.join("\n  ");
      const contents = `${light}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {\n  ${night}\n} }
:root[data-theme="dark"], :root[data-editor="dark"] .code-colours {\n  color-scheme: dark;\n  ${night}\n}
:root[data-editor="light"] .code-colours {\n  color-scheme: light;\n  ${day.join("\n  ")}\n}\n`;
      return { contents, loader: "css" };
    });
  },
};

async function copyFonts() {
  const target = join(core, "build/fonts");
  await mkdir(target, { recursive: true });
  for (const [name, file, axes] of FONTS) {
    const folder = dirname(packages.resolve(`${name}/package.json`));
    const whole = await readFile(join(folder, "files", file));
    const options = { targetFormat: "woff2", ...(axes && { variationAxes: axes }) };
    await writeFile(join(target, file), axes ? await subsetFont(whole, TEXT, options) : whole);
    await copyFile(join(folder, "LICENSE"), join(target, `${name.split("/")[1]}-LICENSE.txt`));
  }
}

async function printSizes(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(css|js|woff2)$/.test(entry.name));
  for (const entry of files.sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const content = await readFile(path);
    const sent = entry.name.endsWith(".woff2") ? content.length : gzipSync(content, { level: 9 }).length;
    console.log(`${(sent / 1000).toFixed(1).padStart(7)} kB  ${relative(root, path)}`);
  }
}

// Which files the editor is made of, for each language: the page asks for all of them at once instead of finding
// out file by file what the next one needs, a round trip each.
function editorParts({ outputs }) {
  const named = (path) => relative(exercises, join(root, path)).replaceAll("\\", "/");
  const needed = (path, found = new Set()) => {
    for (const { path: other, kind } of outputs[path].imports) {
      if (kind !== "import-statement" || found.has(other)) continue;
      found.add(other);
      needed(other, found);
    }
    return found;
  };
  const editor = Object.keys(outputs).find((path) => outputs[path].entryPoint?.endsWith("editor/editor.js"));
  const languages = outputs[editor].imports.filter(({ kind }) => kind === "dynamic-import").map(({ path }) => path);
  const all = [...needed(editor)].map(named).sort();
  const parts = { "": all };
  for (const path of languages) {
    const name = /lang-(\w+)/.exec(outputs[path].entryPoint ?? "")?.[1];
    const own = [path, ...needed(path)].map(named).filter((part) => !all.includes(part));
    if (name) parts[name] = own.sort();
  }
  return parts;
}

await Promise.all([core, exercises, curriculum].map((folder) => rm(join(folder, "build"), { recursive: true, force: true })));
await copyFonts();
await build({
  ...shared,
  entryPoints: [join(core, "css/site.css")],
  outdir: join(core, "build"),
  external: ["*.woff2"],
  plugins: [spreadThemes],
});
await build({
  ...shared,
  entryPoints: [join(core, "js/theme.js"), join(core, "js/site.js")],
  outdir: join(core, "build"),
  format: "iife",
});
await build({
  ...shared,
  entryPoints: ["exercise", "quiz", "authoring", "review", "portfolio"].map((name) => join(exercises, `css/${name}.css`)),
  outdir: join(exercises, "build"),
});
const scripts = await build({
  ...shared,
  entryPoints: ["exercise", "quiz", "editor", "authoring", "review", "portfolio"].map((name) => join(root, `exercises/editor/${name}.js`)),
  outdir: join(exercises, "build"),
  format: "esm",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  metafile: true,
});
await writeFile(join(exercises, "build/editor-parts.json"), JSON.stringify(editorParts(scripts.metafile)));
await build({
  ...shared,
  entryPoints: [join(curriculum, "css/lesson.css")],
  outdir: join(curriculum, "build"),
});
await build({
  ...shared,
  entryPoints: [join(root, "curriculum/lesson/lesson.js")],
  outdir: join(curriculum, "build"),
  format: "esm",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
});
console.log("Compressed size of each built file:");
await printSizes(join(core, "build"));
await printSizes(join(exercises, "build"));
await printSizes(join(curriculum, "build"));
