import { visible } from './visible.ts';
/** A code as words: `in_review` → `In review`. Also one of Paymega's, which may be anything. */
export function labelOf(code: string): string {
  const text = visible(code).replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
