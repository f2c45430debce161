const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON text laid out with indents. The literals stay as they were written (`17.00`, 20-digit ids): a body is evidence,
 * and JSON.parse would pass its numbers through a binary float. What is no JSON comes back untouched.
 */
export function prettyJson(text: string): string {
  if (!isJson(text)) return text;
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  let out = '';
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token === '{' || token === '[') {
      const isEmpty = next === '}' || next === ']';
      depth += 1;
      out += isEmpty ? token : token + lineAt(depth);
    } else if (token === '}' || token === ']') {
      depth -= 1;
      const before = tokens[index - 1];
      out += before === '{' || before === '[' ? token : lineAt(depth) + token;
    } else if (token === ',') out += token + lineAt(depth);
    else if (token === ':') out += ': ';
    else out += token;
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

function lineAt(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}
