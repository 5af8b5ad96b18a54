// What a screen reader is told: roles, names, states; headings and landmarks; the faults that axe finds.
import { readFileSync } from 'node:fs';
import { short } from './tab.mjs';

const LARGEST = 20_000; // elements: beyond, the tree would not fit in a message
const MOST = { headings: 100, landmarks: 60, rules: 40, targets: 5 };
const STATES = new Set([
  'checked', 'disabled', 'expanded', 'focusable', 'invalid', 'level', 'multiline', 'pressed', 'readonly', 'required', 'selected', 'modal',
]);
const LANDMARKS = new Set(['banner', 'complementary', 'contentinfo', 'form', 'main', 'navigation', 'region', 'search']);
const NAMED = new Set(['form', 'region']); // landmarks only if they have a name

const plain = (property) => property?.value ?? '';

function told(node) {
  if (node === undefined || node.ignored) return { role: '', name: '', description: '', states: {} };
  const states = {};
  for (const { name, value } of node.properties ?? []) if (STATES.has(name)) states[name] = String(value.value);
  return { role: short(plain(node.role), 60), name: short(plain(node.name)), description: short(plain(node.description)), states };
}

/** The elements of a selector, as a screen reader is told of them. */
export async function accessibility(tab, { selector }) {
  const list = await tab.ask(`first(${JSON.stringify(selector)})`, { returnByValue: false });
  const { result } = await tab.send('Runtime.getProperties', { objectId: list.objectId, ownProperties: true });
  const elements = result.filter(({ name, value }) => /^\d+$/.test(name) && value?.objectId);
  const trees = await Promise.all(elements.map(
    ({ value }) => tab.send('Accessibility.getPartialAXTree', { objectId: value.objectId, fetchRelatives: false }),
  ));
  return { count: trees.length, elements: trees.map(({ nodes }) => told(nodes[0])) };
}

/** The skeleton of the page: its headings and its landmarks, in order. */
export async function outline(tab) {
  if (await tab.ask('size()') > LARGEST) return { failed: 'the page is too big' };
  const { nodes } = await tab.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const headings = [];
  const landmarks = [];
  const walk = [nodes[0]];
  while (walk.length) {
    const node = walk.pop();
    const { role, name, states } = told(node);
    if (role === 'heading') headings.push({ level: Number(states.level) || 0, text: name });
    if (LANDMARKS.has(role) && (name || !NAMED.has(role))) landmarks.push({ role, name });
    walk.push(...(node.childIds ?? []).map((id) => byId.get(id)).filter((child) => child !== undefined).reverse());
  }
  return { headings: headings.slice(0, MOST.headings), landmarks: landmarks.slice(0, MOST.landmarks) };
}

let source;

// The page's clock stands still: axe only defers to be polite, and its long waits are for frames, left out here.
const AT_ONCE = 'globalThis.setTimeout = (work, delay) => { if (!(delay > 1000)) queueMicrotask(work); return 0; }';

/** What axe holds against the page. It runs in the observer's world, where the page cannot reach it. */
export async function axe(tab, { rules }) {
  source ??= readFileSync('/opt/observer/axe.min.js', 'utf8');
  const only = rules.length ? { runOnly: { type: 'rule', values: rules } } : {};
  const options = JSON.stringify({ resultTypes: ['violations'], elementRef: false, preload: false, iframes: false, ...only });
  const violations = await tab.evaluate(`${AT_ONCE};${source};axe.run(document, ${options}).then(({ violations }) => violations.slice(0, ${MOST.rules}).map(
    ({ id, impact, help, nodes }) => ({ rule: id, impact, help, count: nodes.length,
      targets: nodes.slice(0, ${MOST.targets}).map(({ target }) => String(target.flat().join(' ')).slice(0, 200)) })))`, { awaitPromise: true });
  return { count: violations.length, violations };
}
