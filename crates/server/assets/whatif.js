// Sliders beside the number fields of "what if", and the answer while they are turned.
// Without a script the fields and the button do the same.

const form = document.querySelector("form[data-whatif]");
const pause = 120;
let waiting;
let asked;

function address() {
  const query = new URLSearchParams();
  for (const input of form.querySelectorAll("input[type=number]")) {
    if (input.value !== input.dataset.present) query.append(input.name, input.value);
  }
  return `${form.getAttribute("action")}?${query}`;
}

/** Puts what the server computed in its place; the fields stay as they are being turned. */
async function compute() {
  asked?.abort();
  asked = new AbortController();
  const to = address();
  try {
    const answer = await fetch(to, { headers: { "X-Subak-Part": "main" }, signal: asked.signal });
    const part = document.createElement("template");
    // The part comes from this server, with everything that people wrote in it escaped there.
    part.innerHTML = await answer.text();
    const result = part.content.querySelector("#result");
    if (!result) return form.submit();
    document.querySelector("#result").replaceChildren(...result.childNodes);
    for (const hint of part.content.querySelectorAll(".knob .hint")) {
      const id = hint.closest(".knob").querySelector("input").id;
      document.getElementById(id)?.closest(".knob").querySelector(".hint").replaceChildren(...hint.childNodes);
    }
    history.replaceState(null, "", to);
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(compute, pause);
}

function slider(input) {
  const range = document.createElement("input");
  range.type = "range";
  [range.min, range.max, range.step] = [input.dataset.least, input.dataset.most, input.dataset.step];
  range.value = input.value;
  range.setAttribute("aria-labelledby", `${input.id}-label`);
  form.querySelector(`label[for="${input.id}"]`).id = `${input.id}-label`;
  range.addEventListener("input", () => {
    input.value = range.value;
    later();
  });
  input.addEventListener("input", () => {
    range.value = input.value;
    later();
  });
  input.before(range);
}

if (form) {
  for (const input of form.querySelectorAll("input[type=number]")) slider(input);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    compute();
  });
}
