// Design tokens as custom properties: the base tokens are --leeragenda-<group>-<name>, the component tokens keep the
// names that the NL Design System packages read.
import { readFile } from "node:fs/promises";

const SOURCE = new URL("../tokens/leeragenda.json", import.meta.url);
const REFERENCE = /\{([a-z]+)\.([a-z0-9_-]+)\}/g;

export async function readTokens() {
  return JSON.parse(await readFile(SOURCE, "utf8"));
}

function declarations(entries) {
  return entries.map(([name, value]) => `--${name}:${value};`).join("");
}

function colors(tokens, scheme) {
  return Object.entries(tokens.color).map(([name, value]) => [`leeragenda-color-${name}`, value[scheme]]);
}

function resolved(tokens) {
  return (value) =>
    value.replace(REFERENCE, (reference, group, name) => {
      if (!(name in (tokens[group] ?? {}))) throw new Error(`unknown token ${reference}`);
      return `var(--leeragenda-${group}-${name})`;
    });
}

/** The whole theme as CSS text: one rule for light and what never changes, one that follows a device set to dark. */
export function tokensToCss(tokens) {
  const fixed = ["size", "font"].flatMap((group) =>
    Object.entries(tokens[group]).map(([name, value]) => [`leeragenda-${group}-${name}`, value]),
  );
  const component = Object.entries(tokens.component).map(([name, value]) => [name, resolved(tokens)(value)]);
  return (
    `:root{color-scheme:light dark;${declarations([...colors(tokens, "light"), ...fixed, ...component])}}` +
    `@media (prefers-color-scheme:dark){:root{${declarations(colors(tokens, "dark"))}}}`
  );
}

/** Mail programs know no custom properties: each var(--leeragenda-…) becomes its light value. */
export function withLightValues(css, tokens) {
  return css.replace(/var\(--leeragenda-([a-z]+)-([a-z0-9_-]+)\)/g, (reference, group, name) => {
    const value = tokens[group]?.[name];
    if (value === undefined) throw new Error(`unknown token ${reference}`);
    return typeof value === "string" ? value : value.light;
  });
}
