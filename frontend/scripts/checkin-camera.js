// Reads the code of a confirmation with the camera: by the browser itself where it can, else by a small library.
import { BarcodeDetector as Ponyfill } from "qr/decode.js";

const PAUSE_MS = 200;
const SAME_CODE_MS = 4000;

async function detector() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  const Detector = formats.includes("qr_code") ? globalThis.BarcodeDetector : Ponyfill;
  return new Detector({ formats: ["qr_code"] });
}

export const canScan = () => Boolean(navigator.mediaDevices?.getUserMedia);

/** Calls `found` with the text of each code, once while it stays in sight. Returns a function that stops. */
export async function startScanning(video, found) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  await video.play();
  const reader = await detector();
  let going = true;
  let last = { text: "", at: 0 };
  const look = async () => {
    if (!going) return;
    const [code] = await reader.detect(video).catch(() => []);
    const now = Date.now();
    if (code && (code.rawValue !== last.text || now - last.at > SAME_CODE_MS)) await found(code.rawValue);
    if (code) last = { text: code.rawValue, at: now };
    setTimeout(look, PAUSE_MS);
  };
  look();
  return () => {
    going = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
