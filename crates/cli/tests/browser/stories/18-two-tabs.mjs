import assert from "node:assert/strict";
import { firstProject, last } from "../harness.mjs";

export const title = "two tabs that send the same form make one entry";

export async function story(site) {
  const [name, other] = Object.keys(site.people);
  const tab = await site.member(name);
  const project = await firstProject(tab);
  const before = await last(tab);

  const log = async (page) => {
    await page.goto("/log");
    await page.locator("#line").fill(`1 h twice on ${project}`);
    return page.locator("form.quick button").first();
  };
  await both(tab, log, "form.quick");
  assert.equal(await now(tab), before + 1, "logged once");

  const pay = async (page) => {
    await page.goto("/money/pay");
    await page.locator("#to").fill(other);
    await page.locator("#amount").fill("1");
    await page.locator("form.narrow button").click();
    await page.locator("form[action='/money/pay']").waitFor();
    return page.locator("form[action='/money/pay'] button").first();
  };
  await both(tab, pay, "form[action='/money/pay']");
  assert.equal(await now(tab), before + 2, "paid once");
}

/** Brings two tabs to the same form, as a duplicated tab has it, and sends both at once. */
async function both(tab, open, form) {
  const twin = await tab.context().newPage();
  const buttons = [await open(tab), await open(twin)];
  const act = await tab.locator(`${form} input[name=act]`).first().inputValue();
  await twin.locator(`${form} input[name=act]`).first().evaluate((input, act) => { input.value = act; }, act);
  const sent = [tab, twin].map((page) => page.waitForEvent("load"));
  await Promise.all(buttons.map((button) => button.click()));
  await Promise.all(sent);
  assert.equal(new URL(tab.url()).pathname, new URL(twin.url()).pathname, "both are told the same");
  assert.equal(await twin.locator(".refused").count(), 0, "neither is refused");
  await twin.close();
}

async function now(tab) {
  await tab.goto("/");
  return last(tab);
}
