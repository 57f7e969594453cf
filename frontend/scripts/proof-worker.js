// Finds the number of which SHA-256(salt + number) is the challenge; away from the page, which stays quick meanwhile.
const encoder = new TextEncoder();
const toHex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function find({ challenge, salt, maxnumber }) {
  const began = performance.now();
  for (let number = 0; number <= maxnumber; number += 1) {
    const hash = await crypto.subtle.digest("SHA-256", encoder.encode(salt + number));
    if (toHex(hash) === challenge) return { number, took: Math.round(performance.now() - began) };
  }
  return null;
}

// Without https a browser has no crypto.subtle: then there is no solution.
self.onmessage = async ({ data }) => self.postMessage(self.crypto?.subtle ? await find(data) : null);
