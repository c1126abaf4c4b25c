import assert from "node:assert/strict";
import { firstProject, Keyboard, last, saved } from "../harness.mjs";

export const title = "the keyboard alone is enough";

export async function story(site) {
  const [name, other] = Object.keys(site.people);
  const tab = await site.member(name);
  const keys = new Keyboard(tab);
  const project = await firstProject(tab);

  const door = await site.visitor();
  const enters = new Keyboard(door);
  const secret = site.people.zoe?.secret;
  if (secret) {
    await door.goto("/");
    await enters.press("main a[href^='/enter']");
    await enters.type("#handle", "zoe");
    await enters.type("#secret", secret);
    await enters.press("main form button", { key: "Space" });
    await door.locator("form[action='/leave']").waitFor({ state: "attached" });
  }

  await tab.goto("/");
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.className), "skip", "the first stop skips to the content");
  await site.shot(tab, "keyboard-skip", false);
  await tab.keyboard.press("Enter");
  await keys.type("#line", `1 h carrying on ${project}`);
  await site.shot(tab, "keyboard-log", false);
  await keys.press("form.quick button");
  assert.equal(await saved(tab), await last(tab));

  await tab.goto("/money");
  await keys.press("main a[href='/money/pay']");
  await keys.type("#to", other);
  await keys.type("#amount", "1");
  await keys.press("form.narrow button", { key: "Space" });
  const before = await last(tab);
  await keys.press("form[action='/money/pay'] button", { key: "Space" });
  assert.equal(await last(tab), before + 1);
  await keys.press("form.undo button", { key: "Space" });
  assert.match(tab.url(), /undone=/);

  await tab.goto(`/work/${project}/distribute?income=100`);
  await keys.press("a[data-why]", { leads: false });
  await tab.locator(".because").waitFor();
  const focus = await tab.evaluate(() => document.activeElement.matches("a[data-why][aria-expanded=true]"));
  assert.ok(focus, "the focus stays where Why? was pressed");

  for (const path of ["/", "/log", "/work", `/work/${project}`, "/money", "/rules", "/journal", "/me"]) {
    await tab.goto(path);
    // A chart that is drawn meanwhile would move what has the focus.
    await site.drawn(tab);
    await keys.through();
  }
}
