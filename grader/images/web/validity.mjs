// Validity of a file. The checkers take time to load: they are imported only when somebody asks.

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
const loaded = {};

export function load(file) {
  const name = file.endsWith('.css') ? 'stylelint' : 'html-validate';
  loaded[name] ??= import(name);
  return loaded[name];
}

async function html(text) {
  const { HtmlValidate, StaticConfigLoader } = await load('.html');
  const checker = new HtmlValidate(new StaticConfigLoader({ root: true, ...HTML }));
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
  const { default: stylelint } = await load('.css');
  const { results } = await stylelint.lint({ code, config: CSS });
  const warnings = results.flatMap((result) => result.warnings);
  return told(warnings.map(({ rule, text, line, column }) => ({ rule, message: text, line, column })));
}

export function validity(file, text) {
  return file.endsWith('.css') ? css(text) : html(text);
}
