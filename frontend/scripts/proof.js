// A sum that keeps robots out (ALTCHA, docs/decisions/0019-proof-of-work.md), while somebody fills in the form.
const RENEW_AFTER_MS = 15 * 60 * 1000;
// By form: the promise that its sum is done.
const works = new WeakMap();

const fieldOf = (form) => form.querySelector("input[name=proof]");

function say(form, which) {
  const place = form.querySelector("[data-proof-says]");
  place.textContent = place.dataset[which] ?? "";
}

function solve(challenge, address) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address);
    worker.onmessage = ({ data }) => (data ? resolve(data) : reject(new Error("no solution")), worker.terminate());
    worker.onerror = reject;
    worker.postMessage(challenge);
  });
}

async function prove(form) {
  fieldOf(form).value = "";
  const answer = await fetch(form.dataset.proof, { cache: "no-store" });
  if (!answer.ok) throw new Error(`no challenge: ${answer.status}`);
  const { algorithm, challenge, salt, signature, maxnumber } = await answer.json();
  const solved = await solve({ challenge, salt, maxnumber }, form.dataset.proofWorker);
  fieldOf(form).value = btoa(JSON.stringify({ algorithm, challenge, salt, signature, ...solved }));
}

function begin(form) {
  works.set(
    form,
    prove(form).catch(() => say(form, "failed")),
  );
  setTimeout(() => form.isConnected && begin(form), RENEW_AFTER_MS);
}

// Who is faster than the sum waits for it, and is told so.
async function waitForProof(event) {
  const form = event.target;
  if (!form.dataset?.proof || fieldOf(form).value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say(form, "busy");
  await works.get(form);
  if (!fieldOf(form).value) {
    begin(form);
    await works.get(form);
  }
  if (!fieldOf(form).value) return;
  say(form, "done");
  form.requestSubmit(event.submitter);
}

function beginAll() {
  for (const form of document.querySelectorAll("form[data-proof]")) {
    if (!works.has(form)) begin(form);
  }
}

export function startProofs() {
  document.addEventListener("submit", waitForProof, { capture: true });
  document.addEventListener("htmx:after:swap", beginAll);
  // With the back button an old form comes back, of which the sum has been used.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) document.querySelectorAll("form[data-proof]").forEach(begin);
  });
  beginAll();
}
