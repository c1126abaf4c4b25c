// Ways in and signing in Chromium, on the pages of a real server: a passkey of a device that Chromium plays, and a key
// that never leaves the browser.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.env.PLAYWRIGHT ?? process.cwd()}/x.js`)("playwright-core");
const [, , site, entry, invitation, other] = process.argv;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
});
const errors = [];

async function open() {
  const tab = await (await browser.newContext()).newPage();
  tab.on("pageerror", (error) => errors.push(error.message));
  tab.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  return tab;
}

async function device(tab, hasPrf) {
  const session = await tab.context().newCDPSession(tab);
  await session.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true, hasPrf,
  };
  return session.send("WebAuthn.addVirtualAuthenticator", { options });
}

async function leave(tab) {
  await tab.goto(site);
  await tab.click("form[action='/leave'] button");
  await tab.waitForSelector("a[href^='/enter']");
}

const signedIn = (tab) => tab.locator(".who .handle").innerText();

// Ana, who came in by the terminal's link, adds a passkey, leaves, and comes back by it.
async function addsPasskey() {
  const tab = await open();
  await device(tab, true);
  await tab.goto(`${site}/enter/${entry}`);
  await tab.click("main form button");
  await tab.goto(`${site}/keys`);
  await tab.fill("form[data-passkey] input[name=name]", "phone");
  await tab.click("form[data-passkey] button");
  await tab.waitForURL(/added=1/);
  await leave(tab);
  await tab.goto(`${site}/enter?back=/keys`);
  await tab.click("form[data-passkey] button");
  await tab.waitForURL(`${site}/keys`);
  assert.equal(await signedIn(tab), "ana");
}

// Ben joins with a passkey alone, on a device that computes nothing.
async function joinsByPasskey() {
  const tab = await open();
  await device(tab, false);
  await tab.goto(`${site}/enter/${other}`);
  await tab.click("form[data-passkey] button");
  await tab.waitForSelector(".who .handle");
  assert.equal(await signedIn(tab), "chloe");
  await leave(tab);
  await tab.goto(`${site}/enter`);
  await tab.click("form[data-passkey] button");
  await tab.waitForURL(`${site}/`);
  assert.equal(await signedIn(tab), "chloe");
}

// Whoever joins with a key of the browser logs work, which is signed there, takes it back, and comes in again by that key.
async function joinsByKey() {
  const tab = await open();
  await tab.goto(`${site}/enter/${invitation}`);
  await tab.click("form[data-key=make] button");
  await tab.waitForSelector(".who .handle");
  assert.equal(await signedIn(tab), "ben");
  await tab.goto(`${site}/log`);
  assert.ok(!(await tab.locator("[data-sign-absent]").isVisible()));
  await tab.fill("#line", "3 h on the frame");
  await tab.press("#line", "Enter");
  await tab.waitForSelector("dialog[open]");
  assert.match(await tab.locator("[data-told]").innerText(), /Ben worked 3.hour/);
  if (process.env.SHOT) await tab.screenshot({ path: `${process.env.SHOT}/sign.png` });
  await tab.keyboard.press("Escape");
  assert.ok(await tab.locator("#line").isVisible(), "nothing happened");
  await tab.press("#line", "Enter");
  await tab.click("dialog button[value=sign]");
  await tab.waitForURL(/done=\d+/);
  await tab.click("form[action='/undo'] button");
  await tab.click("dialog button[value=sign]");
  await tab.waitForSelector("dialog:not([open])", { state: "attached" });
  await tab.waitForURL(/done=\d+/);
  // What is refused is told beside the form.
  await tab.goto(`${site}/log?kind=work`);
  await tab.click("form[action='/log/full'] button:not([type=button])");
  await tab.waitForFunction(() => document.querySelector("form[action='/log/full'] [data-sign-says]")?.textContent);
  await leave(tab);
  await tab.goto(`${site}/enter`);
  await tab.click("form[data-key=enter] button");
  await tab.waitForURL(`${site}/`);
  assert.equal(await signedIn(tab), "ben");
  await tab.goto(`${site}/keys`);
  await tab.waitForFunction(() => document.querySelector("[data-key-kept]")?.textContent);
}

try {
  await addsPasskey();
  await joinsByPasskey();
  await joinsByKey();
  assert.deepEqual(errors.filter((error) => !/status of 4(04|22)/.test(error)), []);
  console.log("chromium: the ways in and signing do what they promise");
} finally {
  await browser.close();
}
