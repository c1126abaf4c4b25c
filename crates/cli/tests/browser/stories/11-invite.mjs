import assert from "node:assert/strict";
import { last } from "../harness.mjs";

export const title = "somebody is invited, joins in a browser of theirs, is paid, and pays back";

const SECRET = "a sack of rice and two buffaloes";

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name);
  const handle = "zoe";
  await tab.goto("/invite");
  await site.look(tab, "invite");
  await tab.locator("#name").fill("Zoë Lapointe");
  await tab.locator("#handle").fill(handle);
  await tab.locator("main form[action='/invite'] button").click();
  await tab.waitForURL(/\/invite\/made/);
  await site.look(tab, "invite-made");
  const link = /https?:\/\/\S+\/enter\/[\w-]+/.exec(await made(tab))[0];

  const zoe = await site.visitor();
  await zoe.goto(link);
  assert.match(await zoe.locator("main").innerText(), /Zoë Lapointe/);
  await site.look(zoe, "join");
  await zoe.locator("#secret").fill("short");
  await zoe.locator("main form", { has: zoe.locator("#secret") }).locator("button").click();
  await zoe.locator(".refused").first().waitFor();
  await zoe.locator("#secret").fill(SECRET);
  await zoe.locator("main form", { has: zoe.locator("#secret") }).locator("button").click();
  await zoe.locator("form[action='/leave']").waitFor({ state: "attached" });
  await site.look(zoe, "join-home");

  await pay(tab, handle, "20", "welcome");
  await zoe.goto("/money");
  assert.match(await zoe.locator("main").innerText(), /20\.00/);
  await pay(zoe, name, "5", "for the cake");
  await tab.goto("/money/receipts");
  await tab.getByText("for the cake").first().waitFor();

  await zoe.locator("form[action='/leave'] button").click();
  await zoe.locator("header a[href='/enter']").waitFor();
  await zoe.goto("/me");
  assert.equal(await zoe.locator("form[action='/leave']").count(), 0, "whoever signs out is out");
  await zoe.goto("/enter");
  await zoe.locator("#handle").fill(handle);
  await zoe.locator("#secret").fill(SECRET);
  await zoe.locator("main form", { has: zoe.locator("#secret") }).locator("button").click();
  await zoe.locator("form[action='/leave']").waitFor({ state: "attached" });
  site.people[handle] = { secret: SECRET, session: await zoe.context().storageState() };
}

/** The page with the link, as text and fields hold it. */
const made = (tab) =>
  tab.locator("main").evaluate((main) => `${main.innerText} ${[...main.querySelectorAll("input")].map((it) => it.value).join(" ")}`);

async function pay(tab, to, amount, note) {
  await tab.goto("/money/pay");
  await tab.locator("#to").fill(to);
  await tab.locator("#amount").fill(amount);
  await tab.locator("#note").fill(note);
  await tab.locator("form.narrow button").last().click();
  await tab.locator("form[action='/money/pay'] button").first().waitFor();
  const before = await last(tab);
  await tab.locator("form[action='/money/pay'] button").first().click();
  await tab.waitForURL(/\/money\/receipts\//);
  assert.equal(await last(tab), before + 1);
}
