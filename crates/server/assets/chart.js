// Draws the tables of a page's figures: <figure data-chart="pie|over-time|sankey">.
//
// The table is the data: cells carry `data-value`, days `data-day`, what is drawn apart `data-apart`. The library is
// fetched when the first such figure comes near the window; if it cannot be had, the table stays open. Colours come
// from the style sheet, and are asked for again when the page turns dark or goes to paper.

const figures = [...document.querySelectorAll("figure[data-chart]")];
const drawn = new Set();
const dark = matchMedia("(prefers-color-scheme: dark)");
const percent = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "percent", maximumFractionDigits: 1 });

let library;
function plotly() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.querySelector("script[data-library]").dataset.library;
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

// Plotly reads a few tags in labels; whoever named something meant the characters.
const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const pen = document.createElement("canvas").getContext("2d");

// What fits between the margins of a sheet of A4 or Letter.
const SHEET = 640;
const narrow = (look) => look.width < 480;
const rows = (figure) => [...figure.querySelectorAll("tbody tr")];
const said = (cell) => cell.textContent.trim();
const value = (cell) => Number(cell.dataset.value ?? 0);

/** The colours and the type of a figure as the style sheet has them now. */
function look(figure) {
  const style = getComputedStyle(figure);
  const width = figure.querySelector(".drawing").clientWidth;
  const colour = (name) => style.getPropertyValue(`--chart-${name}`).trim();
  return {
    ink: colour("ink"), faint: colour("faint"), paper: colour("paper"), others: colour("others"), band: colour("band"),
    colours: [1, 2, 3, 4, 5, 6, 7].map(colour),
    font: { family: style.fontFamily, size: 13, color: colour("ink") },
    width: document.documentElement.classList.contains("on-paper") ? Math.min(width, SHEET) : width,
  };
}

/** How wide a text is in the type of the drawing. */
function wide(look, text) {
  pen.font = `${look.font.size}px ${look.font.family}`;
  return pen.measureText(text).width;
}

/** The text, or its beginning where there is only so much room. */
function shorten(look, text, room) {
  const letters = [...text];
  if (wide(look, text) <= room) return text;
  while (letters.length > 1 && wide(look, letters.join("") + "…") > room) letters.pop();
  return letters.join("").trimEnd() + "…";
}

/** What stands for the parts that are drawn as one: the one there is, or how many. */
const gathered = (figure, labels) => (labels.length === 1 ? labels[0] : `${figure.dataset.others} (${labels.length})`);

/** What all drawings share: no frame, no tools, the page's type. */
function layout(look, more) {
  return {
    font: look.font, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false,
    margin: { l: 8, r: 8, t: 8, b: 8 }, width: look.width, hoverlabel: {
      bgcolor: look.paper, bordercolor: look.faint, font: look.font, align: "left",
    }, ...more,
  };
}

function pie(figure, look) {
  const all = rows(figure).map((row) => ({
    label: said(row.cells[0]), said: said(row.cells[1]), value: value(row.cells[1]), apart: "apart" in row.dataset,
  })).filter((slice) => slice.value > 0);
  const whole = all.reduce((sum, slice) => sum + slice.value, 0);
  const slices = all.filter((slice) => slice.apart).sort((one, other) => other.value - one.value);
  slices.forEach((slice, at) => { slice.colour = look.colours[at]; });
  const rest = all.filter((slice) => !slice.apart);
  if (rest.length > 0) {
    const value = rest.reduce((sum, slice) => sum + slice.value, 0);
    slices.push({
      label: gathered(figure, rest.map((slice) => slice.label)), value, colour: look.others,
      said: rest.length === 1 ? rest[0].said : percent.format(value / whole),
    });
  }
  const room = narrow(look) ? look.width - 50 : look.width / 4;
  const named = (slice, between) => {
    const figure = between === "<br>" ? "" : `${between}${slice.said}`;
    return plain(shorten(look, slice.label, room - wide(look, figure))) + between + plain(slice.said);
  };
  const trace = {
    type: "pie", values: slices.map((slice) => slice.value), sort: false, direction: "clockwise", hole: 0.5,
    hovertext: slices.map((slice) => `${plain(slice.label)}<br>${plain(slice.said)}`), hoverinfo: "text", textinfo: "text",
    marker: { colors: slices.map((slice) => slice.colour), line: { color: look.paper, width: 2 } },
  };
  if (narrow(look)) {
    // A phone has no room beside the pie: the names stand under it.
    return {
      traces: [{ ...trace, labels: slices.map((slice, at) => named(slice, "  ") + "\u200b".repeat(at)), textinfo: "none" }],
      layout: layout(look, {
        height: 256 + 22 * slices.length, margin: { l: 8, r: 8, t: 8, b: 24 + 22 * slices.length }, showlegend: true,
        legend: { orientation: "v", x: 0, y: -0.06, yanchor: "top", itemclick: false, itemdoubleclick: false, bgcolor: "rgba(0,0,0,0)" },
      }),
    };
  }
  return {
    traces: [{
      ...trace, labels: slices.map((_, at) => String(at)), text: slices.map((slice) => named(slice, "<br>")), textposition: "outside",
    }],
    layout: layout(look, { height: 360, margin: { l: room, r: room, t: 60, b: 44 } }),
  };
}

/** Moves labels apart that would stand on each other, keeping their order and as near to their place as can be. */
function spread(places, gap, top) {
  const moved = [...places];
  for (let at = 1; at < moved.length; at++) moved[at] = Math.max(moved[at], moved[at - 1] + gap);
  for (let at = moved.length - 1, most = top; at >= 0; at--, most = moved[at + 1] - gap) moved[at] = Math.min(moved[at], most);
  return moved;
}

/** The names of the first and the last day, and of those between for which there is room: days may lie close together. */
function namedDays(look, table, days, room) {
  const times = days.map((day) => Date.parse(day));
  const text = (at) => plain(said(table[at].cells[0]));
  const width = Math.max(...table.map((row) => wide(look, said(row.cells[0]))));
  const named = (at, rest) => ({
    x: days[at], xref: "x", y: 0, yref: "paper", yanchor: "top", yshift: -6, showarrow: false, text: text(at), ...rest,
  });
  const both = room >= 2 * width + 12;
  let end = width;
  const between = times.flatMap((time, at) => {
    const place = ((time - times[0]) / (times.at(-1) - times[0])) * room;
    if (place - width / 2 < end + 12 || place + width / 2 > room - width - 12) return [];
    end = place + width / 2;
    return [named(at, { xanchor: "center" })];
  });
  const last = both ? { xanchor: "right" } : { xanchor: "left", xshift: -20 };
  return [named(0, { xanchor: "left" }), ...between, named(days.length - 1, last)];
}

function overTime(figure, look) {
  const heads = [...figure.querySelectorAll("thead th")].slice(1);
  const table = rows(figure);
  const days = table.map((row) => row.cells[0].dataset.day);
  const column = (at) => table.map((row) => (row.cells[at + 1] ? value(row.cells[at + 1]) : 0));
  const bands = [];
  const rest = days.map(() => 0);
  const others = [];
  heads.forEach((head, at) => {
    if ("apart" in head.dataset) {
      bands.push({
        label: said(head), values: column(at), said: table.map((row) => said(row.cells[at + 1])),
        colour: look.colours[bands.length],
      });
    } else {
      column(at).forEach((value, day) => { rest[day] += value; });
      others.push(said(head));
    }
  });
  if (rest.some((value) => value > 0)) {
    bands.push({
      label: gathered(figure, others), values: rest, said: rest.map((value) => percent.format(value)),
      colour: look.others,
    });
  }
  const height = narrow(look) ? 280 : 340;
  const room = Math.min(look.width * 0.34, Math.max(...bands.map((band) => wide(look, band.label))) + 1);
  const top = Math.max(...days.map((_, day) => bands.reduce((sum, band) => sum + band.values[day], 0)));
  let below = 0;
  const middles = bands.map((band) => {
    const last = band.values.at(-1);
    below += last;
    return below - last / 2;
  });
  const ends = spread(middles, (top * 17) / (height - 40), top);
  const ticks = [0, 0.25, 0.5, 0.75, 1].filter((tick) => tick <= top * 1.001);
  const named = namedDays(look, table, days, look.width - room - 70);
  return {
    traces: bands.map((band) => ({
      type: "scatter", mode: "lines", x: days, y: band.values, stackgroup: "all", name: plain(band.label),
      text: band.said.map((said, day) => `${plain(band.label)}: ${plain(said)}<br>${plain(said && table[day].cells[0].textContent)}`),
      hoverinfo: "text", hoveron: "points", fillcolor: band.colour, line: { color: look.paper, width: 1 },
    })),
    layout: layout(look, {
      height, margin: { l: 8, r: room + 32, t: 12, b: 28 }, hovermode: "closest",
      xaxis: {
        type: "date", range: [days[0], days.at(-1)], showgrid: false, zeroline: false, fixedrange: true, ticks: "outside",
        tickcolor: look.faint, tickvals: named.map((day) => day.x), showticklabels: false,
      },
      yaxis: {
        range: [0, top], showgrid: false, zeroline: false, fixedrange: true, automargin: true,
        tickvals: ticks, ticktext: ticks.map((tick) => percent.format(tick)),
      },
      annotations: named.concat(bands.flatMap((band, at) => {
        const beside = { x: 1, xref: "paper", xanchor: "left", y: ends[at], yanchor: "middle", showarrow: false };
        return [
          { ...beside, xshift: 6, text: "■", font: { ...look.font, color: band.colour } },
          { ...beside, xshift: 22, text: plain(shorten(look, band.label, room)), hovertext: plain(band.label) },
        ];
      })),
    }),
  };
}

function sankey(figure, look) {
  const flows = rows(figure).map((row) => ({
    from: said(row.cells[0]), to: said(row.cells[1]), said: said(row.cells[2]), value: value(row.cells[2]), back: "back" in row.dataset,
  })).filter((flow) => flow.value > 0 && !flow.back);
  const names = [...new Set(flows.flatMap((flow) => [flow.from, flow.to]))];
  const place = new Map(names.map((name, at) => [name, at]));
  const room = look.width / (narrow(look) ? 4.2 : 4);
  const leaving = new Set(flows.map((flow) => flow.from));
  const arriving = new Set(flows.map((flow) => flow.to));
  const colour = (name) => look.colours[leaving.has(name) ? (arriving.has(name) ? 1 : 0) : 2];
  return {
    traces: [{
      type: "sankey", arrangement: "fixed", textfont: look.font, domain: { y: [0.03, 0.97] },
      node: {
        label: names.map((name) => plain(shorten(look, name, room))), customdata: names.map(plain), hovertemplate: "%{customdata}<extra></extra>",
        color: names.map(colour), line: { width: 0 }, pad: 20, thickness: 10,
      },
      link: {
        source: flows.map((flow) => place.get(flow.from)), target: flows.map((flow) => place.get(flow.to)),
        value: flows.map((flow) => flow.value), color: look.band,
        customdata: flows.map((flow) => `${plain(flow.from)} → ${plain(flow.to)}<br>${plain(flow.said)}`),
        hovertemplate: "%{customdata}<extra></extra>",
      },
    }],
    layout: layout(look, { height: Math.min(1600, Math.max(300, 34 * names.length)), margin: { l: 8, r: 8, t: 12, b: 20 } }),
  };
}

const drawings = { "pie": pie, "over-time": overTime, "sankey": sankey };

function draw(figure) {
  const seen = look(figure);
  if (seen.width === 0) return;
  const { traces, layout } = drawings[figure.dataset.chart](figure, seen);
  // Bands would glide from their old places to the new ones, and paper does not wait: the old drawing goes first.
  window.Plotly.purge(figure.querySelector(".drawing"));
  window.Plotly.newPlot(figure.querySelector(".drawing"), traces, layout, { displayModeBar: false, scrollZoom: false });
}

async function show(figure) {
  const table = figure.querySelector("details");
  try {
    await plotly();
    figure.querySelector(".drawing").hidden = false;
    draw(figure);
    drawn.add(figure);
  } catch (failure) {
    figure.querySelector(".drawing").hidden = true;
    table.open = true;
    console.error(failure);
  }
}

function again() {
  for (const figure of drawn) draw(figure);
}

function onPaper(paper) {
  for (const figure of figures) if (!drawn.has(figure)) figure.querySelector("details").open = true;
  document.documentElement.classList.toggle("on-paper", paper);
  again();
}

const near = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (isIntersecting) {
      near.unobserve(target);
      show(target);
    }
  }
}, { rootMargin: "400px" });

for (const figure of figures) {
  if (!figure.querySelector(".drawing")) continue;
  figure.querySelector("details").open = false;
  near.observe(figure);
}

// What is wider than the window is seen from its middle.
for (const graph of document.querySelectorAll(".chart .graph")) graph.scrollLeft = (graph.scrollWidth - graph.clientWidth) / 2;

let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  again();
});
dark.addEventListener("change", again);
addEventListener("beforeprint", () => onPaper(true));
addEventListener("afterprint", () => onPaper(false));
