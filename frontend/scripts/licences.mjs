// What we build in carries the licences of its makers: one text with every licence and the packages under it.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

async function licenceText(folder) {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  return file ? (await readFile(path.join(folder, file), "utf8")).trim() : "";
}

const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** `sources`: the paths of all that was bundled, because a package brings others along. */
export async function collectLicences(root, sources) {
  const { dependencies } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const bundled = sources.map((source) => source.match(PACKAGE)?.[1]).filter(Boolean);
  const names = new Set([...Object.keys(dependencies), ...bundled]);
  names.delete("esbuild");
  const packages = new Map();
  for (const name of [...names].sort()) {
    const folder = path.join(root, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const text = `${license}\n\n${await licenceText(folder)}`;
    packages.set(text, [...(packages.get(text) ?? []), `${name} ${version}`]);
  }
  return [...packages].map(([text, names]) => `${names.join("\n")}\n${text}\n`).join(`\n${"-".repeat(72)}\n\n`);
}
