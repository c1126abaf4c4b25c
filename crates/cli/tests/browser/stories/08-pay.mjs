import assert from "node:assert/strict";
import { last } from "../harness.mjs";

export const title = "somebody is paid in three taps, and it is taken back";

export async function story(site) {
  const [name, other] = Object.keys(site.people);
  const tab = await site.member(name);
  await tab.goto("/money");
  await site.look(tab, "money");
  const before = await last(tab);

  let taps = 0;
  const tap = async (locator) => {
    taps += 1;
    await locator.click();
  };
  await tap(tab.locator("main a.button[href='/money/pay']"));
  await site.look(tab, "pay");
  // Typing is no tap: whom, how much, and what for are one page.
  await tab.locator("#to").fill(other);
  await tab.locator("#amount").fill("2");
  await tab.locator("#note").fill("for the soup");
  await tap(tab.locator("form.narrow button"));
  await tab.locator("form[action='/money/pay']").waitFor();
  await site.look(tab, "pay-look");
  assert.equal(await last(tab), before, "nothing is sent yet");
  await tap(tab.locator("form[action='/money/pay'] button").first());
  assert.equal(taps, 3);
  await tab.locator("form.undo button").waitFor();
  assert.equal(await last(tab), before + 1);
  assert.ok((await tab.locator("main").innerText()).includes("for the soup"));
  await site.look(tab, "receipt");

  await tab.locator("form.undo button").click();
  await tab.waitForURL(/undone=/);
  assert.equal(await tab.locator("form.undo").count(), 0, "it is taken back once");
  await site.look(tab, "receipt-taken-back");

  await tab.goto("/money/pay");
  await tab.locator("#to").fill(other);
  await tab.locator("#amount").fill("123456789");
  await tab.locator("form.narrow button").click();
  await tab.locator(".refused").waitFor();
  assert.equal(await tab.locator("#amount").inputValue(), "123456789", "what was typed is kept");
  await site.look(tab, "pay-refused");
}
