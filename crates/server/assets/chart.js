// Draws the tables of a page's figures: <figure data-chart="pie|over-time|sankey">.
//
// The table is the data: cells carry `data-value`, days `data-day`, what is drawn apart `data-apart`. The library is
// fetched when the first such figure comes near the window; if it cannot be had, the table stays open. Colours come
// from the style sheet, and are asked for again when the page turns dark or goes to paper.

const figures = [...document.querySelectorAll("figure[data-chart]")];
const drawn = new Set();
const dark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
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
const shorten = (text, most) => ([...text].length > most ? [...text].slice(0, most - 1).join("") + "…" : text);
const rows = (figure) => [...figure.querySelectorAll("tbody tr")];
const said = (cell) => cell.textContent.trim();
const value = (cell) => Number(cell.dataset.value ?? 0);

/** The colours and the type of a figure as the style sheet has them now. */
function look(figure) {
  const style = getComputedStyle(figure);
  const colour = (name) => style.getPropertyValue(`--chart-${name}`).trim();
  return {
    ink: colour("ink"), faint: colour("faint"), paper: colour("paper"), others: colour("others"), band: colour("band"),
    colours: [1, 2, 3, 4, 5, 6, 7].map(colour),
    font: { family: style.fontFamily, size: 13, color: colour("ink") },
    width: figure.querySelector(".drawing").clientWidth,
  };
}

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
  const colours = slices.map((_, at) => look.colours[at]);
  const rest = all.filter((slice) => !slice.apart);
  if (rest.length > 0) {
    const value = rest.reduce((sum, slice) => sum + slice.value, 0);
    slices.push({ label: `${figure.dataset.others} (${rest.length})`, value, said: percent.format(value / whole) });
    colours.push(look.others);
  }
  const most = look.width < 480 ? 14 : 28;
  return {
    traces: [{
      type: "pie", values: slices.map((slice) => slice.value), sort: false, direction: "clockwise", hole: 0.5,
      labels: slices.map((_, at) => String(at)),
      text: slices.map((slice) => `${plain(shorten(slice.label, most))}<br>${plain(slice.said)}`),
      hovertext: slices.map((slice) => `${plain(slice.label)}<br>${plain(slice.said)}`),
      textinfo: "text", hoverinfo: "text", textposition: "outside", automargin: true,
      marker: { colors: colours, line: { color: look.paper, width: 2 } },
    }],
    layout: layout(look, { height: look.width < 480 ? 300 : 340 }),
  };
}

/** Moves labels apart that would stand on each other, keeping their order and as near to their place as can be. */
function spread(places, gap, top) {
  const moved = [...places];
  for (let at = 1; at < moved.length; at++) moved[at] = Math.max(moved[at], moved[at - 1] + gap);
  for (let at = moved.length - 1, most = top; at >= 0; at--, most = moved[at + 1] - gap) moved[at] = Math.min(moved[at], most);
  return moved;
}

function overTime(figure, look) {
  const heads = [...figure.querySelectorAll("thead th")].slice(1);
  const table = rows(figure);
  const days = table.map((row) => row.cells[0].dataset.day);
  const column = (at) => table.map((row) => (row.cells[at + 1] ? value(row.cells[at + 1]) : 0));
  const bands = [];
  const rest = days.map(() => 0);
  let gathered = 0;
  heads.forEach((head, at) => {
    if ("apart" in head.dataset) {
      bands.push({
        label: said(head), values: column(at), said: table.map((row) => said(row.cells[at + 1])),
        colour: look.colours[bands.length],
      });
    } else {
      column(at).forEach((value, day) => { rest[day] += value; });
      gathered += 1;
    }
  });
  if (rest.some((value) => value > 0)) {
    bands.push({
      label: `${figure.dataset.others} (${gathered})`, values: rest, said: rest.map((value) => percent.format(value)),
      colour: look.others,
    });
  }
  const narrow = look.width < 480;
  const height = narrow ? 280 : 340;
  const top = Math.max(...days.map((_, day) => bands.reduce((sum, band) => sum + band.values[day], 0)));
  let below = 0;
  const middles = bands.map((band) => {
    const last = band.values.at(-1);
    below += last;
    return below - last / 2;
  });
  const ends = spread(middles, (top * 17) / (height - 40), top);
  const ticks = [0, 0.25, 0.5, 0.75, 1].filter((tick) => tick <= top * 1.001);
  const step = Math.max(1, Math.ceil(days.length / (narrow ? 2 : 4)));
  const named = table.map((_, at) => at).filter((at) => at % step === 0);
  const most = narrow ? 11 : 20;
  return {
    traces: bands.map((band) => ({
      type: "scatter", mode: "lines", x: days, y: band.values, stackgroup: "all", name: plain(band.label),
      text: band.said.map((said, day) => `${plain(band.label)}: ${plain(said)}<br>${plain(said && table[day].cells[0].textContent)}`),
      hoverinfo: "text", hoveron: "points", fillcolor: band.colour, line: { color: look.paper, width: 1 },
    })),
    layout: layout(look, {
      height, margin: { l: 8, r: (narrow ? 84 : 150), t: 8, b: 28 }, hovermode: "closest",
      xaxis: {
        type: "date", range: [days[0], days.at(-1)], showgrid: false, zeroline: false, fixedrange: true, ticks: "outside",
        tickcolor: look.faint, tickvals: named.map((at) => days[at]), ticktext: named.map((at) => plain(said(table[at].cells[0]))),
      },
      yaxis: {
        range: [0, top], showgrid: false, zeroline: false, fixedrange: true, automargin: true,
        tickvals: ticks, ticktext: ticks.map((tick) => percent.format(tick)),
      },
      annotations: bands.map((band, at) => ({
        x: 1, xref: "paper", xanchor: "left", xshift: 8, y: ends[at], showarrow: false, yanchor: "middle",
        text: `<b style="color:${band.colour}">■</b> ${plain(shorten(band.label, most))}`,
        hovertext: plain(band.label), align: "left",
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
  const most = look.width < 480 ? 12 : 28;
  const narrow = look.width < 480;
  return {
    traces: [{
      type: "sankey", arrangement: "fixed", textfont: look.font,
      node: {
        label: names.map((name) => plain(shorten(name, most))), customdata: names.map(plain), hovertemplate: "%{customdata}<extra></extra>",
        color: names.map((_, at) => look.colours[at % look.colours.length]), line: { width: 0 }, pad: 14, thickness: narrow ? 10 : 14,
      },
      link: {
        source: flows.map((flow) => place.get(flow.from)), target: flows.map((flow) => place.get(flow.to)),
        value: flows.map((flow) => flow.value), color: look.band,
        customdata: flows.map((flow) => `${plain(flow.from)} → ${plain(flow.to)}<br>${plain(flow.said)}`),
        hovertemplate: "%{customdata}<extra></extra>",
      },
    }],
    layout: layout(look, { height: Math.min(1600, Math.max(300, 26 * names.length)) }),
  };
}

const drawings = { "pie": pie, "over-time": overTime, "sankey": sankey };

function draw(figure) {
  const seen = look(figure);
  if (seen.width === 0) return;
  const { traces, layout } = drawings[figure.dataset.chart](figure, seen);
  window.Plotly.react(figure.querySelector(".drawing"), traces, layout, { displayModeBar: false, staticPlot: false, scrollZoom: false });
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

let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  again();
});
dark.addEventListener("change", again);
addEventListener("beforeprint", () => onPaper(true));
addEventListener("afterprint", () => onPaper(false));
