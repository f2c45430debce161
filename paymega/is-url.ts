/**
 * Whether a text is a URL, against a base where one is given. Not `URL.canParse`: that of Node 20, once it has become hot,
 * says no to every text with a letter such as ü, because its fast path reads Latin-1 as UTF-8.
 */
export function isUrl(text: string, base?: string): boolean {
  try {
    return new URL(text, base) !== null;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
