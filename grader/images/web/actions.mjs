// What a person does with a page, one thing after another, with a real mouse and a real keyboard.
import { MOMENT, pause, SETTLE } from './tab.mjs';

const PATIENCE = 10_000; // virtual milliseconds that « wait for » may take
const PACE = 100;
const MODIFIERS = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };
const KEYS = {
  Enter: 13, Tab: 9, Escape: 27, Backspace: 8, Delete: 46, Space: 32, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40,
  Home: 36, End: 35, PageUp: 33, PageDown: 34,
};
const WRITES = { Enter: '\r', Space: ' ' };
const EDITING = { a: 'selectAll', c: 'copy', v: 'paste', x: 'cut', z: 'undo' };

function keyEvent(name, modifiers) {
  const text = WRITES[name] ?? ([...name].length === 1 ? name : '');
  const key = name === 'Space' ? ' ' : name;
  const windowsVirtualKeyCode = KEYS[name] ?? key.toUpperCase().charCodeAt(0);
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : name;
  return { key, code, modifiers, windowsVirtualKeyCode, ...(text && !(modifiers & 6) ? { text } : {}) };
}

export async function press(tab, combination) {
  const names = combination === '+' ? ['+'] : combination.split('+');
  const name = names.pop();
  const modifiers = names.reduce((all, one) => all | MODIFIERS[one], 0);
  const event = keyEvent(name, modifiers);
  const commands = modifiers === MODIFIERS.Control && EDITING[name] ? [EDITING[name]] : [];
  tab.tell('Input.dispatchKeyEvent', { type: event.text ? 'keyDown' : 'rawKeyDown', ...event, commands });
  const { text, ...released } = event;
  await tab.send('Input.dispatchKeyEvent', { type: 'keyUp', ...released });
}

const mouse = (tab, type, { x, y }, pressed = {}) => tab.send('Input.dispatchMouseEvent', { type, x, y, ...pressed });

/** The browser tells the page where the mouse is when it draws. */
async function moveTo(tab, place) {
  let told = false;
  const moved = mouse(tab, 'mouseMoved', place).then(() => {
    told = true;
  });
  while (!told) await tab.frame();
  await moved;
}

async function click(tab, { on }) {
  const place = await tab.ask(`aim(${JSON.stringify({ on })})`);
  if (place.why) return place;
  await moveTo(tab, place);
  const left = { button: 'left', clickCount: 1 };
  await Promise.all([
    mouse(tab, 'mousePressed', place, { ...left, buttons: 1 }),
    mouse(tab, 'mouseReleased', place, left),
  ]);
  return {};
}

async function hover(tab, { on }) {
  const place = await tab.ask(`aim(${JSON.stringify({ on })})`);
  if (!place.why) await moveTo(tab, place);
  return place;
}

async function type(tab, { on, text }) {
  const place = await tab.ask(`take(${JSON.stringify({ on, text })})`);
  if (place.why || !place.byKeys) return place;
  if (text === '') await press(tab, 'Delete');
  for (const sign of text) await press(tab, sign === '\n' ? 'Enter' : sign);
  return {};
}

async function setChecked(tab, on, wanted) {
  return (await tab.ask(`isChecked(${JSON.stringify({ on })})`)) === wanted ? {} : click(tab, { on });
}

async function waitFor(tab, question) {
  for (let waited = 0; waited <= PATIENCE; waited += PACE) {
    if (await tab.ask(question)) return {};
    await tab.advance(PACE);
    // What the page's workers do takes real time.
    if (waited % 1000 === 0) await pause(MOMENT);
  }
  return { why: 'never' };
}

const inPage = (name) => (tab, asked) => tab.ask(`${name}(${JSON.stringify(asked)})`);

const VERBS = {
  click, hover, type,
  press: async (tab, { key }) => { await press(tab, key); return {}; },
  select: inPage('choose'),
  submit: inPage('submit'),
  scroll: inPage('scroll'),
  check: (tab, { on }) => setChecked(tab, on, true),
  uncheck: (tab, { on }) => setChecked(tab, on, false),
  resize: async (tab, { width, height }) => { await tab.resize(width, height); await tab.frame(); return {}; },
  reload: async (tab) => { await tab.reload(); return {}; },
  wait: async (tab, { seconds }) => { await tab.advance(seconds * 1000); return {}; },
  wait_for: (tab, { on }) => waitFor(tab, `isThere(${JSON.stringify({ on })})`),
  wait_text: (tab, { text }) => waitFor(tab, `isWritten(${JSON.stringify({ text })})`),
};

/** Does everything in order; returns null, or where it stopped: the action's number from 1, its verb, why. */
export async function act(tab, actions, within) {
  for (const [index, { verb, ...asked }] of actions.entries()) {
    const { why } = await within(VERBS[verb](tab, asked));
    if (why) return { action: index + 1, verb, on: asked.on ?? asked.text ?? '', why };
    await within(tab.settle(SETTLE));
  }
  return null;
}
