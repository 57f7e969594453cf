// Everything in the planner works without this file: what can be dragged has a form, and the timeline a table.
import { sendAll } from "./checkin-store.js";
import { startBoard } from "./planner-board.js";
import { startPanel } from "./planner-panel.js";

function sendFiltersAtOnce() {
  for (const form of document.querySelectorAll("form[data-sends-itself]")) {
    form.querySelector("button").hidden = true;
    form.addEventListener("change", () => form.requestSubmit());
  }
}

// Addresses that people share say only what was chosen.
function leaveOutEmptyFields({ target, formData }) {
  if (target.method !== "get") return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
}

// What a phone at the door has not sent yet would be forgotten with the rest when somebody signs out.
async function sendBeforeSigningOut(event) {
  const form = event.target;
  if (form.getAttribute("action") !== "/planner/sign-out" || !window.isSecureContext) return;
  event.preventDefault();
  await sendAll().catch(() => {});
  form.submit();
}

document.addEventListener("submit", sendBeforeSigningOut);
document.addEventListener("formdata", leaveOutEmptyFields);
sendFiltersAtOnce();
startPanel();
startBoard();
