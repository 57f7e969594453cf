// The list works without this file. With it a tap is seen at once, also without connection, and is sent when there is one.
import { canScan, startScanning } from "./checkin-camera.js";
import { ASSETS, PAGES, addChange, forgetAll, forgetOld, keepSession, knownOf, pagePath, sendAll, sendSession } from "./checkin-store.js";

// So soon is seen what another phone at the same door did, and tried again what could not be sent.
const LOOK_MS = 3_000;
const SHORT_BUZZ_MS = 60;

const door = document.querySelector("[data-door]");
const session = door?.dataset.door;
const rows = [...document.querySelectorAll("[data-guest]")];
const { account } = document.querySelector("[data-sign-out]").dataset;
let state = readState();
let failed = "";
let looking = 0;
let isLeaving = false;

function readState() {
  const present = rows.filter((row) => row.querySelector("[aria-pressed=true]")).map((row) => row.dataset.guest);
  return { present, count: Number(document.querySelector("[data-count]")?.textContent ?? 0), as_of: door?.dataset.asOf };
}

// The page, its worker and the scanner each hear from the server. All times are of the server, in one zone.
function learn(heard) {
  if (heard?.as_of > state.as_of) state = heard;
}

// What the server said last, and over that what it has not heard yet.
function withChanges(known, changes) {
  const present = new Set(known.present);
  let count = known.count;
  for (const change of [...changes].sort((a, b) => a.at.localeCompare(b.at))) {
    if (change.kind === "count") count = Math.max(0, count + change.by);
    else if (change.present) present.add(change.registration);
    else present.delete(change.registration);
  }
  return { present, count };
}

function showRow(row, isPresent) {
  const button = row.querySelector("button");
  button.setAttribute("aria-pressed", String(isPresent));
  button.value = String(!isPresent);
  row.querySelector(".leeragenda-check__state").textContent = isPresent ? door.dataset.isHere : "";
}

const setText = (element, text) => element.textContent !== text && (element.textContent = text);

function showOffline(waiting) {
  const line = document.querySelector("[data-offline]");
  const { offlineNow, oneWaits, manyWait, signedOut } = door.dataset;
  const waits = waiting === 1 ? oneWaits : waiting ? manyWait.replace("{number}", waiting) : "";
  line.hidden = !failed;
  setText(line, failed === "signed-out" ? `${signedOut} ${waits}`.trim() : failed ? `${offlineNow} ${waits}`.trim() : "");
}

async function show() {
  const { state: kept, waiting } = await knownOf(session);
  learn(kept);
  const { present, count } = withChanges(state, waiting);
  for (const row of rows) showRow(row, present.has(row.dataset.guest));
  setText(document.querySelector("[data-count]"), String(count));
  document.querySelector("[data-counter] [value='-1']").disabled = count === 0;
  const people = rows.filter((row) => present.has(row.dataset.guest)).reduce((sum, row) => sum + Number(row.dataset.people), 0);
  const line = door.dataset.inside.replace("{present}", people).replace("{total}", people + count);
  setText(document.querySelector("[data-inside-line]"), line);
  showOffline(waiting.length);
}

let sending = Promise.resolve();
let next = null;

async function sendNow() {
  next = null;
  if (isLeaving) return;
  const answer = await sendSession(session);
  failed = answer.failed === "refused" ? "" : (answer.failed ?? "");
  learn(answer.state);
  await show();
}

// One at a time, and at most one waits for it: that takes all there is by then. One that breaks off stops no others.
function send() {
  next ??= sending = sending.catch(() => {}).then(sendNow);
  return next;
}

async function change(what) {
  await addChange({ id: crypto.randomUUID(), at: new Date().toISOString(), session, ...what });
  navigator.vibrate?.(SHORT_BUZZ_MS);
  await show();
  const worker = await navigator.serviceWorker.getRegistration("/checkin");
  worker?.sync?.register("changes").catch(() => {});
  await send();
}

function onSubmit(event) {
  const { target, submitter } = event;
  if (target.matches("[data-guest] form")) {
    event.preventDefault();
    change({ kind: "mark", registration: target.registration.value, present: submitter.value === "true" });
  } else if (target.matches("[data-counter]")) {
    event.preventDefault();
    change({ kind: "count", by: Number(submitter.value) });
  }
}

// The id is in front of the signature, so that whoever is on the list is known without connection.
function idInToken(token) {
  try {
    const bytes = atob(token.replaceAll("-", "+").replaceAll("_", "/"));
    const hex = [...bytes.slice(0, 16)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  } catch {
    return "";
  }
}

async function sayScanned(token) {
  const said = document.querySelector("[data-scan-said]");
  try {
    const answer = await fetch(`${pagePath(session)}/scan`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ token }),
    });
    if (!answer.ok) throw new Error(answer.status);
    const scanned = await answer.json();
    navigator.vibrate?.(SHORT_BUZZ_MS);
    learn(scanned.state);
    said.textContent = scanned.text;
    await show();
  } catch {
    const row = rows.find(({ dataset }) => dataset.guest === idInToken(token));
    if (row) await change({ kind: "mark", registration: row.dataset.guest, present: true });
    const name = row?.querySelector(".leeragenda-check__name").textContent;
    said.textContent = row ? door.dataset.scanned.replace("{name}", name) : door.dataset.unknown;
  }
}

function offerCamera() {
  const part = document.querySelector("[data-scan]");
  if (!part || !canScan()) return;
  const [button, video] = [part.querySelector("[data-scan-start]"), part.querySelector("video")];
  const label = button.querySelector(".nl-button__label");
  const start = label.textContent;
  let stop = null;
  button.addEventListener("click", async () => {
    video.hidden = stop !== null;
    label.textContent = stop ? start : button.dataset.stop;
    if (stop) {
      stop();
      stop = null;
      return;
    }
    try {
      stop = await startScanning(video, sayScanned);
    } catch {
      video.hidden = true;
      label.textContent = start;
      document.querySelector("[data-scan-said]").textContent = door.dataset.noCamera;
    }
  });
  part.hidden = false;
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function offerSearch() {
  const part = document.querySelector("[data-search]");
  if (!part) return;
  const [field, none] = [part.querySelector("input"), part.querySelector("[data-search-none]")];
  part.hidden = false;
  field.addEventListener("input", () => {
    const asked = plain(field.value.trim());
    for (const row of rows) row.hidden = !plain(row.querySelector("button").textContent).includes(asked);
    none.textContent = rows.every((row) => row.hidden) ? none.dataset.words : "";
  });
}

// What the page needs to open without connection. Names are in the page alone.
async function keepPages() {
  await navigator.serviceWorker.register("/checkin/worker.js", { scope: "/checkin" });
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=preload], script[src]")];
  const sprites = [...document.querySelectorAll("use")].map((use) => use.href.baseVal.split("#")[0]);
  const addresses = new Set([...parts.map((part) => part.href || part.src), ...sprites]);
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules)
      for (const [, file] of rule.cssText.matchAll(/url\("?([^")]+\.woff2)"?\)/g)) addresses.add(new URL(file, sheet.href).href);
  const assets = await caches.open(ASSETS);
  await assets.addAll(addresses);
  const pages = await caches.open(PAGES);
  const answer = await fetch(location.pathname, { redirect: "manual" });
  if (answer.ok) await pages.put(location.pathname, answer);
}

async function signOut(event) {
  const form = event.target;
  event.preventDefault();
  if (await sendAll()) {
    const line = document.querySelector("[data-offline]");
    line.hidden = false;
    line.textContent = form.dataset.waits;
    return;
  }
  // What is under way would make anew what is forgotten here.
  isLeaving = true;
  clearInterval(looking);
  await sending.catch(() => {});
  const worker = await navigator.serviceWorker.getRegistration("/checkin");
  await worker?.unregister();
  await forgetAll();
  form.submit();
}

async function look() {
  if (Date.now() > Date.parse(door.dataset.forgetAt)) location.replace("/checkin");
  else if (document.visibilityState === "visible" || (await knownOf(session)).waiting.length) await send();
}

async function openDoor() {
  // A page from the cache may be older than what was heard since.
  learn((await knownOf(session)).state);
  await keepSession({ id: session, account, forgetAt: door.dataset.forgetAt, state });
  document.addEventListener("submit", onSubmit);
  offerCamera();
  offerSearch();
  addEventListener("online", send);
  addEventListener("offline", send);
  addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  looking = setInterval(look, LOOK_MS);
  await send();
}

async function start() {
  await forgetOld(account);
  document.querySelector("[data-sign-out]").addEventListener("submit", signOut);
  await sendAll();
  if (door) await openDoor();
  await keepPages();
}

// Over plain http, and where a browser may keep nothing, the forms do it.
if (isSecureContext && navigator.serviceWorker) start();
