import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Colours are the site's own tokens, so day and night need no second theme.
const look = EditorView.theme({
  "&": { backgroundColor: "var(--code-sheet)", color: "var(--ink)", height: "100%" },
  "&.cm-focused": { outline: "none" },
  // Drawn above the gutter and the current line, which would hide an outline.
  "&.cm-focused::after": { content: "''", position: "absolute", inset: "0", zIndex: "250", border: "var(--focus)", pointerEvents: "none" },
  ".cm-scroller": { fontFamily: "var(--font-code)", fontSize: "1rem", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: "0.75rem" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--code-selection)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--code-line)" },
  ".cm-gutters": { backgroundColor: "var(--code-sheet)", color: "var(--code-comment)", borderRight: "1px solid var(--margin-line)" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "var(--marker)",
    color: "var(--on-marker)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--returned-tint)", color: "var(--returned)" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "var(--radius)", boxShadow: "var(--shadow-raised)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-code)", maxHeight: "12em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.3rem 0.6rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--pen)", color: "var(--on-pen)" },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionDetail": { color: "inherit" },
  ".cm-panels": { backgroundColor: "var(--sheet-sunk)", color: "var(--ink)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line-strong)" },
  ".cm-panel.cm-search": { fontFamily: "var(--font-text)", fontSize: "0.9375rem" },
  ".cm-panel.cm-search label": { fontSize: "inherit" },
  ".cm-textfield": { backgroundColor: "var(--sheet)", border: "1px solid var(--line-strong)", fontSize: "inherit", padding: "0.35rem 0.5rem" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--sheet)", border: "1px solid var(--line-strong)", borderRadius: "var(--radius)", padding: "0.35rem 0.6rem", fontSize: "inherit" },
  ".cm-button:active": { backgroundImage: "none" },
  ".cm-panel.cm-search [name=close]": { color: "var(--ink)", fontSize: "1.25rem", minWidth: "2rem" },
  ".cm-searchMatch": { backgroundColor: "var(--code-selection)", outline: "1px solid var(--pen)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--marker)", color: "var(--on-marker)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--code-keyword)" },
  { tag: [tags.tagName, tags.angleBracket], color: "var(--code-tag)" },
  { tag: [tags.attributeName, tags.labelName], color: "var(--code-attribute)" },
  { tag: [tags.propertyName], color: "var(--code-attribute)" },
  { tag: [tags.string, tags.attributeValue, tags.regexp, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.unit, tags.bool, tags.null, tags.atom, tags.color], color: "var(--code-number)" },
  { tag: [tags.comment, tags.meta, tags.documentMeta], color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName), tags.className], color: "var(--code-name)" },
  { tag: [tags.function(tags.propertyName)], color: "var(--code-name)" },
  { tag: tags.invalid, textDecoration: "underline wavy var(--returned)" },
  { tag: tags.heading, fontWeight: "bold" },
]);

export const theme = [look, syntaxHighlighting(colours)];
