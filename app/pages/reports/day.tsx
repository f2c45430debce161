import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { z } from 'zod';
import { day as calendarDay } from '#identity/filter.ts';
import { may } from '#identity/permissions/permissions.ts';
import { Refusal } from '#identity/refusal.ts';
import {
  changedSince,
  closeDay,
  closesOf,
  reopenDay,
  reportDigest,
} from '#reconciliation/reports/day-close.ts';
import { dayReport, dayState, isFinalDay, tiesOut } from '#reconciliation/reports/day-report.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect, formBy } from '../../forms/answer.server.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { DayChecks } from './day-checks.tsx';
import { DayCloses } from './day-closes.tsx';
import { DayLines } from './day-lines.tsx';
import { ReadAt } from './read-at.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `${params.day} · Counterfoil` }];

const Act = z.object({
  act: z.enum(['close', 'reopen']),
  seen: z.string().max(100).default(''),
  message: z.string().max(500, 'at most 500 characters'),
});

/** The day in a path. @throws Refusal (404) */
function dayParam(text: string | undefined): string {
  const day = calendarDay.refine((date) => date >= '1970-01-01' && date < '9999-01-01').safeParse(text);
  if (!day.success) throw new Refusal('unknown_day', 'There is no such day.', 404);
  return day.data;
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const day = dayParam(params.day);
  const [lines, state, closes] = await Promise.all([
    dayReport(context.sql, account, day),
    dayState(context.sql, account, day),
    closesOf(context.sql, account.id, day),
  ]);
  const standing = closes.find(({ reopenedAt }) => reopenedAt === null) ?? null;
  return {
    zone: account.timeZone,
    day,
    lines,
    state,
    ties: tiesOut(lines),
    isReady: tiesOut(lines) && isFinalDay(state),
    seen: reportDigest(lines),
    closes: closes.map(({ figures: _, ...close }) => close),
    isClosed: standing !== null,
    changed: standing ? changedSince(standing, lines) : [],
    mayClose: may(person.role, 'day.close'),
    mayExport: may(person.role, 'books.export'),
    mayRun: may(person.role, 'run.create'),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'day.close');
  const account = await currentAccount(request, context, person);
  const day = dayParam(params.day);
  const form = await request.formData();
  const actor = actorOf(person, context);
  return actThenRedirect(context, `/reports/${day}`, async () => {
    const { act, message, seen } = formBy(Act, form);
    if (act === 'close') {
      await closeDay(context.sql, actor, account, day, message, seen);
      return `${day} is closed.`;
    }
    await reopenDay(context.sql, actor, account, day, message);
    return `${day} is open again.`;
  });
}

export default function Day() {
  const { zone, day, lines, state, ties, isReady, seen, closes, ...page } = useLoaderData<typeof loader>();
  const { isClosed, changed, mayClose, mayRun, mayExport } = page;
  const range = `from=${day}&to=${day}`;
  return (
    <>
      <PageHead
        title={day}
        sub={`Live payments created on this day in ${zone}${isClosed ? ' · closed' : ''}`}
        actions={
          <>
            <ButtonLink to={`/reports/${daysAfter(day, -1)}`} data-key="p">
              <ChevronLeft aria-hidden="true" /> {daysAfter(day, -1)}
            </ButtonLink>
            {state.isOver ? (
              <ButtonLink to={`/reports/${daysAfter(day, 1)}`} data-key="n">
                {daysAfter(day, 1)} <ChevronRight aria-hidden="true" />
              </ButtonLink>
            ) : null}
            {mayExport ? (
              <ButtonLink to={`/invoices/export?${range}`} reloadDocument>
                Export its invoices
              </ButtonLink>
            ) : null}
          </>
        }
      />
      {changed.length > 0 ? (
        <Notice tone="warn" title="The figures have changed since the day was closed">
          <ul>
            {changed.map(({ line, was, is }) => (
              <li key={line}>
                {line}: was {was}; is {is}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <DayLines lines={lines} day={day} />
      <ReadAt read={state.read} zone={zone} />
      <Section heading={!mayClose ? 'Where it stands' : isClosed ? 'Open it again' : 'Close the day'}>
        <DayChecks day={day} zone={zone} ties={ties} state={state} />
        {mayRun && state.isOver && (!state.comparedAt || state.notCompared > 0) ? (
          <AccountForm action="/runs" className="mb-3">
            <input type="hidden" name="from" value={day} />
            <input type="hidden" name="to" value={day} />
            <Button>Compare it now</Button>
          </AccountForm>
        ) : null}
        {mayClose ? (
          <AccountForm className="flex flex-wrap items-end gap-2" data-screen-only>
            <input type="hidden" name="seen" value={seen} />
            <Field
              name="words"
              label={isClosed ? 'Why' : isReady ? 'Note' : 'Note, as something is still open'}
              maxLength={500}
              required={isClosed}
            />
            <Button
              name="act"
              value={isClosed ? 'reopen' : 'close'}
              tone={isClosed ? 'danger' : 'primary'}
              disabled={!isClosed && (!state.isOver || state.comparedAt === null)}
            >
              {isClosed ? 'Open it again' : 'Close the day'}
            </Button>
            {isClosed || (state.isOver && state.comparedAt) ? null : (
              <p className="self-center text-muted">
                {state.isOver ? 'Once a run has compared it.' : 'It goes on: once it is over and compared.'}
              </p>
            )}
          </AccountForm>
        ) : (
          <p className="text-muted" data-screen-only>
            Finance and admins close a day.
          </p>
        )}
      </Section>
      {closes.length > 0 ? <DayCloses closes={closes} zone={zone} /> : null}
    </>
  );
}

/** The day so many days later, by the calendar. */
function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
