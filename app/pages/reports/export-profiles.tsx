import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { readFilter } from '#identity/filter.ts';
import { BUILT_IN, DATE_FORMS, DECIMAL_SIGNS, DELIMITERS } from '#reconciliation/reports/export-profile.ts';
import { savedProfiles, saveProfile } from '#reconciliation/reports/export-profiles.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { profileColumns } from './profile-columns.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ReportsNav } from './reports-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'CSV profiles · Counterfoil' }];

const NewProfile = z.object({
  name: z.string().trim().min(1, 'give it a name').max(60, 'at most 60 characters'),
  of: z.enum(['me', 'account']).default('me'),
  delimiter: z.enum(DELIMITERS, 'choose what parts the cells'),
  decimalSign: z.enum(DECIMAL_SIGNS, 'choose a decimal sign'),
  dateForm: z.enum(DATE_FORMS, 'choose how times are written'),
  timeZone: z.string().trim().max(64, 'at most 64 characters').default(''),
  hasByteOrderMark: z.enum(['yes']).optional(),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const saved = await savedProfiles(context.sql, account.id, person.id);
  return {
    account: account.name,
    rows: [...saved, ...BUILT_IN.map((one) => ({ ...one, id: null, personId: null }))],
  };
}

/** Saves a profile, for oneself or for all who work with the account. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const rules = { schema: NewProfile, secret: [], at: { name_taken: 'name', bad_zone: 'timeZone' } };
  return answerForm(await request.formData(), rules, async ({ of, hasByteOrderMark, timeZone, ...given }) => {
    const owner = of === 'me' ? { personId: person.id } : { accountId: account.id };
    const profile = {
      ...given,
      hasByteOrderMark: hasByteOrderMark === 'yes',
      timeZone: timeZone === '' ? null : timeZone,
    };
    await saveProfile(context.sql, actorOf(person, context), owner, profile);
    return { message: `Kept as “${given.name}”` };
  });
}

export default function ExportProfiles() {
  const { account, rows } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="CSV profiles" sub="How a CSV is written for the program that opens it" />
      <ReportsNav />
      <ActionNotice />
      <Section heading="New profile">
        <ProfileForm account={account} />
      </Section>
      <Table
        caption="CSV profiles"
        emptyText="No profile"
        rows={rows}
        rowKey={({ id, name }) => `${id ?? 'built in'} ${name}`}
        columns={profileColumns(account)}
      />
    </>
  );
}
