// A version of the site in a frame: shows a place on it, or finds again one that was shown. What comes from the frame
// is said by a page nobody trusts: it is text of a known length, or nothing; what is kept is judged by the server.
const visit = document.querySelector("[data-visit]");
if (visit) startVisit(visit);

function startVisit(area) {
  const find = (name) => area.querySelector(`[data-${name}]`);
  const [point, stop, remove, again, said, stage] = ["point", "stop", "remove", "again", "said", "stage"].map(find);
  const frame = area.querySelector("iframe");
  const first = frame.dataset.address;
  const { origin } = area.dataset;
  const fields = area.closest("form")?.elements;
  const kept = document.getElementById("mark");
  const mark = kept && JSON.parse(kept.textContent);
  const NAMES = ["x", "y", "path", "selector", "words", "width"];
  let pointing = false;
  let answered = false;
  let pageOfMark = null;

  const tell = (word, where) => { said.textContent = where === undefined ? said.dataset[word] : said.dataset[word].replace("{where}", () => where); };
  const ask = (spot, more) => frame.contentWindow.postMessage({ spot, ...more }, origin);

  /* ---- how wide ---- */
  let width = 0;
  const choices = [...area.querySelectorAll("[data-width]")];
  function fit() {
    const { clientWidth, clientHeight } = stage;
    // A telephone shows its own width.
    const wanted = width < 600 ? Math.min(width, clientWidth) : width;
    const scale = Math.min(1, clientWidth / wanted);
    frame.style.width = `${wanted}px`;
    frame.style.height = `${clientHeight / scale}px`;
    frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    for (const choice of choices) choice.setAttribute("aria-pressed", String(Number(choice.dataset.width) === width));
  }
  for (const choice of choices) {
    choice.addEventListener("click", () => {
      width = Number(choice.dataset.width);
      fit();
      if (mark && pageOfMark !== null) ask("show", { mark });
    });
  }
  const seenOn = mark ? mark.width : Number(fields.width.value) || stage.clientWidth;
  width = seenOn < 700 ? 390 : 1280;
  fit();
  new ResizeObserver(fit).observe(stage);

  /* ---- what a stranger says ---- */
  const text = (value, most) => (typeof value === "string" && value.length <= most ? value : null);
  const hundredths = (value) => (typeof value === "number" && value >= 0 && value <= 100 ? value : null);
  const pixels = (value) => (Number.isInteger(value) && value >= 1 && value <= 10000 ? value : null);

  function whereOf(words, path) {
    let page = path.split("?")[0];
    try { page = decodeURIComponent(page); } catch { /* shown as it is */ }
    const onPage = page ? said.dataset.page.replace("{page}", () => page) : said.dataset.home;
    return words ? `${said.dataset.quoted.replace("{words}", () => words)}, ${onPage}` : onPage;
  }

  function readPick(data) {
    const read = {
      x: hundredths(data.x),
      y: hundredths(data.y),
      path: text(data.path, 500),
      selector: text(data.selector, 1000),
      words: text(data.words, 120),
      width: pixels(data.width),
    };
    return Object.values(read).includes(null) || !read.selector ? null : read;
  }

  const heard = {
    ready(data) {
      answered = true;
      const path = text(data.path, 500);
      if (path === null) return;
      if (!mark) {
        if (pointing) ask("point");
        else if (fields.selector.value && path === fields.path.value) ask("show", { mark: asMark() });
        return;
      }
      if (data.page === "waiting") return tell("waiting");
      pageOfMark ??= path;
      again.hidden = path === pageOfMark;
      if (path !== pageOfMark) tell("elsewhere");
      else if (data.page === "missing") tell("missing");
      else ask("show", { mark });
    },
    at(data) {
      const words = text(data.words, 120);
      if (pointing && words !== null) tell("at", words || "…");
    },
    picked(data) {
      // Only what is asked for is taken: a page cannot put a pin by itself.
      if (!pointing) return;
      const pick = readPick(data);
      if (!pick) {
        ask("point");
        return tell("unread");
      }
      setPointing(false);
      for (const name of NAMES) fields[name].value = String(pick[name]);
      remove.hidden = false;
      tell("picked", whereOf(pick.words, pick.path));
      fields.text.focus();
    },
    left() {
      if (!pointing) return;
      setPointing(false);
      tell("left");
      point.focus();
    },
    found(data) {
      if (mark && ["same", "changed", "hidden", "lost"].includes(data.state)) tell(data.state);
    },
  };

  window.addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const { data } = event;
    if (typeof data !== "object" || data === null || !Object.hasOwn(heard, data.spot)) return;
    heard[data.spot](data);
  });

  // Opened here and not by the page, so that nothing is said before somebody listens.
  frame.addEventListener("load", () => setTimeout(() => { if (!answered) tell("silent"); }, 4000));
  frame.src = first;

  /* ---- showing ---- */
  const asMark = () => ({ selector: fields.selector.value, words: fields.words.value, x: Number(fields.x.value), y: Number(fields.y.value) });

  function setPointing(on) {
    pointing = on;
    point.hidden = on;
    stop.hidden = !on;
    stage.toggleAttribute("data-pointing", on);
  }

  if (mark) {
    again.addEventListener("click", () => {
      tell("looking");
      pageOfMark = null;
      frame.src = first;
    });
    return;
  }
  point.addEventListener("click", () => {
    setPointing(true);
    tell("pointing");
    frame.focus();
    ask("point");
  });
  stop.addEventListener("click", () => {
    setPointing(false);
    ask("stop");
    tell("left");
    point.focus();
  });
  remove.addEventListener("click", () => {
    for (const name of NAMES) fields[name].value = "";
    remove.hidden = true;
    ask("stop");
    tell("left");
    point.focus();
  });
  if (fields.selector.value) {
    remove.hidden = false;
    tell("picked", whereOf(fields.words.value, fields.path.value));
  }
}
