import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { BUILT_IN } from '#reconciliation/reports/export-profile.ts';
import { savedProfiles } from '#reconciliation/reports/export-profiles.ts';
import { addSchedule, deliveriesOf, schedulesOf } from '#reconciliation/reports/schedules/schedules.ts';
import { actorOf, requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { answerForm } from '../../../forms/answer-form.server.ts';
import { PAGE_ADDRESS } from '../../../forms/page-address.ts';
import { ActionNotice } from '../../../ui/feedback/action-notice.tsx';
import { PageHead } from '../../../ui/frame/page-head.tsx';
import { Section } from '../../../ui/frame/section.tsx';
import { ReportsNav } from '../reports-nav.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { newScheduleForm } from './schedule-schema.server.ts';
import { ScheduleTable } from './schedule-table.tsx';

export const meta: MetaFunction = () => [{ title: 'Scheduled reports · Counterfoil' }];

const DELIVERIES = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const [schedules, deliveries, profiles] = await Promise.all([
    schedulesOf(context.sql, account.id),
    deliveriesOf(context.sql, account.id, DELIVERIES),
    profileNames(context.sql, account.id),
  ]);
  const maySchedule = may(person.role, 'reports.schedule');
  // Where reports go is for those who send them there.
  const shown = schedules.map((one) => (maySchedule ? one : { ...one, target: '' }));
  return {
    zone: account.timeZone,
    schedules: shown,
    deliveries: deliveries.map(({ manifest: _, ...one }) => one),
    profiles,
    maySchedule,
  };
}

/** The CSV profiles of an account, and those that are there for all. */
async function profileNames(sql: Parameters<typeof savedProfiles>[0], accountId: number): Promise<string[]> {
  const saved = await savedProfiles(sql, accountId, null);
  return [...new Set([...saved, ...BUILT_IN].map(({ name }) => name))];
}

/** Makes a schedule; the secret of a webhook is shown this once. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'reports.schedule');
  const account = await currentAccount(request, context, person);
  const rules = {
    schema: newScheduleForm(context.isPrivateAllowed, await profileNames(context.sql, account.id)),
    secret: [],
    at: { name_taken: 'name', bad_report: 'report' },
  };
  return answerForm(await request.formData(), rules, async (given) => {
    const secret = await addSchedule(context.sql, context.vault, actorOf(person, context), account, given);
    const message = `“${given.name}” is scheduled.${secret ? ' Its calls are signed with this secret:' : ''}`;
    return { message, ...(secret && { secrets: [secret] }) };
  });
}

export default function Schedules() {
  const { zone, schedules, deliveries, profiles, maySchedule } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Scheduled reports"
        sub={`Made after each day, week or month in ${zone}, and sent. What was missed is caught up once: the latest period of each.`}
      />
      <ReportsNav />
      <ActionNotice>
        <p>Copy it now: it is not shown again.</p>
      </ActionNotice>
      <ScheduleTable schedules={schedules} maySchedule={maySchedule} />
      {maySchedule ? (
        <Section heading="New schedule">
          <ScheduleForm profiles={profiles} />
        </Section>
      ) : null}
      <Section heading={`The last ${DELIVERIES} deliveries`} flush>
        <DeliveryTable deliveries={deliveries} zone={zone} />
      </Section>
    </>
  );
}
