// Sentences for scripts, in the language of the page. No script says anything of its own.
//
// The page keeps them in a list that is not shown:
//
//   <dl hidden data-words>
//     <dt>good</dt> <dd>All {entries} entries are in order.</dd>
//   </dl>
//
// The letters between braces are a figure's name. (For Fluent: give `{entries}` as the value of `$entries`.)

/**
 * The sentences of the first `data-words` list inside `place`, as a function: `say("good", { entries: 5 })`.
 * Of several lists on a page, `list` names the one: the attribute that it has beside, or in the place of, `data-words`.
 * Numbers are written as the page's language writes them. A name that has no sentence is said as it is.
 */
export function wordsIn(place, list = "data-words") {
  const sentences = new Map();
  for (const term of place.querySelectorAll(`dl[${list}] dt`)) {
    sentences.set(term.textContent.trim(), term.nextElementSibling?.textContent.trim() ?? "");
  }
  const numbers = new Intl.NumberFormat(document.documentElement.lang || undefined);
  const written = (figure) => (typeof figure === "number" ? numbers.format(figure) : String(figure));
  return (name, figures = {}) =>
    (sentences.get(name) ?? name).replace(/\{(\w+)\}/g, (whole, figure) =>
      Object.hasOwn(figures, figure) ? written(figures[figure]) : whole);
}
