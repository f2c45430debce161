import { Form, type FormProps, useLocation, useRouteLoaderData } from '@remix-run/react';

/**
 * A form that acts on the account which the page shows, whatever account another tab has chosen meanwhile: its address
 * names it.
 */
export function AccountForm({ action, ...form }: Omit<FormProps, 'method' | 'action'> & { action?: string }) {
  const frame = useRouteLoaderData<{ account: { slug: string } }>('pages/frame');
  const { pathname, search } = useLocation();
  const [path = '', query = ''] = (action ?? pathname + search).split('?');
  const params = new URLSearchParams(query);
  if (frame) params.set('account', frame.account.slug);
  return <Form {...form} method="post" action={`${path}?${params}`} />;
}
