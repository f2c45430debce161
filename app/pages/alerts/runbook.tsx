import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { readFilter } from '#identity/filter.ts';
import { RULES } from '#reconciliation/alerts/rules.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';

export const meta: MetaFunction = () => [{ title: 'What alerts mean · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  await currentAccount(request, context, person);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  return null;
}

export default function Runbook() {
  return (
    <>
      <PageHead title="What alerts mean" sub="What each says, what to look at, and what to do" />
      {Object.entries(RULES).map(([rule, { label, means, look, act }]) => (
        <div key={rule} id={rule} className="scroll-mt-16">
          <Section heading={label}>
            <dl className="grid gap-x-3 gap-y-1 sm:grid-cols-[8rem_1fr]">
              <dt className="text-muted">It means</dt>
              <dd>{means}</dd>
              <dt className="text-muted">Look at</dt>
              <dd>{look}</dd>
              <dt className="text-muted">Do</dt>
              <dd>{act}</dd>
            </dl>
          </Section>
        </div>
      ))}
    </>
  );
}
