import assert from "node:assert/strict";

export const title = "whoever has a link signs in, once, and signs out";

export async function story(site) {
  const [name, person] = Object.entries(site.people)[0];
  const tab = await site.visitor();
  await tab.goto("/");
  await site.look(tab, "home-outside");
  await tab.goto("/log");
  await tab.locator("main a.button[href^='/enter']").click();
  await site.look(tab, "enter");
  await tab.locator("#handle").fill(name);
  await tab.locator("#secret").fill("not what it is");
  await tab.locator("main form button", { hasText: "Sign in" }).first().click();
  await tab.locator(".refused").waitFor();
  assert.equal(await tab.locator("#handle").inputValue(), name, "what was typed is kept");
  assert.equal(await tab.locator("#secret").inputValue(), "", "but not the secret");
  await site.look(tab, "enter-refused");

  await tab.goto(person.link);
  await site.look(tab, "enter-link");
  await tab.locator("main form button").click();
  await tab.locator("form[action='/leave']").waitFor({ state: "attached" });
  assert.equal(new URL(tab.url()).pathname, "/");
  await site.look(tab, "home");
  person.session = await tab.context().storageState();
  const cookie = person.session.cookies.find((it) => it.name === "subak_session");
  assert.ok(cookie.httpOnly && cookie.sameSite === "Lax", "no script reads the session");
  assert.equal(await tab.evaluate(() => document.cookie.includes("subak_session")), false);

  const other = await site.visitor();
  await other.goto(person.link);
  await other.locator(".refused").waitFor();
  await site.look(other, "enter-link-used");
}
