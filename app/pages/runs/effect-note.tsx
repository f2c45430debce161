import { Link } from '@remix-run/react';

type EffectNoteProps = { change: string | undefined; test: number; href: string | undefined };

/** Beneath a figure of a run: how it changed, and how many of it are test payments, which have a list of their own. */
export function EffectNote({ change, test, href }: EffectNoteProps) {
  return (
    <>
      {change}
      {test > 0 && href ? (
        <>
          {change ? ' · ' : ''}
          <Link to={href} className="relative z-1 text-accent underline">
            {test} in test
          </Link>
        </>
      ) : null}
    </>
  );
}
