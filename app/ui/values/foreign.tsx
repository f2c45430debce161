import { visible } from './visible.ts';

type ForeignProps = { text: string | null | undefined; className?: string | undefined };

/** A text that others wrote: nothing in it hides, and its direction of writing ends with it. */
export function Foreign({ text, className }: ForeignProps) {
  return <bdi className={className}>{visible(text ?? '—')}</bdi>;
}
