// What check-in keeps on the phone: changes that were not sent yet (ids and times, no names), and of each session that was
// opened who is in and until when that may be remembered. Pages with names are in the cache of the service worker.
const NAME = "leeragenda-checkin";
const CHANGES = "changes";
const SESSIONS = "sessions";
export const PAGES = "checkin-pages";
export const ASSETS = "checkin-assets";

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(CHANGES, { keyPath: "id" });
    request.result.createObjectStore(SESSIONS, { keyPath: "id" });
  };
  return done(request);
}

// The connection is closed at once, so that it never keeps the whole from being deleted.
async function withStore(name, mode, act) {
  const database = await open();
  try {
    return await done(act(database.transaction(name, mode).objectStore(name)));
  } finally {
    database.close();
  }
}

// The page and the worker may both be at it: nothing comes in between seeing that all is old and deleting it.
const alone = (act) => navigator.locks.request(NAME, act);

export const addChange = (change) => alone(() => withStore(CHANGES, "readwrite", (store) => store.put(change)));
export const allChanges = () => withStore(CHANGES, "readonly", (store) => store.getAll());
export const sessionState = (id) => withStore(SESSIONS, "readonly", (store) => store.get(id));
export const keepSession = (session) => alone(() => withStore(SESSIONS, "readwrite", (store) => store.put(session)));
const dropChange = (id) => withStore(CHANGES, "readwrite", (store) => store.delete(id));
const dropSession = (id) => withStore(SESSIONS, "readwrite", (store) => store.delete(id));
const allSessions = () => withStore(SESSIONS, "readonly", (store) => store.getAll());

export async function pendingOf(session) {
  return (await allChanges()).filter((change) => change.session === session);
}

async function exists() {
  // Not every browser can list them; opening makes it, which then is empty.
  return !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === NAME);
}

export const pagePath = (session) => `/checkin/${session}`;

/** Sends some changes of one session, or none to hear who is in. Answers {state} or {failed}. */
async function post(session, changes) {
  const body = { sent_at: new Date().toISOString(), changes: changes.map(({ session: _, ...change }) => change) };
  let answer;
  try {
    answer = await fetch(`${pagePath(session)}/changes`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return { failed: "offline" };
  }
  if (answer.ok) return { state: await answer.json() };
  if (answer.status === 401) return { failed: "signed-out" };
  return { failed: answer.status >= 500 || answer.status === 429 ? "offline" : "refused" };
}

/** Sends what waits for one session. What the server never accepts is dropped, so that it keeps nothing else waiting. */
export async function sendSession(session) {
  const changes = await pendingOf(session);
  const answer = await post(session, changes);
  if (answer.state || answer.failed === "refused") for (const { id } of changes) await dropChange(id);
  if (answer.state) {
    const kept = await sessionState(session);
    if (kept) await keepSession({ ...kept, state: answer.state });
  }
  return answer;
}

/** Sends all that waits, of every session; returns how many changes still wait. */
export async function sendAll() {
  if (!(await exists())) return 0;
  const sessions = new Set((await allChanges()).map(({ session }) => session));
  for (const session of sessions) await sendSession(session);
  return (await allChanges()).length;
}

/**
 * Forgets the sessions whose time is up, and those of somebody else than `account`, with the pages that have their names;
 * their changes wait on, without names.
 */
export const forgetOld = (account) => alone(() => dropOld(account, Date.now()));

async function dropOld(account, now) {
  if (!(await exists())) return;
  const sessions = await allSessions();
  const isOld = (kept) => Date.parse(kept.forgetAt) <= now || (account && kept.account !== account);
  const old = sessions.filter(isOld);
  const pages = await caches.open(PAGES);
  for (const { id } of old) {
    await dropSession(id);
    await pages.delete(pagePath(id));
  }
  if (old.length && old.length === sessions.length && !(await allChanges()).length) await dropAll();
}

/** Leaves nothing on this phone. */
export const forgetAll = () => alone(dropAll);

async function dropAll() {
  await Promise.all([PAGES, ASSETS].map((name) => caches.delete(name)));
  await done(indexedDB.deleteDatabase(NAME));
}
