/** Words of the domain as a sentence on a page: with a capital, and an end. */
export function sentence(words: string): string {
  const end = /[.?!:]$/.test(words) ? '' : '.';
  return words.charAt(0).toUpperCase() + words.slice(1) + end;
}
