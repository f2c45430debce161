import { Foreign } from './foreign.tsx';
import { visible } from './visible.ts';

/** Our reference of a payment in a list: on one line, cut where it is longer than any real one, and whole on hover. */
export function Reference({ text }: { text: string | null }) {
  if (text === null) return <Foreign text={null} />;
  return (
    <span className="inline-block max-w-40 truncate align-bottom font-mono" title={visible(text)}>
      <Foreign text={text} />
    </span>
  );
}
