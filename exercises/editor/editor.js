import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { languageSupport } from "./languages.js";
import { theme } from "./theme.js";

/**
 * Puts a CodeMirror in the place of a text area, which stays the form's field and is kept up to date.
 * `options`: nonce (for the styles CodeMirror adds), phrases (its own words, translated), tabIndents.
 * Resolves to {tabIndents(boolean), destroy()}.
 */
export async function mountEditor(area, options) {
  const language = await languageSupport(area.dataset.language);
  const view = new EditorView({
    state: EditorState.create({ doc: area.value, extensions: extensionsFor(area, options, language) }),
  });
  area.after(view.dom);
  takeOver(area, view);
  const controls = controlsFor(area, view);
  controls.tabIndents(options.tabIndents);
  return controls;
}

function extensionsFor(area, { nonce, phrases }, language) {
  return [
    EditorView.cspNonce.of(nonce),
    EditorState.phrases.of(phrases),
    theme,
    language,
    lineNumbers(),
    drawSelection(),
    bracketMatching(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of(names(area)),
    keymap.of([...completionKeymap, ...closeBracketsKeymap, ...defaultKeymap.filter(isOurs), ...historyKeymap, ...searchKeymap, indentWithTab]),
    search({ top: false }),
    ...(area.readOnly ? readOnly() : writing(area)),
  ];
}

// Ctrl+Enter asks for a check everywhere on the page, the editor included.
function isOurs(binding) {
  return binding.key !== "Mod-Enter";
}

function names(area) {
  return {
    "aria-label": area.labels[0].textContent.trim().replace(/\s+/g, " "),
    "aria-describedby": area.getAttribute("aria-describedby") ?? "",
    autocapitalize: "off",
    // Read-only code scrolls too, and the keyboard must be able to follow it.
    tabindex: "0",
  };
}

function readOnly() {
  return [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ "aria-readonly": "true" })];
}

function writing(area) {
  return [
    history(),
    indentOnInput(),
    indentUnit.of("  "),
    closeBrackets(),
    autocompletion(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    EditorView.updateListener.of(tellOf(area)),
  ];
}

/**
 * Keeps the form's field the same as the editor, always. What follows from a key (saving, drawing the page) waits until
 * the letter is on the screen; what follows from anything else does not.
 */
function tellOf(area) {
  let waits = false;
  const tell = () => {
    waits = false;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return (update) => {
    if (!update.docChanged) return;
    area.value = update.state.doc.toString();
    if (waits) return;
    if (!update.transactions.some((transaction) => transaction.isUserEvent("input.type"))) {
      tell();
      return;
    }
    waits = true;
    requestAnimationFrame(() => setTimeout(tell));
  };
}

// Whoever was already typing in the plain area keeps the place and the focus.
function takeOver(area, view) {
  const focused = document.activeElement === area;
  const { selectionStart: anchor, selectionEnd: head } = area;
  area.hidden = true;
  if (!focused) return;
  view.dispatch({ selection: { anchor: Math.min(anchor, view.state.doc.length), head: Math.min(head, view.state.doc.length) } });
  view.focus();
}

function controlsFor(area, view) {
  const follow = () => {
    if (area.value === view.state.doc.toString()) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: area.value } });
  };
  const show = (event) => {
    event.preventDefault();
    const line = view.state.doc.line(Math.min(Math.max(event.detail, 1), view.state.doc.lines));
    view.dispatch({ selection: { anchor: line.from, head: line.to }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
    view.focus();
  };
  area.addEventListener("files:replaced", follow);
  area.addEventListener("line:show", show);
  return {
    // In "tab focus mode" the Tab key leaves the editor, as everywhere else on a page.
    tabIndents: (indents) => view.setTabFocusMode(!indents),
    destroy() {
      area.removeEventListener("files:replaced", follow);
      area.removeEventListener("line:show", show);
      area.hidden = false;
      view.destroy();
    },
  };
}
