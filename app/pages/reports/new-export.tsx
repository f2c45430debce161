import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { orderExport } from '#reconciliation/reports/background-export.ts';
import { estimatedRows, LARGE_ROWS } from '#reconciliation/reports/export-estimate.ts';
import { exportOf } from '#reconciliation/reports/export-filters.ts';
import { BUILT_IN } from '#reconciliation/reports/export-profile.ts';
import { savedProfiles } from '#reconciliation/reports/export-profiles.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { exportAsked, wayOf } from '../../http/export-answer.server.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { ExportForm } from './export-form.tsx';
import { EXPORTED_LISTS, exportedList } from './exported-lists.server.ts';
import { LIST_LABELS } from './list-labels.ts';
import { ReportsNav } from './reports-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'New export · Counterfoil' }];

/** Who asks for what: the list, and its filter as the list's own address has it. */
async function askedBy({ request, context }: Pick<LoaderFunctionArgs, 'request' | 'context'>) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const { searchParams } = new URL(request.url);
  const named = request.method === 'GET' ? searchParams : await paramsOf(request, searchParams);
  const list = exportedList(named.get('list') ?? (request.method === 'GET' ? 'invoices' : null), person);
  named.delete('list');
  const { path, schema } = EXPORTED_LISTS[list];
  const { way, given } = exportAsked(list, schema, named, person.id);
  const seesAllAccounts = person.accounts === null;
  const what = await exportOf(context.sql, account, list, given, { seesAllAccounts, empty: 'absent' });
  return { person, account, list, path, params: named, way, what };
}

/** The fields of the form, on the account that its address names. */
async function paramsOf(request: Request, address: URLSearchParams): Promise<URLSearchParams> {
  const form = await request.formData();
  const fields = [...form].map(([name, value]): [string, string] => [name, String(value)]);
  const account = address.get('account');
  return new URLSearchParams([...fields, ...(account ? [['account', account] as [string, string]] : [])]);
}

export async function loader(args: LoaderFunctionArgs) {
  const { person, account, list, path, params, way, what } = await askedBy(args);
  const { sql } = args.context;
  const saved = await savedProfiles(sql, account.id, person.id);
  const rows = await estimatedRows(sql, what);
  const filter = [...params].filter(([name]) => !['format', 'profile', 'account'].includes(name));
  return {
    ...{ list, path, way, rows, filter, account: account.slug, isLarge: rows > LARGE_ROWS },
    asked: Object.entries(what.filter),
    profiles: [...new Set([...saved, ...BUILT_IN].map(({ name }) => name))],
  };
}

/** Orders the file to be made in the background, and shows how far it is. */
export async function action(args: ActionFunctionArgs) {
  const { context } = args;
  const { person, account, way: asked, what } = await askedBy(args);
  const { sql, queue } = context;
  return actThenRedirect(context, `/reports/exports?account=${account.slug}`, async () => {
    const way = await wayOf(context, asked, account.id, person.id);
    const order = { what, way, estimatedRows: await estimatedRows(sql, what) };
    await orderExport(sql, actorOf(person, context), order, (within, id) =>
      queue.send('make-export', { exportId: id.toString() }, { within }),
    );
    return redirect(`/reports/exports?account=${account.slug}`);
  });
}

export default function NewExport() {
  const page = useLoaderData<typeof loader>();
  const { list, rows, isLarge, asked } = page;
  const filter = asked.map(([name, value]) => `${name} ${value}`).join(', ');
  return (
    <>
      <PageHead
        title={`Export: ${LIST_LABELS[list]}`}
        sub={`About ${groupedDigits(String(rows))} rows${filter ? ` · ${filter}` : ''}`}
      />
      <ReportsNav />
      {isLarge ? (
        <Notice tone="info" title="This is a large one">
          In the background it is made while you do something else, and is kept for three days.
        </Notice>
      ) : null}
      <Section heading="How it is written">
        <ExportForm {...page} />
      </Section>
    </>
  );
}
