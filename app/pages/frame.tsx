import { data, type LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData, useRouteLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { may } from '#identity/permissions/permissions.ts';
import { Refusal } from '#identity/refusal.ts';
import { countAlerts } from '#reconciliation/alerts/alerts.ts';
import { countInvoices } from '#reconciliation/books/invoices.ts';
import { reconciliationStatus } from '#reconciliation/comparison/reconciliation-status.ts';
import { countDiscrepancies } from '#reconciliation/discrepancies/list.ts';
import { requirePerson, sessionOfRequest } from '../access/access.server.ts';
import { accountOfFrame } from '../access/account.server.ts';
import { PAGE_ADDRESS } from '../forms/page-address.ts';
import { ErrorMessage } from '../ui/feedback/error-message.tsx';
import { Notice } from '../ui/feedback/notice.tsx';
import { NoAccount } from '../ui/frame/no-account.tsx';
import { Foreign } from '../ui/values/foreign.tsx';
import { Framed } from './framed.tsx';

const NoticeShape = z.object({
  tone: z.enum(['good', 'info', 'warn', 'bad']),
  message: z.string(),
  undo: z.string().optional(),
});

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  // Where nothing is, nobody is asked to sign in.
  const isNowhere = params['*'] !== undefined;
  if (isNowhere && (await sessionOfRequest(request, context))?.stage !== 'full')
    throw new Refusal('unknown_page', 'There is no such page.', 404);
  const person = await requirePerson(request, context, 'books.read');
  const view = { email: person.email, label: person.label, role: person.role };
  const notice = NoticeShape.safeParse(
    await context.cookies.notice.parse(request.headers.get('cookie')),
  ).data;
  const headers = new Headers();
  if (notice) headers.append('set-cookie', await context.cookies.notice.serialize('', { maxAge: 0 }));
  const shown = await accountOfFrame(request, context, person);
  // Their own account is theirs all the same.
  if (!shown) return data({ person: view, account: null, books: null, notice }, { headers });
  const { account, visible } = shown;
  // What cannot be read is the page's to refuse, inside of the frame.
  const mode = PAGE_ADDRESS.shape.mode
    .catch('live')
    .parse(new URL(request.url).searchParams.get('mode') ?? undefined);
  const filter = { accountId: account.id, mode };
  const alertsOf = { accountId: account.id, withInstallation: person.accounts === null };
  const [alerts, unresolved, pending, reconciliation] = await Promise.all([
    countAlerts(context.sql, alertsOf),
    countDiscrepancies(context.sql, { ...filter, state: 'unresolved' }),
    countInvoices(context.sql, { ...filter, isPending: true }),
    reconciliationStatus(context.sql, account, new Date()),
  ]);
  return data(
    {
      person: view,
      account: { slug: account.slug, name: account.name, zone: account.timeZone },
      books: {
        accounts: visible.map(({ slug, name }) => ({ slug, name })),
        mode,
        mayAudit: may(person.role, 'audit.read') && person.accounts === null,
        unresolved,
        pending,
        alerts: alerts.open,
        reconciliation,
        keysHref: may(person.role, 'accounts.manage') ? `/settings/accounts/${account.id}` : null,
        proxyWarnings: may(person.role, 'settings.change') ? context.proxyWarnings : [],
      },
      notice,
    },
    { headers },
  );
}

export default function Frame() {
  const { person, account, books, notice } = useLoaderData<typeof loader>();
  if (account) {
    return (
      <Framed {...{ person, account, books, notice }}>
        <Outlet />
      </Framed>
    );
  }
  return (
    <NoAccount person={person}>
      {notice ? (
        <Notice tone={notice.tone}>
          <Foreign text={notice.message} />
        </Notice>
      ) : null}
      <Outlet />
    </NoAccount>
  );
}

export function ErrorBoundary() {
  const loaded = useRouteLoaderData<typeof loader>('pages/frame');
  if (loaded && !loaded.account) {
    return (
      <NoAccount person={loaded.person}>
        <ErrorMessage />
      </NoAccount>
    );
  }
  return (
    <main className="mx-auto max-w-xl p-6">
      <ErrorMessage />
    </main>
  );
}
