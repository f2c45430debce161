import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Radio } from 'lucide-react';
import { readFilter } from '#identity/filter.ts';
import { arrangementOf } from '#identity/people/saved-views.ts';
import { may } from '#identity/permissions/permissions.ts';
import { quarantinedRows } from '#reconciliation/books/quarantined.ts';
import { callbacks, countQuarantinedAndRefused } from '#reconciliation/callbacks/callbacks.ts';
import { refusedCallbacks } from '#reconciliation/callbacks/refused-callbacks.ts';
import { serviceLevel } from '#reconciliation/callbacks/service-level.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { withParams } from '../../forms/address.ts';
import { BY_NUMBER, keysetPage } from '../../forms/keyset.ts';
import { LiveUpdates } from '../../ui/feedback/live-updates.tsx';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ColumnsMenu, seen } from '../../ui/lists/columns-menu.tsx';
import { ExportLinks } from '../../ui/lists/export-links.tsx';
import { Facets } from '../../ui/lists/facets.tsx';
import { callbackColumns } from './columns.tsx';
import { CALLBACK_LIST } from './filter.server.ts';
import { Inbox } from './inbox.tsx';
import { Quarantine } from './quarantine.tsx';
import { Refused } from './refused.tsx';
import { ServiceLevel } from './service-level.tsx';

export const meta: MetaFunction = () => [{ title: 'Callbacks · Counterfoil' }];

const PAGE = 50;
const SHOWN = 100;
const DAYS = 7;
const EXPORTED = { inbox: 'callbacks', quarantine: 'quarantine', refused: 'refused-callbacks' } as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  const url = new URL(request.url);
  const asked = readFilter(CALLBACK_LIST, url.searchParams);
  const { mode, show, verdict, search, before } = asked;
  const page = { before, limit: PAGE + 1 };
  const isOfAll = person.accounts === null;
  const [rows, refused, quarantined, counts, level, { hidden }] = await Promise.all([
    show === 'inbox' ? callbacks(sql, { accountId: account.id, mode, verdict, search }, page) : [],
    show === 'refused' ? refusedCallbacks(sql, account.id, SHOWN, isOfAll) : [],
    show === 'quarantine' ? quarantinedRows(sql, account.id, SHOWN) : [],
    countQuarantinedAndRefused(sql, account.id, isOfAll),
    serviceLevel(sql, account.id, mode, DAYS, new Date()),
    arrangementOf(sql, person.id, 'callbacks'),
  ]);
  const isTailed = asked.tail === 'on' && before === undefined && show === 'inbox';
  const tab = (key: 'inbox' | 'quarantine' | 'refused', label: string, count?: number) => ({
    ...{ label, count, active: show === key },
    href: withParams(new URL(url.pathname + (mode === 'test' ? '?mode=test' : ''), url), {
      show: key === 'inbox' ? undefined : key,
    }),
  });
  return {
    accountId: account.id,
    account: account.slug,
    zone: account.timeZone,
    ...keysetPage(url, rows, PAGE, before, BY_NUMBER),
    ...{ hidden, refused, quarantined, counts, level, verdict, search, mode, show, isTailed },
    tabs: [
      tab('inbox', 'Received'),
      tab('quarantine', 'In quarantine', counts.quarantined),
      tab('refused', 'Refused', counts.refused),
    ],
    tailHref: withParams(url, { tail: isTailed ? undefined : 'on', before: undefined }),
    here: url.pathname + url.search,
    exportHref: may(person.role, 'books.export') ? `/reports/callbacks/export${url.search}` : null,
    mayReplay: may(person.role, 'quarantine.replay'),
  };
}

export default function Callbacks() {
  const page = useLoaderData<typeof loader>();
  const { zone, show, isTailed, hidden } = page;
  const columns = callbackColumns(zone);
  return (
    <>
      <LiveUpdates watched={isTailed ? `callbacks/${page.accountId}` : null} />
      <PageHead
        title="Callbacks"
        sub="What Paymega told us, and what we made of it"
        actions={
          <>
            {show === 'inbox' ? (
              <>
                <ButtonLink
                  to={page.tailHref}
                  aria-current={isTailed ? 'true' : undefined}
                  preventScrollReset
                >
                  <Radio aria-hidden="true" className={isTailed ? 'text-good' : ''} />
                  {isTailed ? 'Live: on' : 'Live: off'}
                </ButtonLink>
                <ColumnsMenu list="callbacks" columns={columns} hidden={hidden} />
              </>
            ) : null}
            <ExportLinks list={EXPORTED[show]} href={page.exportHref} />
          </>
        }
      />
      <ServiceLevel days={DAYS} zone={zone} level={page.level} />
      <Facets label="What to look at" facets={page.tabs} />
      {show === 'inbox' ? <Inbox {...page} columns={seen(columns, hidden)} /> : null}
      {show === 'quarantine' ? (
        <Quarantine
          quarantined={page.quarantined}
          total={page.counts.quarantined}
          zone={zone}
          mayReplay={page.mayReplay}
          here={page.here}
        />
      ) : null}
      {show === 'refused' ? (
        <Refused refused={page.refused} total={page.counts.refused} zone={zone} account={page.account} />
      ) : null}
    </>
  );
}
