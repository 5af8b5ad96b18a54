// Runs in an isolated world of the page: it shares the document with the page's scripts, and nothing else.
(function look(asked) {
  const MOST = 100;
  const cut = (text) => (text.length > 2000 ? text.slice(0, 2000) : text);

  function textOf(element) {
    const silent = 'script, style, template, noscript';
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const own = element.matches(silent);
    let text = '';
    for (let node = walker.nextNode(); node !== null && text.length < 4000; node = walker.nextNode()) {
      if (own || !node.parentElement?.closest(silent)) text += node.data;
    }
    return cut(text.replace(/\s+/g, ' ').trim());
  }

  function seen(element) {
    const attributes = {};
    for (const name of asked.attributes) {
      const value = element.getAttribute(name);
      attributes[name] = value === null ? null : cut(value);
    }
    const styles = {};
    if (asked.styles.length) {
      const computed = getComputedStyle(element);
      for (const name of asked.styles) styles[name] = cut(computed.getPropertyValue(name));
    }
    const box = element.getBoundingClientRect();
    const round = (number) => Math.round(number * 100) / 100;
    return {
      tag: element.localName.slice(0, 100), text: textOf(element), attributes, styles,
      box: { x: round(box.x), y: round(box.y + scrollY), width: round(box.width), height: round(box.height) },
    };
  }

  let found;
  try {
    found = document.querySelectorAll(asked.selector);
  } catch {
    return { refused: `invalid selector: ${asked.selector}` };
  }
  return { count: found.length, elements: Array.from(found).slice(0, MOST).map(seen) };
})
