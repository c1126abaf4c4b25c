import assert from "node:assert/strict";
import { last } from "../harness.mjs";

export const title = "what if: a slider is turned, and what would be stands beside what is";

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name);
  await tab.goto("/whatif");
  await site.look(tab, "whatif");
  const before = await last(tab);
  const is = await tab.locator("#result").innerText();
  const field = tab.locator("input[name=r-work-0]");
  const slider = tab.locator(".knob", { has: field }).locator("input[type=range]");
  const folded = tab.locator("#knobs details:not([open])", { has: field }).locator("summary");
  if (await folded.count()) await folded.click();
  await slider.focus();
  const answered = tab.waitForResponse((answer) => new URL(answer.url()).search.length > 1);
  for (let step = 0; step < 8; step++) await tab.keyboard.press("ArrowRight");
  await answered;
  await tab.waitForFunction((is) => document.querySelector("#result").innerText !== is, is);
  await tab.waitForURL(/\/whatif\?/);
  await site.look(tab, "whatif-turned");
  assert.equal(await field.inputValue(), await slider.inputValue());

  const kept = tab.url();
  const plain = await site.member(name, { javaScriptEnabled: false });
  await plain.goto(kept);
  assert.equal(await plain.locator("#result").innerText(), await tab.locator("#result").innerText(), "without scripts the same is said");
  assert.equal(await plain.locator("input[type=range]").count(), 0);
  await plain.locator("input[type=number]").first().fill("7");
  await plain.locator("#knobs button").click();
  await site.shot(plain, "no-script-whatif");
  assert.equal(await last(plain), before, "nothing is saved");
}
