// Each language is its own file, fetched when a file of that language is opened.
const LANGUAGES = {
  html: async () => (await import("@codemirror/lang-html")).html({ autoCloseTags: true }),
  css: async () => (await import("@codemirror/lang-css")).css(),
  javascript: async () => (await import("@codemirror/lang-javascript")).javascript(),
};

/** The CodeMirror extension of a language; none for a language we do not colour. */
export async function languageSupport(name) {
  return Object.hasOwn(LANGUAGES, name) ? LANGUAGES[name]() : [];
}
