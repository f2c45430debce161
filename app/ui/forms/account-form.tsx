import { type FormProps, useLocation, useRouteLoaderData } from '@remix-run/react';
import { ActForm } from './act-form.tsx';

type AccountFormProps = Omit<FormProps, 'method' | 'action'> & {
  action?: string;
  alsoTo?: readonly string[];
};

/**
 * A form that acts on the account which the page shows, whatever account another tab has chosen meanwhile: its address
 * names it.
 */
export function AccountForm({ action, ...form }: AccountFormProps) {
  const { pathname, search } = useLocation();
  const naming = useNamingAccount();
  return <ActForm {...form} action={naming(action ?? pathname + search)} />;
}

/** Makes an address name the account which the page shows. */
export function useNamingAccount(): (address: string) => string {
  const frame = useRouteLoaderData<{ account: { slug: string } | null }>('pages/frame');
  return (address) => {
    const [path = '', query = ''] = address.split('?');
    const params = new URLSearchParams(query);
    if (frame?.account) params.set('account', frame.account.slug);
    return `${path}?${params}`;
  };
}
