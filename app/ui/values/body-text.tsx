import { Copy } from '../forms/copy.tsx';

type BodyTextProps = {
  text: string;
  /** On a page of its own nothing of it is scrolled out of sight. */
  isAlone?: boolean;
};

/** A body as it is shown (pretty-json.ts). */
export function BodyText({ text, isAlone = false }: BodyTextProps) {
  return (
    <div>
      <Copy label="Copy the body" text={() => text} />
      <pre
        className={`${isAlone ? '' : 'max-h-96 overflow-y-auto '}whitespace-pre-wrap break-all rounded-md border border-line bg-sunken p-2 text-xs`}
      >
        {text}
      </pre>
    </div>
  );
}
