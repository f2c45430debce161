import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Radio } from 'lucide-react';
import { LiveUpdates } from '../../ui/feedback/live-updates.tsx';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { ColumnsMenu, seen } from '../../ui/lists/columns-menu.tsx';
import { ExportLinks } from '../../ui/lists/export-links.tsx';
import { Facets } from '../../ui/lists/facets.tsx';
import { callbackColumns } from './columns.tsx';
import { Days } from './days.tsx';
import { Inbox } from './inbox.tsx';
import { callbacksPage } from './list.server.ts';
import { Quarantine } from './quarantine.tsx';
import { Refused } from './refused.tsx';
import { ServiceLevel } from './service-level.tsx';

export const meta: MetaFunction = () => [{ title: 'Callbacks · Counterfoil' }];

const EXPORTED = { inbox: 'callbacks', quarantine: 'quarantine', refused: 'refused-callbacks' } as const;

export function loader(args: LoaderFunctionArgs) {
  return callbacksPage(args);
}

export default function Callbacks() {
  const page = useLoaderData<typeof loader>();
  const { zone, account, filter, isTailed, hidden } = page;
  const { show, mode } = filter;
  const columns = callbackColumns(zone, page.order);
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
                  {isTailed ? 'Follow new ones: on' : 'Follow new ones: off'}
                </ButtonLink>
                <ColumnsMenu list="callbacks" columns={columns} hidden={hidden} />
              </>
            ) : null}
            <ExportLinks list={EXPORTED[show]} href={page.exportHref} />
          </>
        }
      />
      <ServiceLevel days={page.levelDays} zone={zone} level={page.level} />
      <Days days={page.days} mode={mode} account={account} />
      <Facets label="What to look at" facets={page.tabs} />
      {show === 'inbox' ? (
        <Inbox
          {...page.received}
          {...filter}
          {...{ account, isTailed }}
          order={page.order}
          columns={seen(columns, hidden)}
        />
      ) : null}
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
        <Refused
          {...page.refused}
          {...filter}
          {...{ account, zone, order: page.order }}
          total={page.counts.refused}
        />
      ) : null}
    </>
  );
}
