import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { readFilter } from '#identity/filter.ts';
import { KIND_LABELS } from '#reconciliation/statements/fields.ts';
import { statementDay } from '#reconciliation/statements/statement-day.ts';
import { badRowsOf, linesOfFile, statementFile } from '#reconciliation/statements/statement-files.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Time } from '../../ui/values/time.tsx';
import { visible } from '../../ui/values/visible.ts';
import { ReportsNav } from '../reports/reports-nav.tsx';
import { BadRows } from './bad-rows.tsx';
import { DaySums } from './day-sums.tsx';
import { byWhom, countsOf, daysOf } from './file-table.tsx';
import { LineTable } from './line-table.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Statement ${params.id} · Counterfoil` }];

const LINES_OF_A_PAGE = 200;
const ADDRESS = PAGE_ADDRESS.extend({
  after: z
    .string()
    .regex(/^\d{1,7}$/, 'must be the number of a line')
    .transform(Number)
    .optional(),
});

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'statement_files', [id]);
  const { after = 0 } = readFilter(ADDRESS, new URL(request.url).searchParams);
  const file = await statementFile(context.sql, account.id, id);
  const lines = await linesOfFile(context.sql, file, { after, limit: LINES_OF_A_PAGE + 1 });
  const next = lines.length > LINES_OF_A_PAGE ? (lines[LINES_OF_A_PAGE - 1]?.line ?? null) : null;
  const bad = await badRowsOf(context.sql, file);
  const isOfOneDay = file.kind !== 'invoices' && file.firstDay !== null && file.firstDay === file.lastDay;
  const sums = isOfOneDay ? await statementDay(context.sql, account, file.mode, file.firstDay ?? '') : [];
  return { zone: account.timeZone, file, after, next, lines: lines.slice(0, LINES_OF_A_PAGE), bad, sums };
}

export default function Statement() {
  const { zone, file, after, next, lines, bad, sums } = useLoaderData<typeof loader>();
  const address = `/reports/statements/${file.id}?mode=${file.mode}`;
  return (
    <>
      <PageHead
        title={visible(file.fileName)}
        sub={
          <>
            {KIND_LABELS[file.kind]}, {daysOf(file)}, {file.currencies.join(', ')}, {file.mode}. Imported{' '}
            <Time at={file.importedAt} zone={zone} /> by {byWhom(file.importedBy)}. Counts:{' '}
            {countsOf(file.days, file.superseded)}.
          </>
        }
        actions={<ButtonLink to={`/reports/statements?mode=${file.mode}`}>All statements</ButtonLink>}
      />
      <ReportsNav />
      <p className="text-muted">
        Customer, payer and metadata are not kept. SHA-256{' '}
        <span className="font-mono break-all">{file.sha256}</span>
      </p>
      {sums.length > 0 ? <DaySums days={sums} /> : null}
      {file.badRows > 0 ? <BadRows rows={bad} count={file.badRows} /> : null}
      <LineTable lines={lines} mode={file.mode} />
      <div className="flex gap-2" data-screen-only>
        {after > 0 ? <ButtonLink to={address}>First lines</ButtonLink> : null}
        {next === null ? null : <ButtonLink to={`${address}&after=${next}`}>More lines</ButtonLink>}
      </div>
    </>
  );
}
