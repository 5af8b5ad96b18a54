import { parser } from "@lezer/javascript";

// Puts a guard at the beginning of each loop of a script, so that one without end stops and names its line. No line
// is added: errors go on naming the right ones. `lineBefore` counts the lines that stand before the script.
const LOOPS = new Set(["WhileStatement", "ForStatement", "DoStatement"]);

export function guardLoops(code, file, lineBefore = 0) {
  const insertions = [];
  parser.parse(code).iterate({
    enter: (node) => {
      if (!LOOPS.has(node.name)) return;
      const body = bodyOf(node.node);
      if (!body) return;
      const guard = `__loop(${JSON.stringify(file)},${lineOf(code, node.from) + lineBefore});`;
      if (body.name === "Block") insertions.push([body.from + 1, guard]);
      else insertions.push([body.from, `{${guard}`], [body.to, "}"]);
    },
  });
  return insert(code, insertions);
}

// The statement that is done again and again: of `do … while` it stands before the condition, else it is the last.
function bodyOf(loop) {
  const body = loop.name === "DoStatement" ? loop.firstChild?.nextSibling : loop.lastChild;
  const whole = body && !body.type.isError && body.from < body.to && /Statement|Block|Declaration|^;$/.test(body.name);
  return whole ? body : null;
}

function lineOf(code, position) {
  return code.slice(0, position).split("\n").length;
}

// Of two insertions at one place, the one that was found first (the outer loop's) comes first, its end last.
function insert(code, insertions) {
  const inOrder = insertions.map((insertion, index) => [...insertion, index]);
  inOrder.sort(([one, text, first], [other, , second]) => one - other || (text === "}" ? second - first : first - second));
  let done = 0;
  let written = "";
  for (const [position, text] of inOrder) {
    written += code.slice(done, position) + text;
    done = position;
  }
  return written + code.slice(done);
}

const INLINE_SCRIPT = /(<script(?![^>]*\ssrc\s*=)[^>]*>)([\s\S]*?)(<\/script)/gi;

/** The files (path to text) as they are run: every script with its guards, those written in pages included. */
export function guardFiles(files) {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, guardFile(path, text)]));
}

function guardFile(path, text) {
  if (/\.m?js$/.test(path)) return guardLoops(text, path);
  if (!/\.html?$/.test(path)) return text;
  return text.replace(INLINE_SCRIPT, (whole, opening, code, closing, position) => {
    if (/type\s*=\s*["']?(?!text\/javascript|module)/i.test(opening)) return whole;
    const before = text.slice(0, position + opening.length).split("\n").length - 1;
    return opening + guardLoops(code, path, before) + closing;
  });
}
