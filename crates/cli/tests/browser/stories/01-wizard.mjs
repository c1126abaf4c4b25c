import assert from "node:assert/strict";

export const title = "a commons is founded in the browser, from a charter of the library";
export const at = "wizard";

export async function story(site) {
  const tab = await site.visitor();
  await tab.goto("/");
  await site.look(tab, "wizard-without-link");
  const link = site.said.find((line) => line.startsWith("http"));
  await tab.goto(link);
  await site.look(tab, "wizard");
  await tab.locator("main a[href$='/time-bank']").click();
  await site.look(tab, "wizard-questions");
  await tab.locator("main form button").click();
  await site.look(tab, "wizard-rules");
  await tab.locator("#commons").fill("Rice Terraces");
  await tab.locator("#you").fill("Ana Wayan");
  await tab.locator("#secret").fill("short");
  await tab.locator("main form[method=post] button").click();
  await tab.locator(".refused").first().waitFor();
  assert.equal(await tab.locator("#commons").inputValue(), "Rice Terraces", "what was typed is kept");
  await tab.locator("#secret").fill("four words of my own");
  await tab.locator("main form[method=post] button").click();
  await tab.locator("form[action='/leave']").waitFor({ state: "attached" });
  assert.match(await tab.locator("header .commons").innerText(), /Rice Terraces/);
  await site.look(tab, "wizard-founded");

  await tab.goto("/rules");
  assert.match(await tab.locator("main").innerText(), /in force/);
  await tab.goto("/log");
  await tab.locator("#line").fill("1 h of digging");
  await tab.locator("form.quick button").first().click();
  await tab.locator(".done, .note, .refused").first().waitFor();
  await site.look(tab, "wizard-first-log");

  const late = await site.visitor();
  await late.goto(link);
  assert.notEqual(await late.locator("main form[method=post]").count(), 1, "the link founds once");
}
