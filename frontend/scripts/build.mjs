// Writes src/web/static/dist: every file carries a hash of its content in its name, so that it can be cached for ever;
// manifest.json maps the plain names to those names. tokens.json is the palette that web/theme.py checks themes against.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { buildSprite } from "./icons.mjs";
import { collectLicences } from "./licences.mjs";
import { readTokens, tokensToCss, withLightValues } from "./tokens.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = path.join(root, "../src/web/static/dist");
const tokens = await readTokens();

// `@import "tokens:theme"` in app.css is the generated theme.
const themePlugin = {
  name: "tokens",
  setup(build) {
    build.onResolve({ filter: /^tokens:/ }, ({ path: name }) => ({ path: name, namespace: "tokens" }));
    build.onLoad({ filter: /.*/, namespace: "tokens" }, () => ({ contents: tokensToCss(tokens), loader: "css" }));
    // Paper is never dark.
    build.onLoad({ filter: /printed\.css$/ }, async ({ path: file }) => ({
      contents: withLightValues(await readFile(file, "utf8"), tokens),
      resolveDir: path.dirname(file),
      loader: "css",
    }));
  },
};

async function bundle() {
  const result = await esbuild.build({
    absWorkingDir: root,
    // What only staff need has files of its own, so that other readers never load it.
    entryPoints: {
      app: "scripts/app.js",
      "proof-worker": "scripts/proof-worker.js",
      "app-style": "styles/app.css",
      planner: "scripts/planner.js",
      "planner-style": "styles/planner.css",
      checkin: "scripts/checkin.js",
      "checkin-worker": "scripts/service-worker.js",
      "printed-style": "styles/printed.css",
    },
    bundle: true,
    minify: true,
    legalComments: "none",
    format: "iife",
    target: ["es2020", "chrome99", "firefox97", "safari15.4"],
    loader: { ".woff2": "file" },
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    plugins: [themePlugin],
    outdir: dist,
    write: false,
    metafile: true,
  });
  const files = result.outputFiles.map((file) => ({ name: path.basename(file.path), contents: file.contents }));
  return { files, sources: Object.keys(result.metafile.inputs) };
}

const written = {};

async function write(plainName, contents, hashedName) {
  const { name, ext } = path.parse(plainName);
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8).toUpperCase();
  written[plainName] = hashedName ?? `${name}-${hash}${ext}`;
  await writeFile(path.join(dist, written[plainName]), contents);
}

async function removeFilesOfOlderBuilds() {
  const current = new Set([...Object.values(written), "manifest.json", "tokens.json", "mail.css", ".built"]);
  for (const file of await readdir(dist)) if (!current.has(file)) await rm(path.join(dist, file));
}

const { files, sources } = await bundle();
await mkdir(dist, { recursive: true });
for (const { name, contents } of files) {
  const plainName = name.replace(/-[A-Z0-9]{8}(?=\.)/, "").replace("-style.css", ".css");
  await write(plainName, contents, name.replace("-style-", "-"));
}
await write("icons.svg", await buildSprite());
await write("favicon.svg", await readFile(path.join(root, "brand/favicon.svg"), "utf8"));
await write("licences.txt", await collectLicences(root, sources));
const mail = withLightValues(await readFile(path.join(root, "styles/mail.css"), "utf8"), tokens);
await writeFile(path.join(dist, "mail.css"), (await esbuild.transform(mail, { loader: "css" })).code);
await writeFile(path.join(dist, "tokens.json"), JSON.stringify(tokens.color, null, 2) + "\n");
await writeFile(path.join(dist, "manifest.json"), JSON.stringify(written, Object.keys(written).sort(), 2) + "\n");
await removeFilesOfOlderBuilds();
