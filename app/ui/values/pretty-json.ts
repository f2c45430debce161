import { visibleLines } from './visible.ts';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;
/** Maps and lists within this many others stand on one line: further in, indents would outgrow what they indent. */
const MOST_LEVELS = 32;
const MOST_CHARACTERS = 50_000;

/**
 * A body as it is shown: JSON laid out with indents, at most so much of it as a page can hold, and whatever would not be
 * seen in it written out. The literals stay as they were written (`17.00`, 20-digit ids): a body is evidence, and
 * JSON.parse would pass its numbers through a binary float. What is no JSON is not laid out.
 */
export function prettyJson(text: string): string {
  const laidOut = isJson(text) ? layOut(text) : text;
  if (laidOut.length <= MOST_CHARACTERS) return visibleLines(laidOut);
  return `${visibleLines(laidOut.slice(0, MOST_CHARACTERS))}\n… and more: this is the beginning of ${text.length} characters`;
}

/** Up to a little more than what is shown. */
function layOut(text: string): string {
  let [out, depth, before] = ['', 0, ''];
  for (const [token] of text.matchAll(TOKEN)) {
    const isEnd = token === '}' || token === ']';
    const isEmpty = isEnd && (before === '{' || before === '[');
    if (isEnd) depth -= 1;
    // The line of what a map or list holds begins only when it is seen to hold something.
    if (before === '{' || before === '[' || before === ',') out += isEmpty ? '' : lineAt(depth);
    else if (isEnd) out += lineAt(depth, depth + 1);
    if (before === ',' && depth > MOST_LEVELS) out += ' ';
    out += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    if (out.length > MOST_CHARACTERS) break;
    before = token;
  }
  return out;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @param within of what level the map or list is whose line this is */
function lineAt(depth: number, within = depth): string {
  return within > MOST_LEVELS ? '' : `\n${'  '.repeat(depth)}`;
}
