// How each kind of probe is answered by a page that stands still.
import { press } from './actions.mjs';
import { accessibility, axe, outline } from './accessibility.mjs';
import { evaluate } from './values.mjs';

const LARGEST_PICTURE = 1024 * 1024; // bytes

/** Kinds that the observer in the page answers, all in one call. */
export const INSIDE = new Set(['elements', 'overflow', 'storage', 'survey', 'address']);

/** Kinds that the tab itself has gathered. */
export const GATHERED = {
  output: (tab) => tab.printed(),
  errors: (tab) => ({ count: tab.errorCount, errors: tab.errors }),
  dialogs: (tab) => ({ count: tab.dialogs.length, dialogs: tab.dialogs }),
  requests: (tab) => ({ count: tab.requestCount, requests: tab.requests }),
};

/** Kinds that ask the browser; in this order, for each leaves the page as the next one may have it. */
export const ASKED = {
  accessibility,
  outline,
  picture,
  axe,
  value: (tab, { expression }) => evaluate(tab, expression, true),
  focus,
};

async function hideCaret(tab) {
  if (!(await tab.ask('hasCaret()'))) return;
  await Promise.all([tab.send('DOM.enable'), tab.send('CSS.enable')]);
  const { styleSheetId } = await tab.send('CSS.createStyleSheet', { frameId: tab.targetId });
  await tab.send('CSS.setStyleSheetText', { styleSheetId, text: '* { caret-color: transparent !important }' });
}

async function picture(tab, { selector, format }) {
  await hideCaret(tab);
  const clip = selector ? await tab.ask(`clip(${JSON.stringify(selector)})`) : null;
  if (selector && !(clip?.width >= 1 && clip?.height >= 1)) return { failed: 'nothing to take a picture of' };
  const data = await tab.picture(format);
  if (data.length > LARGEST_PICTURE * 4 / 3) return { failed: 'the picture is too heavy' };
  return { picture: data, ...(clip ? { clip } : {}) };
}

async function focus(tab, { selectors, most }) {
  const asked = JSON.stringify({ selectors });
  let goes = true;
  for (let count = 0; goes && count < most; count += 1) {
    await press(tab, 'Tab');
    goes = await tab.ask(`step(${asked})`);
  }
  if (goes) {
    // The last one has to be left, to know how it looks without the keyboard on it.
    await press(tab, 'Tab');
    await tab.ask(`step(${asked})`);
  }
  const order = await tab.ask('wayOf()');
  return { count: order.length, order: order.slice(0, most), whole: !goes };
}
