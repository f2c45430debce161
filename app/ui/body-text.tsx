import { Copy } from './copy.tsx';

/** A body as it is shown (pretty-json.ts). */
export function BodyText({ text }: { text: string }) {
  return (
    <div>
      <Copy label="Copy the body" text={() => text} />
      <pre className="max-h-96 overflow-y-auto whitespace-pre-wrap break-all rounded-md border border-line bg-sunken p-2 text-xs">
        {text}
      </pre>
    </div>
  );
}
