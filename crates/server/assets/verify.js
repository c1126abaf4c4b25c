// "Verify this copy": checks the journal in this page, in a worker (journal.js), and says what came of it.
//
// The page writes, inside any element that holds all of it and nothing of another one:
//
//   <section data-verify-here>
//     <button type="button" hidden data-verify
//             data-entries="/journal/entries" data-checkpoint="/journal/checkpoint">…</button>
//     <progress hidden aria-label="…"></progress>
//     <p data-count></p>                  how far it is, several times a second, to the eye only: aria-hidden="true"
//     <output></output>                   what is said when it begins and when it is done
//     <ul data-findings></ul>             one sentence a finding
//     <dl hidden data-words> … </dl>      the sentences: words.js says how
//   </section>
//   <script type="module" src="/…/verify.js"></script>
//
// `data-operator` on the button, if there is one, is the key that must have signed the checkpoint, in hexadecimal.
// `journal.js` and `words.js` are served beside this file. Without script the button stays hidden, so the page says
// beside it how to do the same with `subak verify`.
//
// The sentences, and their figures:
//
//   running               it has begun
//   count                 {entries} of {size} so far
//   good                  nothing was found: {entries} {root}
//   bad                   something was: {found}
//   figures               {entries} {signatures} {authors} {seconds} {rate} (entries a second)
//   ends                  {head} {root}: the last hash and the root, to compare with other people's
//   operator              {key}: who signed the checkpoint. Said only when that is confirmed
//   effects_unchecked     that the effects follow from the acts is not checked here, but by `subak verify`
//   signatures_unchecked  this browser has no Ed25519 (or the page no https): only hashes were checked
//   first                 this browser had not seen this commons before and will remember {size} entries
//   again                 it still has everything that this browser saw before: {seen} entries
//   more                  {more} more findings are not shown
//   failed                it could not be done: {what}
//   and one for each name of a finding (journal.js lists them): {entry} {what}. `signature_wrong` and
//   `checkpoint_signature_wrong` should say that this browser does not confirm it, and that `subak verify` decides.
//
// What was seen is kept in localStorage as `subak-seen`: by commons id { size, root, operator }, written only when
// nothing was found. When it is done, the element has `data-verified`: `good`, `bad` or `failed`.

import { wordsIn } from "./words.js";

const SEEN = "subak-seen";

function recall() {
  try {
    return JSON.parse(localStorage.getItem(SEEN)) ?? {};
  } catch {
    return {};
  }
}

function remember(result) {
  if (!result.pin) return;
  try {
    localStorage.setItem(SEEN, JSON.stringify({ ...recall(), [result.commons]: result.pin }));
  } catch {
    // A browser that keeps nothing compares with nothing the next time.
  }
}

function paragraph(sentence, kind = "p") {
  const element = document.createElement(kind);
  element.textContent = sentence;
  return element;
}

function outcome(say, result) {
  const seconds = Math.max(result.ms, 1) / 1000;
  const rate = Math.round(result.entries / seconds);
  const size = result.entries;
  const sentences = [
    result.found === 0 ? say("good", result) : say("bad", result),
    say("figures", { ...result, rate, seconds }),
    result.head && say("ends", result),
    result.checkpointKey && say("operator", { key: result.checkpointKey }),
    ...result.unchecked.map((part) => say(`${part}_unchecked`)),
    result.pin && (result.seen === null ? say("first", { size }) : say("again", result)),
  ];
  return sentences.filter(Boolean).map((sentence) => paragraph(sentence));
}

function findings(say, result) {
  const items = result.findings.map(({ entry, name, what }) => {
    const item = paragraph(say(name, { entry: entry ?? "", what }), "li");
    item.dataset.finding = name;
    return item;
  });
  const more = result.found - items.length;
  return more > 0 ? [...items, paragraph(say("more", { more }), "li")] : items;
}

/** Gives the result, and tells `progress` meanwhile. */
function check(question, progress) {
  const worker = new Worker(new URL("./journal.js", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.progress) progress(data.progress);
      else if (data.result) resolve(data.result);
      else reject(new Error(data.error));
    };
    worker.onerror = (event) => reject(new Error(event.message ?? ""));
    worker.postMessage(question);
  }).finally(() => worker.terminate());
}

async function press(button) {
  if (button.hasAttribute("aria-disabled")) return;
  const place = button.closest("[data-verify-here]");
  const say = wordsIn(place);
  const [bar, count] = [place.querySelector("progress"), place.querySelector("[data-count]")];
  const [told, list] = [place.querySelector("output"), place.querySelector("[data-findings]")];
  const progress = ({ entries, size }) => {
    [bar.max, bar.value] = [size, entries];
    count.textContent = say("count", { entries, size });
  };
  const { entries, checkpoint, operator } = button.dataset;
  // Not `disabled`: that would take the focus away from whoever pressed it with the keyboard.
  button.setAttribute("aria-disabled", "true");
  delete place.dataset.verified;
  bar.hidden = false;
  bar.removeAttribute("value");
  told.replaceChildren(paragraph(say("running")));
  list.replaceChildren();
  try {
    const result = await check({ entries, checkpoint, operator, seen: recall() }, progress);
    remember(result);
    told.replaceChildren(...outcome(say, result));
    list.replaceChildren(...findings(say, result));
    place.dataset.verified = result.found === 0 ? "good" : "bad";
  } catch (error) {
    told.replaceChildren(paragraph(say("failed", { what: error.message })));
    place.dataset.verified = "failed";
  }
  bar.hidden = true;
  count.textContent = "";
  button.removeAttribute("aria-disabled");
}

for (const button of document.querySelectorAll("button[data-verify]")) {
  button.hidden = false;
  button.addEventListener("click", () => press(button));
}
