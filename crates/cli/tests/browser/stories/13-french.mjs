import assert from "node:assert/strict";

export const title = "everything is there in French";

/** Words that only the English pages have. */
const ENGLISH = /\b(Sign out|Projects|Journal of|Nothing yet|What waits|Who joined|Saved as entry|More ways)\b/;

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name, { locale: "fr-CA" });
  const names = { "/": "accueil", "/log": "noter", "/work": "projets", "/money": "argent", "/rules": "regles", "/journal": "journal", "/me": "moi" };
  for (const [path, shot] of Object.entries(names)) {
    await tab.goto(path);
    assert.equal(await tab.locator("html").getAttribute("lang"), "fr", path);
    const text = await tab.locator("body").innerText();
    assert.doesNotMatch(text, ENGLISH, path);
    // A sentence that is in no catalogue is said by its key.
    assert.doesNotMatch(text, /\b(shell|home|log|work|money|rules|journal|me|why|whatif)-[a-z]+-?[a-z]*\b(?!\.)/, path);
    await site.look(tab, `fr-${shot}`);
  }
  await tab.locator("a[href^='/language']").click();
  assert.equal(await tab.locator("html").getAttribute("lang"), "en", "the language is chosen by a link");
}
