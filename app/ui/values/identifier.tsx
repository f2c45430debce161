import { Foreign } from './foreign.tsx';
import { visible } from './visible.ts';

/** An id or a reference in a list: on one line, cut where it is long, and whole on hover and on its own page. */
export function Identifier({ text }: { text: string | null }) {
  if (text === null) return <Foreign text={null} />;
  return (
    <span className="identifier font-mono" title={visible(text)}>
      <Foreign text={text} />
    </span>
  );
}
