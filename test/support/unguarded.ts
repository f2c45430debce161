import { readFileSync } from 'node:fs';

/** A text of an export as it was: by the lines of docs/csv.md, as a reader of it would take them. */
export const unguarded: (cell: string) => string = (() => {
  const document = readFileSync(new URL('../../docs/csv.md', import.meta.url), 'utf8');
  const [, code] = /```js\n(.*?)```/s.exec(document) ?? [];
  if (code === undefined) throw new Error('docs/csv.md says nothing of reading texts back');
  return new Function(`${code}; return text;`)();
})();
