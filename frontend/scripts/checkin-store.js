// What check-in keeps on the phone: changes that were not sent yet (ids and times, no names), and of each session that was
// opened who is in and until when that may be remembered. Pages with names are in the cache of the service worker.
const NAME = "leeragenda-checkin";
const CHANGES = "changes";
const SESSIONS = "sessions";
export const PAGES = "checkin-pages";
export const ASSETS = "checkin-assets";
// A connection that is there and carries nothing is none: what is sent behind it would wait for minutes.
const PATIENCE_MS = 8_000;

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
async function withStores(mode, act) {
  const database = await open();
  try {
    const both = database.transaction([CHANGES, SESSIONS], mode);
    return await act(both.objectStore(CHANGES), both.objectStore(SESSIONS));
  } finally {
    database.close();
  }
}

// The page and the worker may both be at it: nothing comes in between seeing that all is old and deleting it.
const alone = (act) => navigator.locks.request(NAME, act);

export const addChange = (change) => alone(() => withStores("readwrite", (changes) => done(changes.put(change))));
export const keepSession = (session) => alone(() => withStores("readwrite", (_, sessions) => done(sessions.put(session))));
const allChanges = () => withStores("readonly", (changes) => done(changes.getAll()));
const allSessions = () => withStores("readonly", (_, sessions) => done(sessions.getAll()));
const dropSession = (id) => withStores("readwrite", (_, sessions) => done(sessions.delete(id)));

/** What was heard last of a session, if anything, and what of it still waits: of one moment, so that nothing counts twice. */
export const knownOf = (session) =>
  withStores("readonly", async (changes, sessions) => {
    const [kept, all] = await Promise.all([done(sessions.get(session)), done(changes.getAll())]);
    return { state: kept?.state, waiting: all.filter((change) => change.session === session) };
  });

// At once, for the same reason. An answer that was overtaken, by the page or by the worker, is not kept.
const settle = (session, sent, state) =>
  alone(() =>
    withStores("readwrite", async (changes, sessions) => {
      for (const { id } of sent) changes.delete(id);
      const kept = await done(sessions.get(session));
      if (kept && state?.as_of > kept.state.as_of) await done(sessions.put({ ...kept, state }));
    }),
  );

async function exists() {
  // Not every browser can list them; opening makes it, which then is empty.
  return !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === NAME);
}

export const pagePath = (session) => `/checkin/${session}`;

/** Sends some changes of one session, or none to hear who is in. Answers {state} or {failed}. */
async function post(session, changes) {
  const body = { sent_at: new Date().toISOString(), changes: changes.map(({ session: _, ...change }) => change) };
  try {
    const answer = await fetch(`${pagePath(session)}/changes`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.ok) return { state: await answer.json() };
    if (answer.status === 401) return { failed: "signed-out" };
    return { failed: answer.status >= 500 || answer.status === 429 ? "offline" : "refused" };
  } catch {
    return { failed: "offline" };
  }
}

/** Sends what waits for one session. What the server never accepts is dropped, so that it keeps nothing else waiting. */
export async function sendSession(session) {
  const { waiting } = await knownOf(session);
  const answer = await post(session, waiting);
  if (answer.state || answer.failed === "refused") await settle(session, waiting, answer.state);
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
