/* Runs at the top of a page of a preview, only where somebody shows a place on it. Speaks to the platform alone. */
(() => {
  "use strict";
  const { platform, page } = document.currentScript.dataset;
  document.currentScript.remove();
  const above = window.parent;
  // A frame inside the site is no page that the platform shows.
  if (above === window || above !== window.top) return;
  const say = (kind, more) => above.postMessage({ spot: kind, ...more }, platform);
  const here = () => location.pathname.split("/").slice(3).join("/") + location.search;

  /* ---- elements, in words and as a selector ---- */
  const TAG = /^[A-Za-z][A-Za-z0-9-]{0,60}$/;
  const ID = /^[A-Za-z][A-Za-z0-9_-]{0,60}$/;
  const STEPS = "h1,h2,h3,h4,h5,h6,p,li,a,button,img,svg,input,select,textarea,label,td,th,dt,dd,figcaption,blockquote,summary,video,audio,iframe";
  const shows = (element) => element.getClientRects().length > 0;
  // As the server does: what nobody sees goes before spaces are counted, or the two around it would stay two.
  const INVISIBLE = /(?![\t-\r])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;
  const plain = (text) =>
    text.replace(INVISIBLE, "").replace(/\s+/g, " ").trim().slice(0, 80).replace(/\p{Cs}/u, "").trim();
  const wordsOf = (element) =>
    plain(element.getAttribute("aria-label") || element.getAttribute("alt") || element.innerText || element.getAttribute("placeholder") || "");

  // Names that a program made are others in the next version.
  const isLasting = (id) => ID.test(id) && !/\d{4}/.test(id) && document.querySelectorAll(`#${id}`).length === 1;

  function selectorOf(element) {
    const steps = [];
    for (let at = element; at; at = at.parentElement) {
      if (at === document.body) return ["body", ...steps].join(" > ");
      const id = at.getAttribute("id");
      if (id && isLasting(id)) return [`#${id}`, ...steps].join(" > ");
      if (!TAG.test(at.localName) || !at.parentElement) return "";
      const alike = [...at.parentElement.children].filter((one) => one.localName === at.localName);
      steps.unshift(`${at.localName}:nth-of-type(${alike.indexOf(at) + 1})`);
    }
    return "";
  }

  function atSelector(selector) {
    try {
      return document.querySelector(selector);
    } catch {
      return null;
    }
  }

  // Where it stood, if it says the same there; else where the same words moved to; else where it stood.
  function find({ selector, words }) {
    const there = atSelector(selector);
    if (there && (!words || wordsOf(there) === words)) return [there, "same"];
    const tag = /> ([A-Za-z0-9-]+):nth-of-type\(\d+\)$/.exec(selector);
    if (words && tag) {
      const moved = [...document.querySelectorAll(tag[1])].filter((one) => wordsOf(one) === words);
      if (moved.length === 1) return [moved[0], "same"];
    }
    return there ? [there, "changed"] : [null, "lost"];
  }

  /* ---- what is drawn over the page ---- */
  const cover = document.createElement("div");
  const inside = cover.attachShadow({ mode: "closed" });
  const [shield, box, pin] = ["div", "div", "div"].map((name) => inside.appendChild(document.createElement(name)));
  const dress = (element, rules) => {
    for (const [name, value] of Object.entries(rules)) element.style.setProperty(name, value, "important");
  };
  dress(cover, { all: "initial", position: "fixed", inset: "0", "pointer-events": "none", "z-index": "2147483647" });
  dress(shield, { position: "fixed", inset: "0", cursor: "crosshair", "pointer-events": "auto", display: "none" });
  dress(box, { position: "fixed", "box-sizing": "border-box", border: "3px solid #b3261e", outline: "2px solid #fff", display: "none" });
  dress(pin, { position: "fixed", width: "32px", height: "32px", margin: "-16px 0 0 -16px", "box-sizing": "border-box", border: "4px solid #fff", "border-radius": "50%", background: "#b3261e", "box-shadow": "0 0 0 3px #1b1b1b", display: "none" });

  let pointing = false;
  let current = null;
  let marked = null;

  function draw() {
    if (!cover.isConnected && document.documentElement) document.documentElement.append(cover);
    dress(shield, { display: pointing ? "block" : "none" });
    const framed = pointing ? current : marked && marked.element;
    const frame = framed && framed.isConnected && shows(framed) ? framed.getBoundingClientRect() : null;
    dress(box, frame ? { display: "block", left: `${frame.left - 4}px`, top: `${frame.top - 4}px`, width: `${frame.width + 8}px`, height: `${frame.height + 8}px` } : { display: "none" });
    const place = !pointing && frame;
    dress(pin, place ? { display: "block", left: `${frame.left + (frame.width * marked.x) / 100}px`, top: `${frame.top + (frame.height * marked.y) / 100}px` } : { display: "none" });
  }
  for (const name of ["scroll", "resize"]) window.addEventListener(name, draw, { capture: true, passive: true });
  setInterval(() => { if (pointing || marked) draw(); }, 400);

  /* ---- showing a place ---- */
  function choose(element, left, top) {
    let chosen = element && element !== document.documentElement ? element : document.body;
    while (chosen && !selectorOf(chosen)) chosen = chosen.parentElement;
    if (!chosen) return;
    const within = (value) => Math.round(Math.min(100, Math.max(0, value)) * 100) / 100;
    const frame = chosen.getBoundingClientRect();
    const x = within(((left - frame.left) * 100) / (frame.width || 1));
    const y = within(((top - frame.top) * 100) / (frame.height || 1));
    pointing = false;
    marked = { element: chosen, x, y };
    draw();
    say("picked", { path: here(), selector: selectorOf(chosen), words: wordsOf(chosen), x, y, width: window.innerWidth });
  }

  shield.addEventListener("click", (event) => {
    if (!event.isTrusted || !pointing) return;
    event.preventDefault();
    event.stopPropagation();
    dress(shield, { display: "none" });
    choose(document.elementFromPoint(event.clientX, event.clientY), event.clientX, event.clientY);
  });

  function goTo(element) {
    current = element;
    current.scrollIntoView({ block: "nearest" });
    draw();
    say("at", { words: wordsOf(current) });
  }

  function step(by) {
    const all = [...document.querySelectorAll(STEPS)].filter(shows);
    if (!all.length) return;
    const now = all.indexOf(current);
    const first = all.findIndex((one) => one.getBoundingClientRect().bottom > 0);
    const next = now < 0 ? Math.max(0, first) : now + by;
    goTo(all[Math.min(all.length - 1, Math.max(0, next))]);
  }

  const MOVES = { __proto__: null, ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  window.addEventListener("keydown", (event) => {
    const ours = event.key in MOVES || ["Enter", " ", "Escape"].includes(event.key);
    if (!pointing || !event.isTrusted || !ours || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key in MOVES) step(MOVES[event.key]);
    else if (event.key === "Escape") {
      stop();
      say("left");
    } else if ((event.key === "Enter" || event.key === " ") && current) {
      const frame = current.getBoundingClientRect();
      choose(current, frame.left + frame.width / 2, frame.top + frame.height / 2);
    }
  }, true);
  window.addEventListener("focusin", (event) => {
    if (pointing && event.target instanceof Element && event.target !== cover) goTo(event.target);
  }, true);

  function start() {
    pointing = true;
    current = marked = null;
    window.focus();
    draw();
  }

  function stop() {
    pointing = false;
    current = null;
    draw();
  }

  /* ---- a place shown before ---- */
  function show(mark, tries) {
    const [element, state] = find(mark);
    // What the site's own scripts draw comes later.
    if (state === "lost" && tries) return void setTimeout(() => show(mark, tries - 1), 400);
    marked = element && { element, x: mark.x, y: mark.y };
    if (element && shows(element)) element.scrollIntoView({ block: "center" });
    draw();
    say("found", { state: element && !shows(element) ? "hidden" : state });
  }

  window.addEventListener("message", (event) => {
    if (event.origin !== platform || event.source !== above) return;
    event.stopImmediatePropagation();
    const { spot, mark } = event.data || {};
    if (spot === "point") start();
    else if (spot === "stop") { marked = null; stop(); }
    else if (spot === "show" && mark) show(mark, 8);
  });

  const ready = () => say("ready", { path: here(), page });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
