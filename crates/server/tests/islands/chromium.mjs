// The islands in Chromium: the journal is checked by pressing the button, and a form is signed by a key kept there.
// A server on loopback stands for ours, with the same content policy. Prints figures; asserts nothing about time.
//
// `cargo test -p server --test islands -- --ignored --nocapture` runs it.

import assert from "node:assert/strict";
import { createPublicKey, randomBytes, verify as isSigned } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";

import { verify } from "../../assets/journal.js";

const FIXTURES = process.env.ISLAND_FIXTURES;
const { chromium } = createRequire(`${FIXTURES}/`)("playwright-core");
const COMMONS = Buffer.from("rice terraces 01").toString("hex");
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const NAMES = [
  "checkpoint_malformed", "checkpoint_signature_wrong", "entry_malformed", "link_broken", "hash_differs", "time_backwards",
  "act_twice", "signature_wrong", "stream_cut", "root_differs", "history_rewritten",
];
const SENTENCES = {
  running: "en cours", count: "{entries} sur {size}", good: "bon {entries}", bad: "{found} défauts",
  figures: "{entries} / {signatures} / {authors} / {rate}", ends: "{head} {root}", operator: "signé {key}",
  effects_unchecked: "effets à part", signatures_unchecked: "sans signatures", first: "première fois {size}",
  again: "encore {seen}", more: "{more} de plus", failed: "échec {what}",
  refused: "refus : {refused}", differs: "autre acte", kept: "clé {author}",
  ...Object.fromEntries(NAMES.map((name) => [name, `écriture {entry} ${name} {what}`])),
};
const words = Object.entries(SENTENCES).map(([name, sentence]) => `<dt>${name}</dt><dd>${sentence}</dd>`);
const page = (body, script) => `<!doctype html><html lang="fr"><title>islands</title>${body}
  <dl hidden data-words data-sign-words>${words.join("")}</dl><script type="module" src="/assets/1/${script}"></script>`;

const journal = (name) => page(`<section data-verify-here>
  <button type="button" hidden data-verify data-entries="/${name}.entries" data-checkpoint="/${name}.checkpoint">Vérifier</button>
  <progress hidden aria-label="avancement"></progress><p data-count aria-hidden="true"></p>
  <output></output><ul data-findings></ul><dl hidden data-words>${words.join("")}</dl></section>`, "verify.js");

const challenge = randomBytes(32);
const act = randomBytes(16).toString("hex");
const proof = (how) => `<form hidden id="${how}" method="post" action="/${how}" data-key="${how}" data-commons="${COMMONS}"
  data-challenge="${challenge.toString("base64")}"><input type="hidden" name="author"><input type="hidden" name="signature">
  <button>${how}</button><output data-sign-says></output></form>`;
const signing = () => page(`${proof("make")}${proof("enter")}
  <form id="log" method="post" action="/log" data-sign="/acts" data-commons="${COMMONS}">
    <input type="hidden" name="act" value="${act}"><input type="hidden" name="guard" value="g1">
    <input name="action" value="work"><button>Noter</button><output data-sign-says></output></form>
  <output data-key-kept data-commons="${COMMONS}"></output>
  <dialog data-sign-dialog aria-labelledby="t"><h2 id="t">Signer ?</h2><p data-told></p>
    <form method="dialog"><button value="sign">Signer</button><button value="">Non</button></form></dialog>`, "sign.js");

// What the server was sent, and what it is to answer to `prepare`.
const sent = [];
let prepared = {};

async function textOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

async function answer(request, response) {
  const path = request.url.slice(1);
  const send = (kind, body, status = 200) =>
    response.writeHead(status, { "Content-Type": kind, "Content-Security-Policy": POLICY }).end(body);
  const json = (body, status) => send("application/json", JSON.stringify(body), status);
  if (request.method === "POST") {
    sent.push({ path, headers: request.headers, body: await textOf(request) });
    if (path === "acts") return json({ to: "/done" });
    if (request.headers["x-subak-sign"]) return json(prepared, prepared.refused ? 422 : 200);
    return send("text/html", page("received", "words.js"));
  }
  const asset = /^assets\/1\/(\w+\.js)$/.exec(path);
  if (asset) return send("text/javascript", readFileSync(new URL(`../../assets/${asset[1]}`, import.meta.url)));
  if (path.endsWith(".entries")) {
    response.writeHead(200, { "Content-Type": "application/octet-stream" });
    return createReadStream(`${FIXTURES}/${path}`).pipe(response);
  }
  if (path.endsWith(".checkpoint")) return send("text/plain", readFileSync(`${FIXTURES}/${path}`));
  if (path.startsWith("journal/")) return send("text/html; charset=utf-8", journal(path.slice(8)));
  if (path === "sign") return send("text/html; charset=utf-8", signing());
  return send("text/html", page("there", "words.js"), path === "done" ? 200 : 404);
}

async function pressVerify(tab, name) {
  await tab.goto(`${site}/journal/${name}`);
  await tab.click("button[data-verify]");
  await tab.waitForSelector("[data-verified]", { timeout: 300_000 });
  const said = await tab.locator("output").innerText();
  const findings = await tab.locator("[data-finding]").evaluateAll((all) => all.map((item) => item.dataset.finding));
  return { said, findings };
}

async function checksJournals(tab) {
  const good = await pressVerify(tab, "short");
  assert.deepEqual(good.findings, []);
  for (const wanted of ["bon 6", "6 / 6 / 3", "signé ", "effets à part", "première fois 6"]) {
    assert.ok(good.said.includes(wanted), `${wanted}: ${good.said}`);
  }
  assert.ok(!good.said.includes("sans signatures"), good.said);
  assert.ok((await pressVerify(tab, "short")).said.includes("encore 6"));
  assert.deepEqual((await pressVerify(tab, "twice")).findings, ["act_twice", "history_rewritten"]);
  assert.deepEqual((await pressVerify(tab, "long")).findings, []);
  assert.match((await pressVerify(tab, "absent")).said, /^échec/);
}

async function proves(tab, how) {
  await tab.goto(`${site}/sign`);
  await tab.click(`#${how} button`);
  await tab.waitForURL(`${site}/${how}`);
  const fields = new URLSearchParams(sent.at(-1).body);
  const author = fields.get("author");
  const message = Buffer.concat([Buffer.from("subak/v1/enter\n"), challenge]);
  assert.ok(confirmed(author, message, fields.get("signature")));
  return author;
}

function confirmed(author, message, signature) {
  const begin = Buffer.from("302a300506032b6570032100", "hex");
  const der = Buffer.concat([begin, Buffer.from(author, "hex")]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  return isSigned(null, message, key, Buffer.from(signature, "base64"));
}

async function says(tab, sentence) {
  await tab.click("#log button");
  await tab.waitForFunction((wanted) => document.querySelector("#log output").textContent.includes(wanted), sentence);
}

async function signs(tab) {
  await tab.goto(`${site}/sign`);
  assert.ok(await tab.locator("#make").isVisible());
  assert.ok(!(await tab.locator("#enter").isVisible()), "nobody can enter without a key");
  const author = await proves(tab, "make");
  assert.equal(await proves(tab, "enter"), author);
  await tab.goto(`${site}/sign`);
  await tab.waitForFunction((key) => document.querySelector("[data-key-kept]").textContent === `clé ${key}`, author);
  const exported = await tab.evaluate(async (commons) => {
    const { keptKey } = await import("/assets/1/sign.js");
    const { privateKey } = (await keptKey(commons)).pair;
    return crypto.subtle.exportKey("pkcs8", privateKey).then(() => "exported", (error) => error.name);
  }, COMMONS);
  assert.equal(exported, "InvalidAccessError");

  const body = randomBytes(5000);
  prepared = { refused: "pas assez" };
  await says(tab, "refus : pas assez");
  const second = { act: "11".repeat(16), body: "AAEC" };
  const acts = [{ act: "00".repeat(16), body: body.toString("base64") }, second];
  prepared = { commons: COMMONS, acts, told: "3 h", then: "/there" };
  await says(tab, "autre acte");
  acts[0].act = act;
  await tab.click("#log button");
  await tab.waitForSelector("dialog[open]");
  assert.equal(await tab.locator("[data-told]").innerText(), "3 h");
  await tab.keyboard.press("Escape");
  assert.ok(sent.every(({ path }) => path !== "acts"), "nothing is sent that was not confirmed");
  await tab.waitForFunction(() => !document.querySelector("#log").dataset.busy);
  await tab.click("#log button");
  await tab.click("dialog button[value=sign]");
  await tab.waitForURL(`${site}/done`);
  const { headers, body: text } = sent.findLast(({ path }) => path === "acts");
  const signed = JSON.parse(text);
  assert.deepEqual([signed.author, signed.then], [author, "/there"]);
  assert.deepEqual(signed.acts.map(({ act, body }) => ({ act, body })), acts);
  assert.equal(headers["x-subak-guard"], "g1");
  for (const { act, body, signature } of signed.acts) {
    const parts = ["subak/v1/act\n", Buffer.from(COMMONS + act + author, "hex"), Buffer.from(body, "base64")];
    assert.ok(confirmed(author, Buffer.concat(parts.map((part) => Buffer.from(part))), signature));
  }
}

async function inNode() {
  const entries = () => createReadStream(`${FIXTURES}/many.entries`);
  const checkpoint = readFileSync(`${FIXTURES}/many.checkpoint`, "utf8");
  const result = await verify({ checkpoint, entries });
  assert.deepEqual(result.findings, []);
  const rate = Math.round(result.entries / (result.ms / 1000));
  console.log(`node ${process.version}: ${result.entries} entries in ${Math.round(result.ms)} ms, ${rate} a second`);
}

// Frames that the page draws while the worker works tell whether it stays alive.
async function measured(tab) {
  await tab.goto(`${site}/journal/many`);
  await tab.evaluate(() => {
    globalThis.longest = 0;
    let last = performance.now();
    const frame = (now) => {
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await tab.evaluate(() => localStorage.clear());
  const began = performance.now();
  await tab.click("button[data-verify]");
  await tab.waitForSelector("[data-verified=good]", { timeout: 300_000 });
  const ms = Math.round(performance.now() - began);
  const longest = Math.round(await tab.evaluate(() => globalThis.longest));
  const figures = await tab.locator("output p").nth(1).innerText();
  const version = tab.context().browser().version();
  console.log(`chromium ${version}: ${figures} a second, ${ms} ms from the press; longest frame ${longest} ms`);
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(404).end());
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const site = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
});
try {
  const tab = await (await browser.newContext()).newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(error.message));
  tab.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await checksJournals(tab);
  await signs(tab);
  await inNode();
  await measured(tab);
  const unexpected = errors.filter((error) => !/status of (404|422)/.test(error));
  assert.deepEqual(unexpected, []);
  console.log("chromium: the islands do what they promise");
} finally {
  await browser.close();
  server.close();
}
