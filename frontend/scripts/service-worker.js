// Lets check-in open without connection. It has no say over other pages, and keeps nothing that the page did not give it.
import { ASSETS, PAGES, forgetOld, sendAll } from "./checkin-store.js";

const PATIENCE_MS = 4000;

async function fresh(request) {
  const slow = new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), PATIENCE_MS));
  return Promise.race([fetch(request), slow]);
}

// The page as it is now, or else as it was kept; only without either the browser's own words.
async function page(request) {
  await forgetOld().catch(() => {});
  const kept = await caches.match(request, { cacheName: PAGES, ignoreSearch: true, ignoreVary: true });
  if (!kept) return fetch(request);
  try {
    const answer = await fresh(request);
    return answer.status >= 500 ? kept : answer;
  } catch {
    return kept;
  }
}

async function asset(request) {
  return (await caches.match(request, { cacheName: ASSETS, ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), forgetOld()])));
self.addEventListener("sync", (event) => event.waitUntil(sendAll().then(() => forgetOld())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(asset(request));
});
