// Lays an interactive radar over the one the server drew. Until it is drawn, and whenever
// anything fails, the server's drawing is what people see; it also stays what a screen reader reads.

const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  doubleClick: false,
  // It is drawn anew below, whenever its place has another size.
  responsive: false,
  scrollZoom: false,
  showSendToCloud: false,
};
const NARROW_PX = 420;
// Smaller than anybody reads, such as in a window that is just being opened. The library would go on
// from what it drew there, and show the lines half as large again as they are.
const SMALLEST_PX = 100;

// Colours --------------------------------------------------------------------------------------

const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

// The chart library reads plain colours only; the page's are mixed from the accent.
function plain(color, opacity = 1) {
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return `rgba(${red},${green},${blue},${opacity})`;
}

function palette(place) {
  const sample = document.createElement("span");
  place.append(sample);
  const token = (name, opacity) => {
    sample.style.color = `var(${name})`;
    return plain(getComputedStyle(sample).color, opacity);
  };
  const colors = {
    you: token("--accent-ink"),
    area: token("--accent-ink", 0.14),
    other: token("--ink-soft"),
    ink: token("--ink"),
    soft: token("--ink-soft"),
    line: token("--line"),
    rim: token("--line-strong"),
    page: token("--page"),
  };
  sample.remove();
  return colors;
}

// The figure -----------------------------------------------------------------------------------

function wrapped(words, width) {
  const lines = [""];
  for (const word of words.split(" ")) {
    const line = lines[lines.length - 1];
    if (line && line.length + word.length >= width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = line ? `${line} ${word}` : word;
    }
  }
  return lines.join("<br>");
}

// The library makes bold and italic words with style attributes, which the security policy refuses.
function unstyled(words) {
  return words.replace(/<\/?(b|em|i|strong)>/g, "");
}

function trace(given, colors, shown, beside) {
  const you = given.meta === "you";
  // A theme without a score is a gap; a filled area would bridge it.
  const whole = !given.r.includes(null);
  return {
    ...given,
    customdata: given.customdata?.map(unstyled),
    hovertemplate: beside ? "" : unstyled(given.hovertemplate ?? ""),
    hoverinfo: beside ? "none" : undefined,
    visible: shown,
    fill: you && whole ? "toself" : "none",
    fillcolor: colors.area,
    line: { ...given.line, color: you ? colors.you : colors.other },
    marker: {
      size: you ? 9 : 7,
      ...given.marker,
      color: you ? colors.you : colors.page,
      line: { width: 2, color: you ? colors.page : colors.other },
    },
  };
}

function layout(given, figure, place, colors) {
  const narrow = place.clientWidth < NARROW_PX;
  const themes = [...new Set(figure.data.flatMap((one) => one.theta))];
  const font = { family: getComputedStyle(place).fontFamily, color: colors.ink };
  const side = narrow ? 78 : 96;
  return {
    ...given,
    autosize: true,
    dragmode: false,
    showlegend: false,
    font,
    margin: { l: side, r: side, t: 56, b: 48 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    hoverlabel: {
      bgcolor: colors.page,
      bordercolor: colors.rim,
      align: "left",
      font: { ...font, size: 15 },
    },
    polar: {
      ...given.polar,
      bgcolor: "rgba(0,0,0,0)",
      gridshape: "linear",
      angularaxis: {
        rotation: 90,
        direction: "clockwise",
        ...given.polar?.angularaxis,
        tickmode: "array",
        tickvals: themes,
        ticktext: themes.map((theme) => wrapped(theme, narrow ? 12 : 16)),
        tickfont: { size: narrow ? 11 : 14, weight: 600 },
        ticks: "",
        layer: "below traces",
        gridcolor: colors.line,
        linecolor: colors.rim,
      },
      radialaxis: {
        range: [0, 100],
        angle: 90,
        tickvals: [25, 50, 75],
        ...given.polar?.radialaxis,
        tickfont: { size: 11, color: colors.soft },
        tickangle: 90,
        ticks: "",
        layer: "below traces",
        gridcolor: colors.line,
        linecolor: colors.line,
      },
    },
  };
}

// What a point says, in a box beside the chart where there is one: over the chart it would hide it.
// The line's closing point and its area say nothing.
function lines(words) {
  const read = (part) => new DOMParser().parseFromString(part, "text/html").body.textContent;
  return unstyled(words)
    .split(/<br>|\n/)
    .map(read);
}

function tellBeside(live, box) {
  live.on("plotly_hover", ({ points: [point] }) => {
    const [title, ...more] = lines(point.customdata ?? "");
    const heading = document.createElement("strong");
    heading.textContent = title;
    const rest = more.flatMap((line) => [document.createElement("br"), line]);
    box.replaceChildren(heading, ...rest);
    box.hidden = !title;
  });
  live.on("plotly_unhover", () => {
    box.hidden = true;
  });
}

// Where the figure says how the server's drawing is framed, only the lines are drawn anew, exactly
// over those of the drawing, whose rings, spokes and labels stay in sight.
function framed(usual, frame, place) {
  const { clientWidth: width, clientHeight: height } = place;
  const bare = { showticklabels: false, showgrid: false, showline: false };
  return {
    ...usual,
    margin: {
      l: frame.left * width,
      r: frame.right * width,
      t: frame.top * height,
      b: frame.bottom * height,
    },
    polar: {
      ...usual.polar,
      angularaxis: { ...usual.polar.angularaxis, ...bare },
      radialaxis: { ...usual.polar.radialaxis, ...bare },
    },
  };
}

// Drawing --------------------------------------------------------------------------------------

function library(address) {
  return new Promise((resolve, reject) => {
    if (window.Plotly) {
      resolve(window.Plotly);
      return;
    }
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject());
    script.onerror = reject;
    document.head.append(script);
  });
}

function toggles(place) {
  return [...(place.closest("figure") ?? document).querySelectorAll("[data-radar-trace]")];
}

function isShown(place, index) {
  const toggle = toggles(place).find((box) => Number(box.dataset.radarTrace) === index);
  return toggle ? toggle.checked : true;
}

// Resolves once the place is wide enough to be read.
function roomIn(place) {
  return new Promise((resolve) => {
    const watch = new ResizeObserver(() => {
      if (place.clientWidth >= SMALLEST_PX) {
        watch.disconnect();
        resolve();
      }
    });
    watch.observe(place);
  });
}

async function draw(place) {
  await roomIn(place);
  const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  const Plotly = await library(place.dataset.bundle);
  const live = document.createElement("div");
  live.className = "radar-live";
  live.setAttribute("aria-hidden", "true");
  place.append(live);

  const frame = figure.layout?.meta?.frame;
  const box = place.closest(".profile")?.querySelector("[data-radar-says]");

  const show = () => {
    const colors = palette(place);
    const usual = layout(figure.layout, figure, place, colors);
    return Plotly.react(
      live,
      figure.data.map((one, index) => trace(one, colors, isShown(place, index), Boolean(box))),
      frame ? framed(usual, frame, place) : usual,
      CONFIG,
    );
  };

  try {
    await show();
  } catch (error) {
    live.remove();
    throw error;
  }
  place.classList.add("radar-drawn");
  if (box) {
    tellBeside(live, box);
  }
  if (frame) {
    place.classList.add("radar-framed");
  }
  new ResizeObserver(() => place.clientWidth < SMALLEST_PX || show()).observe(place);
  for (const toggle of toggles(place)) {
    toggle.addEventListener("change", show);
    toggle.closest("[hidden]")?.removeAttribute("hidden");
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  matchMedia(`(max-width: ${NARROW_PX}px)`).addEventListener("change", show);
}

// When -----------------------------------------------------------------------------------------

const whenIdle = window.requestIdleCallback ?? ((task) => setTimeout(task, 200));

// A phone pays for the library with its battery and its data, so there it comes with the first sign
// that somebody is using the page; with a mouse at hand, as soon as the browser has nothing to do.
function whenWanted(task) {
  if (!matchMedia("(hover: none)").matches) {
    whenIdle(task);
    return;
  }
  const signs = ["pointerdown", "scroll", "keydown"];
  const first = () => {
    signs.forEach((sign) => window.removeEventListener(sign, first));
    whenIdle(task);
  };
  signs.forEach((sign) => window.addEventListener(sign, first, { passive: true }));
}

function whenInSight(place, task) {
  const watcher = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      watcher.disconnect();
      task();
    }
  });
  watcher.observe(place);
}

function start(place) {
  // In forced colours the server's drawing follows the reader's palette; the library's cannot.
  if (matchMedia("(forced-colors: active)").matches || navigator.connection?.saveData) {
    return;
  }
  whenWanted(() => whenInSight(place, () => draw(place).catch(() => {})));
}

for (const place of document.querySelectorAll("[data-radar]")) {
  if (document.readyState === "complete") {
    start(place);
  } else {
    window.addEventListener("load", () => start(place), { once: true });
  }
}
