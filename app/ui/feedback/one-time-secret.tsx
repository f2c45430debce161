import type { ReactNode } from 'react';
import { Notice } from './notice.tsx';

type OneTimeSecretProps = { title: string; secrets: readonly string[]; children?: ReactNode };

/** Secrets that are shown this once and never again. */
export function OneTimeSecret({ title, secrets, children }: OneTimeSecretProps) {
  return (
    <Notice tone="good" title={title}>
      <ul className="my-1 font-mono">
        {secrets.map((secret) => (
          <li key={secret} className="break-all select-all">
            {secret}
          </li>
        ))}
      </ul>
      {children}
    </Notice>
  );
}
