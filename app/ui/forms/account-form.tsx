import { Form, type FormProps, useLocation, useRouteLoaderData } from '@remix-run/react';

/**
 * A form that acts on the account which the page shows, whatever account another tab has chosen meanwhile: its address
 * names it.
 */
export function AccountForm({ action, ...form }: Omit<FormProps, 'method' | 'action'> & { action?: string }) {
  const { pathname, search } = useLocation();
  const naming = useNamingAccount();
  return <Form {...form} method="post" action={naming(action ?? pathname + search)} />;
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
