// Everything works without this file. It lets htmx renew the agenda in place and helps where CSS or HTML cannot yet.
import htmx from "htmx.org";
import { startProofs } from "./proof.js";

htmx.config.includeIndicatorCSS = false;
// A sheet that someone opened stays open while its contents are renewed.
htmx.config.morphIgnore = [...htmx.config.morphIgnore, "open"];

const WIDE = window.matchMedia("(min-width: 60rem)");

// Browsers without ::details-content cannot show closed details as a column: open them where there is room.
function openSheetsOnWideScreens() {
  if (CSS.supports("selector(::details-content)") || !WIDE.matches) return;
  for (const sheet of document.querySelectorAll("details[data-sheet]")) sheet.open = true;
}

// Who asks to see the result on a phone sees it, and not the sheet that lies over it.
function closeSheet({ target }) {
  const sheet = target.closest("details[data-sheet]");
  if (!sheet || WIDE.matches) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
}

// Addresses that people share say only what was chosen.
function leaveOutEmptyFields({ detail: { ctx } }) {
  if (ctx.request.method !== "GET") return;
  for (const [name, value] of [...ctx.request.body]) if (value === "") ctx.request.body.delete(name);
}

// What went wrong is read first, also after a refused form has been swapped in.
function focusErrorSummary() {
  const summary = document.querySelector("[data-error-summary]");
  summary?.focus();
  return summary !== null;
}

// What came instead of the whole page begins, as a page does, at its title.
function focusWhatIsNew({ detail: { ctx } }) {
  if (focusErrorSummary() || ctx.select !== "#main") return;
  const title = document.querySelector("#main h1");
  title?.setAttribute("tabindex", "-1");
  title?.focus();
}

// A button that copies appears only where it can.
function showCopyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copies]")) button.hidden = false;
}

async function copy({ target }) {
  const button = target.closest?.("button[data-copies]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
  document.getElementById(`${button.dataset.copies}-copied`).textContent = button.dataset.copied;
}

document.addEventListener("click", copy);
document.addEventListener("submit", closeSheet);
document.addEventListener("htmx:config:request", leaveOutEmptyFields);
document.addEventListener("htmx:after:swap", focusWhatIsNew);
WIDE.addEventListener("change", openSheetsOnWideScreens);
openSheetsOnWideScreens();
showCopyButtons();
focusErrorSummary();
startProofs();
