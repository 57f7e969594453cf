// The panel beside the board shows the part [data-panel] of pages that have addresses of their own. Links and forms in it
// stay in it, as long as what comes back has such a part too.
const host = document.querySelector("[data-panel-host]");
const body = host?.querySelector("[data-panel-body]");
const changed = new EventTarget();
let opener = null;

/** Calls back after something in the panel has changed sessions, or may have. */
export function onChange(callback) {
  changed.addEventListener("change", callback);
}

/** Shows the panel of a page, and gives whether there was an answer; `from` is what gets the focus back: a function that finds it, since boards are redrawn. */
export async function openPanel(address, from) {
  opener = from ?? opener;
  const answer = await ask(address);
  if (answer) await show(answer);
  return answer !== null;
}

/** Sends a form's values where the form would; gives whether that was accepted. The answer is in the panel. */
export async function send(address, values, from) {
  opener = from ?? opener;
  const answer = await ask(address, { method: "POST", body: new URLSearchParams(values) });
  if (!answer) return false;
  await show(answer);
  changed.dispatchEvent(new Event("change"));
  return answer.ok;
}

/** The answer, or nothing when there is no connection: then the panel says so. */
async function ask(address, options = {}) {
  host.setAttribute("aria-busy", "true");
  try {
    return await fetch(address, { ...options, headers: { Accept: "text/html" } });
  } catch {
    const sentence = document.createElement("h2");
    sentence.textContent = host.dataset.unreachable;
    reveal([sentence]);
    return null;
  } finally {
    host.removeAttribute("aria-busy");
  }
}

async function show(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const panel = page.querySelector("[data-panel]") ?? page.querySelector("main");
  if (!page.querySelector("[data-panel]") && answer.ok) return location.assign(answer.url);
  reveal(document.adoptNode(panel).childNodes);
}

function reveal(nodes) {
  body.replaceChildren(...nodes);
  for (const title of body.querySelectorAll("h1")) title.replaceWith(asSecondLevel(title));
  host.hidden = false;
  const first = body.querySelector("[data-error-summary]") ?? body.querySelector("h2");
  first?.setAttribute("tabindex", "-1");
  first?.focus({ preventScroll: true });
  host.scrollTop = 0;
}

function asSecondLevel(title) {
  const heading = document.createElement("h2");
  heading.className = title.className;
  heading.append(...title.childNodes);
  return heading;
}

function close() {
  if (host.hidden) return;
  host.hidden = true;
  body.replaceChildren();
  opener?.()?.focus();
  opener = null;
  // What was dragged and not done after all goes back to where it was.
  changed.dispatchEvent(new Event("change"));
}

function belongsHere(address) {
  const { origin, pathname } = new URL(address, location.href);
  return origin === location.origin && /^\/planner\/(sessions|editions|operations)\//.test(pathname);
}

function follow(event) {
  const link = event.target.closest("a[href]");
  const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0;
  if (!link || elsewhere || link.hasAttribute("download") || !belongsHere(link.href)) return;
  event.preventDefault();
  openPanel(link.href);
}

async function submit(event) {
  const form = event.target;
  const values = new URLSearchParams(new FormData(form, event.submitter));
  if (!belongsHere(form.action)) return;
  event.preventDefault();
  if (host.getAttribute("aria-busy") === "true") return;
  if (form.method === "get") await openPanel(`${form.action.split("?")[0]}?${values}`);
  else await send(form.action, values);
}

export function startPanel() {
  if (!host) return;
  host.addEventListener("click", follow);
  host.addEventListener("submit", submit);
  host.querySelector("[data-panel-close]").addEventListener("click", close);
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
}
