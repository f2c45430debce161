import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { cleanDays, closeCleanDays } from '#reconciliation/reports/clean-days.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { pluralize } from '../../ui/values/pluralize.ts';
import { DayLinks } from './day-links.tsx';
import { daysAsked } from './days-range.server.ts';

export const meta: MetaFunction = () => [{ title: 'Close all clean days · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'day.close');
  const account = await currentAccount(request, context, person);
  const { month: _, mode: __, ...range } = daysAsked(request, account);
  const days = await cleanDays(context.sql, account, range);
  return { ...range, isSigning: account.twoPersonClose, ...days };
}

/** Days as the page showed them: `2026-11-25 digest`. */
const Shown = z.object({
  day: z
    .array(z.string().regex(/^\d{4}-\d\d-\d\d [\w-]{1,100}$/, 'a day of the list'))
    .min(1, 'tick at least one day')
    .max(400),
});

/** Closes the days that are ticked. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'day.close');
  const account = await currentAccount(request, context, person);
  return answerForm(await request.formData(), { schema: Shown, secret: [] }, async (given) => {
    const days = given.day.map((shown) => {
      const [day = '', seen = ''] = shown.split(' ');
      return { day, seen };
    });
    const { closed, left } = await closeCleanDays(context.sql, actorOf(person, context), account, days);
    const done = `${pluralize(closed.length, 'day')} ${account.twoPersonClose ? 'signed' : 'closed'}.`;
    const others = left.map(({ day, reason }) => ` ${day} was not: ${reason}.`).join('');
    return returnTo(context, '/reports', { tone: left.length > 0 ? 'warn' : 'good', message: done + others });
  });
}

export default function Closings() {
  const { from, to, clean, others, isSigning } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="Close all clean days" sub={`${from} to ${to}`} />
      <Section heading="Clean days">
        {clean.length === 0 ? (
          <p className="text-muted">No day of this range can be closed without a note.</p>
        ) : (
          <AccountForm action="/reports/closings" className="flex flex-col gap-2">
            <p className="text-muted">Compared, nothing open, and both books agree.</p>
            <ul className="flex flex-col gap-1">
              {clean.map(({ day, seen }) => (
                <li key={day}>
                  <label className="inline-flex items-center gap-2 font-mono">
                    <input type="checkbox" name="day" value={`${day} ${seen}`} defaultChecked /> {day}
                  </label>
                </li>
              ))}
            </ul>
            <div className="flex gap-2">
              <Button tone="primary">{isSigning ? 'Sign these days' : 'Close these days'}</Button>
              <ButtonLink to={`/reports?from=${from}&to=${to}`}>Back</ButtonLink>
            </div>
          </AccountForm>
        )}
      </Section>
      {others.length > 0 ? (
        <Section heading="Days that stay open: each needs a look, or a note">
          <DayLinks days={others} />
        </Section>
      ) : null}
    </>
  );
}
