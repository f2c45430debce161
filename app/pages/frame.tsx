import { data, type LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { countInvoices } from '#reconciliation/book/invoices.ts';
import { countDiscrepancies } from '#reconciliation/discrepancies/list.ts';
import { may } from '#reconciliation/people/permissions.ts';
import { requirePerson } from '../access.server.ts';
import { currentAndVisible } from '../account.server.ts';
import { PAGE_ADDRESS } from '../page-address.ts';
import { Broken } from '../ui/broken.tsx';
import { Notice } from '../ui/notice.tsx';
import { Shell } from '../ui/shell.tsx';
import { Undo } from '../ui/undo.tsx';

const NoticeShape = z.object({
  tone: z.enum(['good', 'info', 'warn', 'bad']),
  words: z.string(),
  undo: z.string().optional(),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const { account, visible } = await currentAndVisible(request, context, person);
  // What cannot be read is the page's to refuse, inside of the frame.
  const mode = PAGE_ADDRESS.shape.mode
    .catch('live')
    .parse(new URL(request.url).searchParams.get('mode') ?? undefined);
  const filter = { accountId: account.id, mode };
  const [unresolved, pending] = await Promise.all([
    countDiscrepancies(context.sql, { ...filter, state: 'unresolved' }),
    countInvoices(context.sql, { ...filter, isPending: true }),
  ]);
  const notice = NoticeShape.safeParse(
    await context.cookies.notice.parse(request.headers.get('cookie')),
  ).data;
  const headers = new Headers();
  if (notice) headers.append('set-cookie', await context.cookies.notice.serialize('', { maxAge: 0 }));
  return data(
    {
      person: { email: person.email, role: person.role },
      account: { slug: account.slug, name: account.name, zone: account.timeZone },
      accounts: visible.map(({ slug, name }) => ({ slug, name })),
      mode,
      mayAudit: may(person.role, 'audit.read') && person.accounts === null,
      unresolved,
      pending,
      notice,
    },
    { headers },
  );
}

export default function Frame() {
  const {
    person,
    account,
    accounts: visible,
    mode,
    mayAudit,
    unresolved,
    pending,
    notice,
  } = useLoaderData<typeof loader>();
  const undo = useLastUndo(notice);
  const nav = [
    { to: '/', label: 'Overview' },
    { to: '/discrepancies', label: 'Discrepancies', count: unresolved },
    { to: '/invoices', label: 'Invoices' },
    { to: '/pending', label: 'Pending', count: pending },
    { to: '/callbacks', label: 'Callbacks' },
    { to: '/runs', label: 'Runs' },
    { to: '/reports', label: 'Reports' },
    { to: '/test-payments', label: 'Test payments' },
    ...(mayAudit ? [{ to: '/audit', label: 'Audit' }] : []),
    { to: '/settings/reconciliation', label: 'Settings', within: '/settings' },
  ];
  return (
    <Shell
      person={person}
      account={account}
      accounts={visible}
      mode={mode}
      nav={nav}
      banner={
        notice ? (
          <Notice tone={notice.tone}>
            {notice.words}
            {notice.undo ? <Undo at={notice.undo} /> : null}
          </Notice>
        ) : undo ? (
          <div hidden>
            <Undo at={undo} />
          </div>
        ) : null
      }
    >
      <Outlet />
    </Shell>
  );
}

/** What the key z takes back: the resolution made last, also when one has gone on since, until something else was done. */
function useLastUndo(notice: { undo?: string | undefined } | undefined): string | null {
  const [last, setLast] = useState<string | null>(null);
  useEffect(() => {
    if (notice) setLast(notice.undo ?? null);
  }, [notice]);
  return last;
}

export function ErrorBoundary() {
  return (
    <main className="mx-auto max-w-xl p-6">
      <Broken />
    </main>
  );
}
