// Passkeys: a form is answered by the device that the browser asks.
//
//   <form hidden method="post" action="/enter/passkey" data-passkey="get"> <button>…</button> <output data-passkey-says></output> </form>
//   <form hidden method="post" action="/keys/passkey"  data-passkey="create">
//     <input type="hidden" name="guard" value="…"> <input name="name">  what fields there are
//     <button>…</button> <output data-passkey-says></output>
//   </form>
//
// They are hidden until this browser can do it here: passkeys need a name in the address (`localhost`), not a number.
// Where a page is open by a number of this machine, `[data-passkey-by-name]` is shown, and its link goes to the same page
// by the name `localhost`.
//
// Pressing the button
// - POSTs to the form's action and `/options`, to be answered by 200 with what `parseRequestOptionsFromJSON` or
//   `parseCreationOptionsFromJSON` takes;
// - POSTs what the device answered, as `toJSON` writes it, to the action with the other fields after `?`, to be answered by
//   200 { to }, a path on this site where the browser then goes.
// Both bring the form's guard in the header `X-Subak-Guard`. Either may be refused by 422 { refused }, a sentence.
//
// The sentences, in the way of words.js, in a list of their own: <dl hidden data-passkey-words> with
//   refused  {refused}     failed  it could not be done     stopped  nobody answered, or the device has none

import { wordsIn } from "./words.js";

class Told extends Error {
  constructor(name, figures) {
    super(name);
    this.figures = figures;
  }
}

async function answered(address, form, body) {
  const guard = form.elements.namedItem("guard")?.value ?? "";
  const headers = { "Content-Type": "application/json", "X-Subak-Guard": guard };
  const answer = await fetch(address, { method: "POST", credentials: "same-origin", headers, body });
  const json = await answer.json().catch(() => ({}));
  if (json.refused) throw new Told("refused", { refused: json.refused });
  if (!answer.ok) throw new Told("failed");
  return json;
}

async function credential(how, options) {
  const [ask, parse] = how === "create"
    ? ["create", PublicKeyCredential.parseCreationOptionsFromJSON]
    : ["get", PublicKeyCredential.parseRequestOptionsFromJSON];
  try {
    return await navigator.credentials[ask]({ publicKey: parse.call(PublicKeyCredential, options) });
  } catch (error) {
    throw error.name === "NotAllowedError" || error.name === "InvalidStateError" ? new Told("stopped") : error;
  }
}

async function answer(form) {
  const action = form.getAttribute("action");
  const options = await answered(`${action}/options`, form, "{}");
  const shown = await credential(form.dataset.passkey, options);
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("guard");
  const { to } = await answered(`${action}?${fields}`, form, JSON.stringify(shown.toJSON()));
  const next = new URL(to, location.href);
  if (next.origin !== location.origin) throw new Told("failed");
  location.assign(next);
}

function attend(form, say) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    const place = form.querySelector("[data-passkey-says]");
    const says = (text) => place && (place.textContent = text);
    says("");
    try {
      await answer(form);
    } catch (error) {
      const known = error instanceof Told;
      says(say(known ? error.message : "failed", known ? error.figures : {}));
    }
    delete form.dataset.busy;
  });
}

const byNumber = /^(\d+\.\d+\.\d+\.\d+|\[.*\])$/.test(location.hostname);
const can = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON && globalThis.isSecureContext;
if (can && !byNumber) {
  const say = wordsIn(document, "data-passkey-words");
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    attend(form, say);
  }
}
if (can && byNumber) {
  for (const place of document.querySelectorAll("[data-passkey-by-name]")) {
    const there = new URL(location.href);
    there.hostname = "localhost";
    place.querySelector("a").href = there;
    place.hidden = false;
  }
}
