import assert from "node:assert/strict";

export const title = "the rules are read, held against one another, and a change is tried";

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name);
  await tab.goto("/rules");
  assert.match(await tab.locator("main").innerText(), /in force/);
  await site.look(tab, "rules");
  assert.ok(await tab.getByText("proven", { exact: false }).count() > 0, "what is guaranteed is said");

  const differs = tab.locator("a[href^='/rules/differences']").first();
  if (await differs.count()) {
    await differs.click();
    await site.look(tab, "rules-differences");
  }
  await tab.goto("/rules/propose");
  await site.look(tab, "rules-propose");
  const text = tab.locator("main textarea").first();
  await text.fill(`${await text.inputValue()}\n\nrule nonsense {`);
  await tab.locator("main form button").first().click();
  await tab.locator("main").getByText(/cannot be adopted/i).first().waitFor();
  assert.match(await tab.locator("main textarea").first().inputValue(), /nonsense/, "what was typed is kept");
  await site.look(tab, "rules-propose-wrong");
}
