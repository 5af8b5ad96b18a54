// Validity of a file, by two checkers that are loaded, and have worked once, before the box is made.
import { HtmlValidate, StaticConfigLoader } from 'html-validate/browser';
import stylelint from 'stylelint';

// What is not valid, rather than what is not to somebody's taste: style belongs to the lesson.
const HTML = { extends: ['html-validate:standard'], rules: { 'wcag/h37': 'error', 'missing-doctype': 'error' } };
const CSS = {
  rules: {
    'at-rule-no-unknown': true, 'block-no-empty': true,
    'declaration-property-value-no-unknown': true, 'function-no-unknown': true, 'media-feature-name-no-unknown': true,
    'property-no-unknown': true, 'selector-pseudo-class-no-unknown': true, 'selector-pseudo-element-no-unknown': true,
    'selector-type-no-unknown': [true, { ignore: ['custom-elements'] }],
    'no-invalid-double-slash-comments': true, 'named-grid-areas-no-invalid': true,
  },
};
const MOST = 50;

const byPlace = (one, other) => one.line - other.line || one.column - other.column;
const told = (errors) => ({ count: errors.length, errors: errors.sort(byPlace).slice(0, MOST) });
const checker = new HtmlValidate(new StaticConfigLoader({ root: true, ...HTML }));

async function html(text) {
  let report;
  try {
    report = await checker.validateString(text, 'page.html');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return told([{ rule: 'too-deep', message: 'too many elements inside each other', line: 1, column: 1 }]);
  }
  const messages = report.results.flatMap((result) => result.messages).filter((message) => message.severity === 2);
  return told(messages.map(({ ruleId, message, line, column }) => ({ rule: ruleId, message, line, column })));
}

async function css(code) {
  const { results } = await stylelint.lint({ code, config: CSS });
  const warnings = results.flatMap((result) => result.warnings);
  return told(warnings.map(({ rule, text, line, column }) => ({ rule, message: text, line, column })));
}

export function validity(file, text) {
  return file.endsWith('.css') ? css(text) : html(text);
}
