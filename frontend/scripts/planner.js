// Everything in the planner works without this file: what can be dragged has a form, and the timeline a table.
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

document.addEventListener("formdata", leaveOutEmptyFields);
sendFiltersAtOnce();
startPanel();
startBoard();
