// Keys that never leave this browser: made here, kept here, and asked here before they sign.
//
// A key is an Ed25519 pair of WebCrypto that no script can export, one for each commons, kept in IndexedDB
// (`subak-keys`). Without it, or without script, every form below works as any form does.
//
// 1. Forms whose acts the member signs here: all that hold an `act`, on a page (or in an element, or a form) that says
//
//   <body data-sign="/acts" data-commons="<hexadecimal>">
//
//   <form method="post" action="/log">
//     <input type="hidden" name="act" value="<hexadecimal>"> <input type="hidden" name="guard" value="…"> …
//     <output data-sign-says></output>    what is said about it: a refusal, or that it failed; made if there is none
//   </form>
//
//   If this browser has a key for the commons, pressing the button
//   - POSTs the form to its action with the header `X-Subak-Sign: prepare`, to be answered by
//     200 { commons, acts: [{ act, body }], told, then } (`body` base64, `told` a text for people, which may have several
//     lines; the first `act` is the form's; `then` a path, else this page's), or by 422 { refused }, a sentence. An answer
//     that is no JSON is a page that asks back: then the form is sent as any form is;
//   - shows `told` in the page's dialog;
//   - POSTs { author, acts: [{ act, body, signature }], then } to the address in `data-sign`, with the form's guard in the
//     header `X-Subak-Guard`: the acts are taken whole. It is answered by 200 { to }, a path on this site where the browser
//     then goes, or by 422 { refused }. `act` and `author` are hexadecimal, `body` and `signature` base64.
//   If it has none, the page's `[data-sign-absent]` is shown, and forms are sent as they are.
//
//   <dialog data-sign-dialog aria-labelledby="…">
//     <h2 id="…">…</h2> <p data-told></p>         (`white-space: pre-line` keeps its lines)
//     <form method="dialog"> <button value="sign">…</button> <button value="">…</button> </form>
//   </dialog>
//
// 2. Forms that make a key and prove it, or prove one to sign in. They are hidden until a key can be had:
//
//   <form hidden method="post" action="…" data-key="make"  data-commons="…" data-challenge="<base64>"> …
//   <form hidden method="post" action="…" data-key="enter" data-commons="…" data-challenge="<base64>">
//     <input type="hidden" name="author"> <input type="hidden" name="signature"> <button>…</button>
//     <output data-sign-says></output>
//   </form>
//
//   The script fills in the key and its signature over "subak/v1/enter\n" and the challenge, and sends the form. `make` uses
//   the key that is there, if there is one; `enter` shows only if there is one. A challenge is used once, and its
//   signature is good for no act, because a signed act begins otherwise.
//
// 3. The sentences, once a page, in the way of words.js, in a list of their own: <dl hidden data-sign-words> with
//
//   refused  {refused}: what the server says     differs  the server prepared another act or another commons; nothing was signed
//   failed   it could not be done                kept     {author}: the key that is kept here, shown in every <output data-key-kept>
//
// What this does not protect from: `told` is the server's word for what the body means. The script does not read the body.

import { wordsIn } from "./words.js";

const encoder = new TextEncoder();
const ALGORITHM = "Ed25519";

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const unhex = (text) =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
export const unbase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Bytes as base64. Piece by piece, since a function takes only so many arguments. */
export function base64(bytes) {
  let letters = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    letters += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return btoa(letters);
}

function joined(...parts) {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The signed message of an act, as `docs/journal-format.md` has it. All arguments are bytes. */
export function actMessage(commons, act, author, body) {
  return joined(encoder.encode("subak/v1/act\n"), commons, act, author, body);
}

/** The signed message that proves a key when somebody signs in. */
export function enterMessage(challenge) {
  return joined(encoder.encode("subak/v1/enter\n"), challenge);
}

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function keys(mode, act) {
  const opening = indexedDB.open("subak-keys", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
  const database = await asked(opening);
  try {
    return await asked(act(database.transaction("keys", mode).objectStore("keys")));
  } finally {
    database.close();
  }
}

/** The key that this browser keeps for a commons: { pair, author }, or null. `author` is 32 bytes. */
export async function keptKey(commons) {
  try {
    return (await keys("readonly", (store) => store.get(commons))) ?? null;
  } catch {
    return null;
  }
}

/** The key for a commons, made now if there is none. Two tabs that make one at once keep the first. */
export async function makeKey(commons) {
  const kept = await keptKey(commons);
  if (kept) return kept;
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const author = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  await keys("readwrite", (store) => store.add({ pair, author }, commons)).catch(() => {});
  navigator.storage?.persist?.();
  const stored = await keptKey(commons);
  if (!stored) throw new Error("not kept");
  return stored;
}

async function sign(key, message) {
  return new Uint8Array(await crypto.subtle.sign(ALGORITHM, key.pair.privateKey, message));
}

function shown(form, sentence) {
  let place = form.querySelector("[data-sign-says]");
  if (!place && sentence) {
    place = document.createElement("output");
    place.dataset.signSays = "";
    form.append(place);
  }
  if (place) place.textContent = sentence;
}

// A refusal or a failure, with a name that has a sentence on the page.
class Told extends Error {
  constructor(name, figures) {
    super(name);
    this.figures = figures;
  }
}

async function answered(address, request) {
  const answer = await fetch(address, { method: "POST", credentials: "same-origin", ...request });
  const json = await answer.json().catch(() => null);
  if (!json && answer.ok) return null;
  if (!json) throw new Told("failed");
  if (json.refused) throw new Told("refused", { refused: json.refused });
  if (!answer.ok) throw new Told("failed");
  return json;
}

function prepared(form, button) {
  const fields = new FormData(form, button);
  // Attributes and not properties: a field called `action` would stand before the property.
  const many = form.getAttribute("enctype") === "multipart/form-data";
  const body = many ? fields : new URLSearchParams(fields);
  const headers = { "X-Subak-Sign": "prepare", Accept: "application/json" };
  const address = button?.getAttribute("formaction") ?? form.getAttribute("action");
  return answered(address, { headers, body });
}

/** Shows what is to be signed. Whether the member wants it. */
async function wanted(told) {
  const dialog = document.querySelector("dialog[data-sign-dialog]");
  if (!dialog) throw new Told("failed");
  dialog.querySelector("[data-told]").textContent = told;
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "sign";
}

// Sends a form as if there were no script.
function sendPlainly(form, button) {
  form.dataset.plain = "yes";
  delete form.dataset.sent;
  form.requestSubmit(button);
}

async function signForm(form, button, key, place) {
  const wish = await prepared(form, button);
  if (!wish) return sendPlainly(form, button);
  const { commons, acts, told, then } = wish;
  if (commons !== place.commons || acts?.[0]?.act !== form.elements.namedItem("act").value) {
    throw new Told("differs");
  }
  if (!(await wanted(told))) return;
  const signed = [];
  for (const { act, body } of acts) {
    const message = actMessage(unhex(commons), unhex(act), key.author, unbase64(body));
    signed.push({ act, body, signature: base64(await sign(key, message)) });
  }
  const guard = form.elements.namedItem("guard")?.value ?? "";
  const headers = { "Content-Type": "application/json", "X-Subak-Guard": guard };
  const body = JSON.stringify({ author: hex(key.author), acts: signed, then: then ?? location.pathname });
  const { to } = (await answered(place.sign, { headers, body })) ?? {};
  const next = new URL(to, location.href);
  if (next.origin !== location.origin) throw new Told("failed");
  location.assign(next);
}

async function proveForm(form) {
  const { key: how, commons, challenge } = form.dataset;
  const key = how === "make" ? await makeKey(commons) : await keptKey(commons);
  if (!key) throw new Told("failed");
  const signature = await sign(key, enterMessage(unbase64(challenge)));
  form.elements.namedItem("author").value = hex(key.author);
  form.elements.namedItem("signature").value = base64(signature);
  HTMLFormElement.prototype.submit.call(form);
}

/** Whether this browser can make a key here. It cannot on a page without https. */
async function canMake() {
  try {
    return Boolean(globalThis.indexedDB && (await crypto.subtle.generateKey(ALGORITHM, false, ["sign"])));
  } catch {
    return false;
  }
}

// While one press is being answered, another does nothing.
async function once(form, say, act) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  shown(form, "");
  try {
    await act();
  } catch (error) {
    const known = error instanceof Told;
    shown(form, say(known ? error.message : "failed", known ? error.figures : {}));
  }
  delete form.dataset.busy;
}

function attend(form, say, act) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.plain) return;
    event.preventDefault();
    once(form, say, () => act(event.submitter));
  });
}

async function begin() {
  const say = wordsIn(document, "data-sign-words");
  for (const form of document.querySelectorAll("form[method=post]")) {
    const place = form.closest("[data-sign]")?.dataset;
    if (!place || !form.elements.namedItem("act")) continue;
    const key = await keptKey(place.commons);
    if (key) attend(form, say, (button) => signForm(form, button, key, place));
  }
  for (const absent of document.querySelectorAll("[data-sign-absent]")) {
    absent.hidden = Boolean(await keptKey(absent.closest("[data-sign]")?.dataset.commons));
  }
  for (const form of document.querySelectorAll("form[data-key]")) {
    const { key: how, commons } = form.dataset;
    if (!(await (how === "make" ? canMake() : keptKey(commons)))) continue;
    form.hidden = false;
    attend(form, say, () => proveForm(form));
  }
  for (const place of document.querySelectorAll("output[data-key-kept]")) {
    const key = await keptKey(place.dataset.commons);
    if (key) place.textContent = say("kept", { author: hex(key.author) });
  }
}

if (globalThis.document) begin();
