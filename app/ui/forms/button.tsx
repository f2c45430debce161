import { Link, type LinkProps } from '@remix-run/react';
import type { ButtonHTMLAttributes } from 'react';

type Tone = 'primary' | 'plain' | 'danger';

const BASE =
  'inline-flex min-h-9 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border px-3 font-medium ' +
  'disabled:cursor-not-allowed disabled:opacity-60 aria-busy:cursor-progress sm:min-h-7 sm:px-2.5 [&_svg]:size-3.5';

const LOOKS: Record<Tone, string> = {
  primary: 'border-accent bg-accent text-on-accent enabled:hover:brightness-110',
  plain: 'border-edge bg-raised text-ink hover:bg-sunken',
  danger: 'border-bad bg-raised text-bad hover:bg-bad-soft',
};

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  tone?: Tone | undefined;
  /** The work it started is still going on. */
  busy?: boolean | undefined;
};

/** A button; it submits its form unless told otherwise. */
export function Button({
  tone = 'plain',
  busy = false,
  type = 'submit',
  className = '',
  ...rest
}: ButtonProps) {
  return <button {...rest} type={type} aria-busy={busy} className={`${BASE} ${LOOKS[tone]} ${className}`} />;
}

type ButtonLinkProps = LinkProps & { tone?: Tone | undefined };

/** A link that looks like a button. */
export function ButtonLink({ tone = 'plain', className = '', ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={`${BASE} ${LOOKS[tone]} ${className}`} />;
}
