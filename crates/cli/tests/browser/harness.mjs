// Visits to a commons in a real Chromium, and what holds for every page of them.
//
// A story is a function of `site`: it opens browsers for people, does what they would do, and looks at what they see.
// `look` checks what holds for all pages: axe finds nothing serious, nothing is wider than the window, the page is
// light, and the console is silent. Whatever is amiss is collected, so that one run tells all of it.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const modules = createRequire(`${process.env.NPM_FOLDER}/`);
const { chromium } = modules("playwright-core");
const axe = readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");

/** What a page may weigh before charts, in bytes as they are after unpacking. */
const LIGHT = 100 * 1024;
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** How long anything may take on a busy machine. */
const PATIENCE_MS = 20_000;

/** Starts Chromium with a profile of its own, which is gone when it is closed. */
export const start = () => chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: FLAGS });

/** A commons that is served, seen through windows of one width. */
export class Site {
  /** What is amiss with pages, each once. */
  amiss = new Set();
  /** The heaviest page so far. */
  heaviest = { bytes: 0, path: "" };
  #looked = new Set();
  #contexts = [];

  constructor(browser, { origin, width, shots, people = {}, said = [] }) {
    Object.assign(this, { browser, origin, width, shots, people, said });
    mkdirSync(shots, { recursive: true });
  }

  /** A browser of somebody new to this site. `more` is what Playwright calls context options. */
  async visitor(more = {}) {
    const phone = this.width < 600;
    const context = await this.browser.newContext({
      baseURL: this.origin, viewport: { width: this.width, height: phone ? 740 : 900 }, isMobile: phone, hasTouch: phone,
      locale: "en-CA", timezoneId: "America/Toronto", reducedMotion: "reduce", acceptDownloads: true, ...more,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    this.#contexts.push(context);
    context.on("page", (tab) => this.#listen(tab));
    return context.newPage();
  }

  /** A browser in which somebody is signed in already. Their session is kept, so that stories need not begin with it. */
  async member(name, more = {}) {
    const person = this.people[name];
    assert.ok(person, `nobody knows the way in of ${name}`);
    person.session ??= await this.#letIn(person.link);
    return this.visitor({ storageState: person.session, ...more });
  }

  async #letIn(link) {
    const tab = await this.visitor();
    await tab.goto(link);
    await tab.locator("main form button").click();
    await tab.locator("form[action='/leave']").waitFor({ state: "attached" });
    const session = await tab.context().storageState();
    await tab.context().close();
    return session;
  }

  #listen(tab) {
    const path = () => { try { return new URL(tab.url()).pathname; } catch { return tab.url(); } };
    tab.on("pageerror", (error) => this.amiss.add(`${path()}: script: ${error.message}`));
    tab.on("console", (message) => {
      const text = message.text();
      // A refused form is shown again with 422, which Chromium writes into the console by itself.
      const refused = /status of (401|403|404|422)/.test(text);
      if (message.type() === "error" && !refused && !tab.checking) this.amiss.add(`${path()}: console: ${text}`);
    });
  }

  /** Checks a page and keeps a picture of it. `name` is that of the picture. */
  async look(tab, name, { whole = true } = {}) {
    await tab.waitForLoadState("load");
    const path = new URL(tab.url()).pathname;
    const amiss = (what) => this.amiss.add(`${path} (${name}): ${what}`);
    await this.shot(tab, name, whole);
    if (this.#looked.has(name)) return;
    this.#looked.add(name);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
    if (wide > this.width) amiss(`${wide} px wide, ${await tab.evaluate(widest, this.width)}`);
    const bytes = await tab.evaluate(weigh);
    if (bytes > this.heaviest.bytes) this.heaviest = { bytes, path };
    if (bytes > LIGHT) amiss(`weighs ${bytes} bytes without charts`);
    for (const found of await this.#serious(tab)) amiss(found);
  }

  /** Waits until every chart that stands in the page is drawn. Each is drawn when it comes near the window. */
  async drawn(tab) {
    for (const chart of await tab.locator("figure[data-chart]").all()) {
      await chart.evaluate((figure) => figure.scrollIntoView());
      await chart.locator("svg.main-svg").first().waitFor();
    }
    await tab.evaluate(() => scrollTo(0, 0));
  }

  /** A picture, for people to look at. */
  async shot(tab, name, whole = true) {
    await tab.screenshot({ path: join(this.shots, `${name}.png`), fullPage: whole, animations: "disabled" });
  }

  /** What axe calls serious or critical. The script is evaluated by the debugger, past the page's content policy. */
  async #serious(tab) {
    tab.checking = true;
    try {
      await tab.evaluate(axe);
      const results = await tab.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      const bad = results.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      return bad.map(({ id, help, nodes }) => {
        const where = nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`);
        return `axe: ${id}: ${help}: ${where.join(" | ")}`;
      });
    } finally {
      tab.checking = false;
    }
  }

  /** Pictures of whatever is open, after a story failed. */
  async fallen(name) {
    const tabs = this.#contexts.flatMap((context) => context.pages());
    for (const [place, tab] of tabs.entries()) {
      console.log(`  open: ${tab.url()}`);
      await this.shot(tab, `FAILED-${name}-${place}`, false).catch(() => {});
    }
  }

  /** Closes every browser that was opened. */
  async close() {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close().catch(() => {})));
  }
}

/** Bytes of the page and of all it loaded, but for the library of charts. */
function weigh() {
  const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const pages = loaded.filter(({ name, initiatorType }) => !/plotly/.test(name) && !/fetch/.test(initiatorType));
  return pages.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0);
}

/** Which elements stick out of a window of a width. */
function widest(width) {
  const out = [...document.querySelectorAll("body *")].filter((element) => {
    const scrolls = (above) => above && (getComputedStyle(above).overflowX !== "visible" || scrolls(above.parentElement));
    return element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement);
  });
  return out.slice(0, 4).map((element) => `${element.tagName.toLowerCase()}.${element.className}`).join(", ");
}

/** A keyboard and no other thing to point with. */
export class Keyboard {
  constructor(tab) {
    this.tab = tab;
  }

  /**
   * Goes on with Tab until the focus is on what a selector means. Every stop on the way has to be seen, and no stop may
   * hold the focus.
   */
  async to(selector, most = 80) {
    await this.tab.locator(selector).first().waitFor({ state: "attached" });
    for (let step = 0; step < most; step++) {
      const stop = await this.tab.evaluate(focused, selector);
      if (stop.there) return;
      if (stop.element) assert.ok(stop.visible, `the focus is not seen on ${stop.element} of ${this.tab.url()}`);
      await this.tab.evaluate(() => { globalThis.before = document.activeElement; });
      await this.tab.keyboard.press("Tab");
      const held = await this.tab.evaluate(() => {
        const now = document.activeElement;
        // Fields for days have stops within: the day, the month, the year.
        return now === globalThis.before && now !== document.body && now.type !== "date" && now.outerHTML.slice(0, 120);
      });
      assert.ok(!held, `the focus is held by ${held} of ${this.tab.url()}`);
    }
    assert.fail(`Tab does not come to ${selector} within ${most} steps on ${this.tab.url()}`);
  }

  /** Goes to a field and types. */
  async type(selector, text) {
    await this.to(selector);
    await this.tab.keyboard.press("ControlOrMeta+a");
    await this.tab.keyboard.type(text);
  }

  /** Goes to a button or a link and presses it; waits for the page it leads to, if it leads to one. */
  async press(selector, { key = "Enter", leads = true } = {}) {
    await this.to(selector);
    const gone = leads && this.tab.waitForEvent("load");
    await this.tab.keyboard.press(key);
    await gone;
  }

  /** Goes through the whole page, and comes out at its end. */
  async through() {
    await this.tab.evaluate(() => document.activeElement?.blur());
    for (let step = 0; step < 400; step++) {
      await this.tab.keyboard.press("Tab");
      let stop = await this.tab.evaluate(focused, "html");
      if (!stop.element) return step;
      // The window follows the focus in the next frame.
      if (!stop.visible) {
        await this.tab.evaluate(() => new Promise((seen) => setTimeout(seen, 100)));
        stop = await this.tab.evaluate(focused, "html");
      }
      assert.ok(stop.visible, `the focus is not seen on ${stop.element} of ${this.tab.url()}`);
    }
    assert.fail(`the page ${this.tab.url()} does not let the focus go`);
  }
}

/** Where the focus is, and whether it can be seen there: on the element, on what is drawn in it, or on its label. */
function focused(selector) {
  const element = document.activeElement;
  if (!element || element === document.body) return { there: false };
  const box = element.getBoundingClientRect();
  const label = element.nextElementSibling?.matches("label") ? [element.nextElementSibling] : [];
  const drawn = [element, ...label, ...element.querySelectorAll("path")].some((part) => {
    const style = getComputedStyle(part);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || (part.ownerSVGElement && parseFloat(style.strokeWidth) >= 3);
  });
  const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  // The main part takes the focus from the link that skips to it, and shows it by being where the page begins. What is
  // within a field for days has the browser's own mark.
  const visible = (drawn && inside) || element.id === "main" || element.type === "date";
  const where = `${drawn ? "" : "no outline "}${Math.round(box.left)},${Math.round(box.top)} ${Math.round(box.width)}x${Math.round(box.height)}`;
  return { there: element.matches(selector), element: `${element.outerHTML.slice(0, 120)} (${where})`, visible };
}

/** Figures as they are read, without their spaces. */
export const figures = (text) => text.replace(/[\s\u00a0\u202f]/g, "");

/** The entry that the page says it was saved as. */
export async function saved(tab) {
  const said = await tab.locator(".done[role=status]").innerText();
  return Number(/\d+/.exec(said)[0]);
}

/** The last entry of the journal, as the foot of the page says it. */
export async function last(tab) {
  const said = await tab.locator("footer").innerText();
  return Number(/(?:Entry|entry|[ÉéE]criture|Entrée|entrée) (\d+)/.exec(said)[1]);
}

/** The handle of a project that is going on. */
export async function firstProject(tab) {
  await tab.goto("/work?of=projects");
  const open = tab.locator("ul.items > li", { hasNotText: "finished" }).locator("a[href^='/work/']").first();
  return (await open.getAttribute("href")).split("/").pop();
}
