// One sprite of the lucide icons in icons.json and the brand mark, each a <symbol> named after its file.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

function symbol(name, svg, attributes) {
  const inner = svg
    .replace(/<!--.*?-->/gs, "")
    .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .replace(/ \/>/g, "/>")
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24"${attributes}>${inner}</symbol>`;
}

export async function buildSprite() {
  const names = JSON.parse(await readFile(new URL("../icons.json", import.meta.url), "utf8"));
  const stroke = ' fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  const icons = await Promise.all(
    names.map(async (name) => symbol(name, await readFile(require.resolve(`lucide-static/icons/${name}.svg`), "utf8"), stroke)),
  );
  const mark = symbol("mark", await readFile(new URL("../brand/mark.svg", import.meta.url), "utf8"), "");
  return `<svg xmlns="http://www.w3.org/2000/svg">${mark}${icons.join("")}</svg>`;
}
