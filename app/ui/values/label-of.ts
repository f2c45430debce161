import { visible } from './visible.ts';
/** A code as words: `in_review` → `In review`. Also one of Paymega's, which may be anything. */
export function wordsOf(code: string): string {
  const words = visible(code).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
