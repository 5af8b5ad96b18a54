// Runs in an isolated world of the page, before any script of the page: it shares the document with them, and
// nothing else. A form's fields can still stand in for its methods (`<input name="matches">`): everything is
// called through the prototypes.
globalThis.observer = (() => {
  const MOST = { elements: 100, text: 2000, all: 60_000, walked: 20_000, stickingOut: 5, names: 40, links: 300, images: 40 };

  const uncurried = (method) => Function.prototype.call.bind(method);
  const method = (type, name) => uncurried(type.prototype[name]);
  const reader = (type, name) => uncurried(Reflect.getOwnPropertyDescriptor(type.prototype, name).get);
  const writer = (type, name) => uncurried(Reflect.getOwnPropertyDescriptor(type.prototype, name).set);

  const queryAll = method(Document, 'querySelectorAll');
  const query = method(Document, 'querySelector');
  const byTag = method(Document, 'getElementsByTagName');
  const walkerOf = method(Document, 'createTreeWalker');
  const animationsOf = method(Document, 'getAnimations');
  const elementAt = method(Document, 'elementFromPoint');
  const bodyOf = reader(Document, 'body');
  const rootOf = reader(Document, 'documentElement');
  const activeOf = reader(Document, 'activeElement');
  const titleOf = reader(Document, 'title');
  const cookieOf = reader(Document, 'cookie');
  const activeIn = reader(ShadowRoot, 'activeElement');
  const elementIn = method(ShadowRoot, 'elementFromPoint');
  const shadowOf = reader(Element, 'shadowRoot');
  const attribute = method(Element, 'getAttribute');
  const matches = method(Element, 'matches');
  const closest = method(Element, 'closest');
  const rectOf = method(Element, 'getBoundingClientRect');
  const shows = method(Element, 'checkVisibility');
  const scrollTo = method(Element, 'scrollIntoView');
  const localName = reader(Element, 'localName');
  const idOf = reader(Element, 'id');
  const classOf = reader(Element, 'classList');
  const nextOf = reader(Element, 'nextElementSibling');
  const parentOf = reader(Node, 'parentElement');
  const rootNode = method(Node, 'getRootNode');
  const contains = method(Node, 'contains');
  const dispatch = method(EventTarget, 'dispatchEvent');
  const measure = Object.fromEntries(
    ['scrollWidth', 'scrollHeight', 'clientWidth', 'clientHeight'].map((name) => [name, reader(Element, name)]),
  );
  const computed = window.getComputedStyle.bind(window);
  const property = method(CSSStyleDeclaration, 'getPropertyValue');

  const round = (number) => Math.round(number * 100) / 100;
  const oneLine = (text) => text.replace(/\s+/g, ' ').trim();
  let left = MOST.all;

  /** Texts are bounded one by one and together: a line too long would be dropped whole. */
  function cut(text) {
    const kept = String(text).slice(0, Math.max(0, Math.min(MOST.text, left)));
    left -= kept.length;
    return kept;
  }

  function textOf(element) {
    const silent = 'script, style, template, noscript';
    const walker = walkerOf(document, element, NodeFilter.SHOW_TEXT);
    const own = matches(element, silent);
    let text = '';
    for (let node = walker.nextNode(); node !== null && text.length < 2 * MOST.text; node = walker.nextNode()) {
      const parent = parentOf(node);
      if (own || parent === null || closest(parent, silent) === null) text += node.data;
    }
    return oneLine(text);
  }

  /** How a person would point at an element: `img.photo`. */
  function nameOf(element) {
    const id = idOf(element);
    const [first] = classOf(element);
    return `${localName(element)}${id ? `#${id}` : ''}${first ? `.${first}` : ''}`.slice(0, 100);
  }

  function boxOf(element) {
    const box = rectOf(element);
    return { x: round(box.x + scrollX), y: round(box.y + scrollY), width: round(box.width), height: round(box.height) };
  }

  function isVisible(element) {
    const asked = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true };
    const box = boxOf(element);
    return shows(element, asked) && box.width > 0 && box.height > 0 && box.x + box.width > 0 && box.y + box.height > 0;
  }

  const FIELDS = [
    [HTMLInputElement, 'value'], [HTMLTextAreaElement, 'value'], [HTMLSelectElement, 'value'], [HTMLOutputElement, 'value'],
    [HTMLInputElement, 'checked'], [HTMLOptionElement, 'selected'], [HTMLDetailsElement, 'open'], [HTMLDialogElement, 'open'],
  ].map(([type, name]) => ({ type, name, read: reader(type, name) }));

  /** What a field holds now, which its attributes do not tell. */
  function stateOf(element) {
    const state = { disabled: matches(element, ':disabled'), invalid: matches(element, ':user-invalid, :invalid') };
    for (const { type, name, read } of FIELDS) {
      if (!(element instanceof type)) continue;
      const value = read(element);
      state[name] = typeof value === 'string' ? cut(value) : value;
    }
    return state;
  }

  function stylesOf(element, asked) {
    const styles = {};
    if (asked.styles.length === 0) return styles;
    const style = computed(element, asked.pseudo || null);
    for (const name of asked.styles) styles[name] = cut(property(style, name));
    return styles;
  }

  function elementSeen(element, asked) {
    const attributes = {};
    for (const name of asked.attributes) {
      const value = attribute(element, name);
      attributes[name] = value === null ? null : cut(value);
    }
    const over = (size, room) => (measure[room](element) > 0 ? Math.max(0, measure[size](element) - measure[room](element)) : 0);
    return {
      tag: localName(element).slice(0, 100), text: cut(textOf(element)), attributes, styles: stylesOf(element, asked),
      box: boxOf(element), visible: isVisible(element), state: stateOf(element),
      overflow: { x: over('scrollWidth', 'clientWidth'), y: over('scrollHeight', 'clientHeight') },
    };
  }

  function found(selector) {
    try {
      return [...queryAll(document, selector)];
    } catch {
      throw new SyntaxError(`invalid selector: ${selector}`);
    }
  }

  function elements(asked) {
    const all = found(asked.selector);
    return { count: all.length, elements: all.slice(0, MOST.elements).map((element) => elementSeen(element, asked)) };
  }

  // ---- the page as a whole ----------------------------------------------------------------------------
  function isClipped(element) {
    for (let above = parentOf(element); above !== null && above !== bodyOf(document); above = parentOf(above)) {
      if (property(computed(above), 'overflow-x') !== 'visible') return true;
    }
    return false;
  }

  /** The outermost elements that go past the right edge: their parent does not. */
  function stickingOut() {
    const sticks = (element) => element !== null && rectOf(element).right + scrollX > innerWidth + 0.5;
    const all = byTag(document, '*');
    const kept = [];
    for (let i = 0; i < all.length && i < MOST.walked && kept.length < MOST.stickingOut; i += 1) {
      const element = all[i];
      const parent = parentOf(element);
      if (!sticks(element) || (parent !== null && sticks(parent)) || !shows(element, {}) || isClipped(element)) continue;
      kept.push({ name: nameOf(element), by: round(rectOf(element).right + scrollX - innerWidth) });
    }
    return kept;
  }

  function overflow() {
    const root = rootOf(document);
    const width = root === null ? 0 : measure.scrollWidth(root);
    const wide = width > innerWidth;
    return { page: width, screen: innerWidth, sticking: wide ? stickingOut() : [] };
  }

  function entriesOf(storage) {
    const entries = [];
    for (let i = 0; i < storage.length && i < MOST.names; i += 1) {
      const name = storage.key(i);
      entries.push([cut(name), cut(storage.getItem(name))]);
    }
    return entries.sort(([one], [other]) => (one < other ? -1 : 1));
  }

  function storage() {
    const cookies = cookieOf(document).split('; ').filter((text) => text !== '').slice(0, MOST.names);
    return {
      local: entriesOf(localStorage), session: entriesOf(sessionStorage),
      cookies: cookies.map((text) => [cut(text.split('=')[0]), cut(text.split('=').slice(1).join('='))]),
    };
  }

  function address() {
    return { path: cut(location.pathname + location.search + location.hash), title: cut(oneLine(titleOf(document))) };
  }

  // ---- what a page of a site says of itself -------------------------------------------------------------
  const hrefOf = reader(HTMLAnchorElement, 'href');
  const sourceOf = reader(HTMLImageElement, 'currentSrc');
  const NAMED = '[aria-label], [aria-labelledby], [role="presentation"], [role="none"]';

  /** Where the page leads: each address once, until the answer is as long as it may be. */
  function linksOf() {
    const links = new Map();
    for (const link of queryAll(document, 'a[href]')) {
      if (!(link instanceof HTMLAnchorElement)) continue;
      const address = hrefOf(link).slice(0, 500);
      if (links.has(address)) continue;
      if (links.size >= MOST.links || left < 1000) return { links: [...links.values()], whole: false };
      links.set(address, { address: cut(address), text: cut(textOf(link).slice(0, 100)) });
    }
    return { links: [...links.values()], whole: true };
  }

  function survey() {
    const root = rootOf(document);
    const description = query(document, 'meta[name="description" i]');
    const images = [...queryAll(document, 'img')];
    const without = images.filter((image) => attribute(image, 'alt') === null && !matches(image, NAMED));
    return {
      title: cut(oneLine(titleOf(document))), language: root === null ? '' : cut(attribute(root, 'lang') ?? ''),
      description: description === null ? null : cut(attribute(description, 'content') ?? ''),
      images: images.length, withoutAlternative: without.length,
      imagesWithoutAlternative: without.slice(0, MOST.images).map((image) => cut((sourceOf(image) || attribute(image, 'src') || '').slice(0, 300))),
      ...linksOf(),
    };
  }

  const LOOKS = { elements, overflow, storage, address, survey };

  /** One answer for each thing asked; a selector that cannot be read is the author's. `ended`: see `still`. */
  function look(list) {
    const ended = still();
    const seen = list.map((asked) => {
      left = MOST.all;
      try {
        return LOOKS[asked.kind](asked);
      } catch (error) {
        return error instanceof SyntaxError ? { refused: error.message } : { failed: `${error}`.slice(0, 200) };
      }
    });
    return { ended, seen, width: innerWidth };
  }

  // ---- time stands still ------------------------------------------------------------------------------
  /** Ends what moves once and sets to its beginning what moves for ever; returns how many were ended. */
  function still() {
    let ended = 0;
    for (const animation of animationsOf(document)) {
      const { endTime } = animation.effect?.getComputedTiming() ?? {};
      try {
        if (endTime === Infinity) {
          if (animation.playState === 'paused' && animation.currentTime === 0) continue;
          animation.pause();
          animation.currentTime = 0;
        } else if (animation.playState !== 'finished') {
          animation.finish();
          ended += 1;
        }
      } catch {
        animation.cancel();
      }
    }
    return ended;
  }

  // ---- acting -----------------------------------------------------------------------------------------
  function deepest(x, y) {
    let element = elementAt(document, x, y);
    for (let root = element && shadowOf(element); root; root = element && shadowOf(element)) {
      const inside = elementIn(root, x, y);
      if (inside === null || inside === element) break;
      element = inside;
    }
    return element;
  }

  function isInside(element, aim) {
    for (let node = element; node; node = parentOf(node) ?? rootNode(node).host ?? null) if (node === aim) return true;
    return false;
  }

  /** Where to press to reach an element, or why nobody could. */
  function aim({ on }) {
    const [element] = found(on);
    if (element === undefined) return { why: 'absent' };
    if (matches(element, ':disabled')) return { why: 'disabled' };
    scrollTo(element, { block: 'center', inline: 'center', behavior: 'instant' });
    still();
    const box = rectOf(element);
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    if (!isVisible(element) || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return { why: 'hidden' };
    const hit = deepest(x, y);
    return hit !== null && (isInside(hit, element) || labels(hit, element)) ? { x, y } : { why: 'covered' };
  }

  function labels(hit, element) {
    const label = closest(hit, 'label');
    return label !== null && (attribute(label, 'for') === idOf(element) || contains(label, element));
  }

  const setValue = [
    [HTMLInputElement, writer(HTMLInputElement, 'value')], [HTMLTextAreaElement, writer(HTMLTextAreaElement, 'value')],
    [HTMLSelectElement, writer(HTMLSelectElement, 'value')],
  ];
  const WITHOUT_KEYS = new Set(['date', 'time', 'month', 'week', 'datetime-local', 'color', 'range']);
  const typeOf = reader(HTMLInputElement, 'type');
  const focus = method(HTMLElement, 'focus');
  const selectAll = { input: method(HTMLInputElement, 'select'), textarea: method(HTMLTextAreaElement, 'select') };

  function give(element, value) {
    const [, set] = setValue.find(([type]) => element instanceof type);
    set(element, value);
    for (const name of ['input', 'change']) dispatch(element, new Event(name, { bubbles: true, composed: true }));
  }

  /** Makes a field ready for keys, its content selected; fields without keys take their value at once. */
  function take({ on, text }) {
    const [element] = found(on);
    if (element === undefined) return { why: 'absent' };
    if (matches(element, ':disabled, :read-only')) return { why: 'disabled' };
    if (!isVisible(element)) return { why: 'hidden' };
    const byKeys = !(element instanceof HTMLInputElement && WITHOUT_KEYS.has(typeOf(element)));
    scrollTo(element, { block: 'center', behavior: 'instant' });
    focus(element);
    if (!byKeys) give(element, text);
    else if (element instanceof HTMLInputElement) selectAll.input(element);
    else if (element instanceof HTMLTextAreaElement) selectAll.textarea(element);
    return { byKeys };
  }

  function choose({ on, value }) {
    const [element] = found(on);
    if (!(element instanceof HTMLSelectElement)) return { why: 'absent' };
    if (matches(element, ':disabled')) return { why: 'disabled' };
    const options = [...element.options];
    const option = options.find((one) => one.value === value) ?? options.find((one) => oneLine(one.text) === value);
    if (option === undefined) return { why: 'absent' };
    focus(element);
    give(element, option.value);
    return {};
  }

  function isChecked({ on }) {
    const [element] = found(on);
    return element !== undefined && matches(element, ':checked');
  }

  const sendForm = method(HTMLFormElement, 'requestSubmit');

  function submit({ on }) {
    const [element] = found(on);
    const form = element === undefined ? null : closest(element, 'form');
    if (form === null) return { why: 'absent' };
    sendForm(form);
    return {};
  }

  function scroll({ on }) {
    const [element] = found(on);
    if (element === undefined) return { why: 'absent' };
    scrollTo(element, { block: 'center', behavior: 'instant' });
    return {};
  }

  const isThere = ({ on }) => found(on).some(isVisible);
  const isWritten = ({ text }) => {
    const body = bodyOf(document);
    return body !== null && textOf(body).includes(oneLine(text));
  };

  // ---- the keyboard's way through the page ------------------------------------------------------------
  const OUTLINE = ['outline-style', 'outline-width', 'outline-color', 'outline-offset'];
  const SHOWN = [
    'box-shadow', 'background-color', 'background-image',
    'color', 'text-decoration-line', 'text-decoration-color', 'text-decoration-thickness', 'opacity', 'transform', 'filter',
    'font-weight', 'border-top-color', 'border-top-width', 'border-top-style', 'border-bottom-color', 'border-bottom-width',
    'border-left-color', 'border-left-width', 'border-right-color', 'border-right-width', 'visibility', 'clip-path',
  ];

  function written(style) {
    const drawn = property(style, 'outline-style') === 'none' ? SHOWN : [...OUTLINE, ...SHOWN];
    return drawn.map((name) => property(style, name)).join(';');
  }

  function looksOf(element) {
    const around = [element, parentOf(element), nextOf(element)].filter((one) => one !== null);
    const styles = [...around.map((one) => computed(one)), computed(element, '::before'), computed(element, '::after')];
    return styles.map(written).join('|');
  }

  function focused() {
    let element = activeOf(document);
    for (let root = element && shadowOf(element); root; root = element && shadowOf(element)) {
      const inside = activeIn(root);
      if (inside === null) break;
      element = inside;
    }
    return element;
  }

  const steps = [];

  /** Notes where the keyboard is now and how it shows; returns false once it left the page, or came back. */
  function step(asked) {
    still();
    const element = focused();
    const last = steps.at(-1);
    if (last && last.after === undefined && last.element !== element) last.after = looksOf(last.element);
    if (element === null || element === bodyOf(document) || element === rootOf(document)) return false;
    if (steps.some((one) => one.element === element)) return false;
    steps.push({ element, name: nameOf(element), with: looksOf(element), matches: asked.selectors.filter((one) => matches(element, one)) });
    return true;
  }

  function wayOf() {
    left = MOST.all;
    return steps.map(({ element, name, with: during, after, matches: known }) => ({
      name, text: cut(textOf(element) || attribute(element, 'aria-label') || attribute(element, 'placeholder') || ''),
      shown: after !== undefined && after !== during, matches: known, visible: isVisible(element),
    }));
  }

  const size = () => byTag(document, '*').length;
  const first = (selector) => found(selector).slice(0, 30);
  const hasCaret = () => {
    const element = focused();
    return element !== null && matches(element, 'input, textarea, [contenteditable]');
  };
  const clip = (selector) => {
    const element = query(document, selector);
    if (element === null) return null;
    scrollTo(element, { block: 'start', inline: 'start', behavior: 'instant' });
    const box = rectOf(element);
    return { x: box.x, y: box.y, width: Math.min(box.width, innerWidth - box.x), height: Math.min(box.height, innerHeight - box.y) };
  };

  return {
    look, still, aim, take, choose, isChecked, submit, scroll, isThere, isWritten, step, wayOf, size, first, hasCaret, clip,
  };
})();
