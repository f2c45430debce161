import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { BodyText } from '../../ui/values/body-text.tsx';
import { Time } from '../../ui/values/time.tsx';
import { CheckNow } from './check-now.tsx';
import { Reading } from './reading.tsx';
import { refusedPage } from './refused-one.server.ts';
import { RefusedOutcome } from './refused-outcome.tsx';
import { RequestFacts } from './request-facts.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Refused callback ${params.id} · Counterfoil` }];

export function loader(args: LoaderFunctionArgs) {
  return refusedPage(args);
}

export default function RefusedCallback() {
  const page = useLoaderData<typeof loader>();
  const { refused, body, isWhole, read, name, account, zone, mayCheck } = page;
  const { invoiceId } = refused;
  const here = `/refused-callbacks/${refused.id}?${new URLSearchParams({ account })}`;
  return (
    <>
      <PageHead
        title={`Refused callback ${refused.id}`}
        sub={
          <>
            {name} · received <Time at={refused.receivedAt} zone={zone} />
          </>
        }
        actions={
          mayCheck && invoiceId && refused.accountId !== null ? (
            <CheckNow {...{ invoiceId, account, here }} />
          ) : null
        }
      />
      <RefusedOutcome {...page} here={here} />
      <div className="grid items-start gap-3 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-3">
          <RequestFacts {...refused} />
          <Section
            heading={
              isWhole ? 'Body as it was sent, without secrets' : 'Beginning of the body, without secrets'
            }
          >
            <BodyText text={body} isAlone />
          </Section>
        </div>
        {read ? <Reading read={read} zone={zone} /> : null}
      </div>
      <p>
        <Link to={`/callbacks?${new URLSearchParams({ show: 'refused', account })}`}>
          All refused callbacks
        </Link>
      </p>
    </>
  );
}
