import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { KeptBodyView } from '../../ui/values/kept-body.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { prettyJson } from '../../ui/values/pretty-json.ts';
import { Time } from '../../ui/values/time.tsx';
import { visible } from '../../ui/values/visible.ts';
import { bodyAsked } from './body-asked.server.ts';

export const meta: MetaFunction = ({ params }) => [
  { title: `Body · ${visible(params.id ?? '')} · Counterfoil` },
];

/** One body that was heard of an invoice, laid out to be read. */
export async function loader(args: LoaderFunctionArgs) {
  const { account, body, ...of } = await bodyAsked(args);
  const { at, text, trimmed } = body;
  const shown = { text: text === null ? null : prettyJson(text), trimmed };
  return { ...of, at, account: account.slug, zone: account.timeZone, body: shown };
}

export default function Body() {
  const { invoiceId: id, account, kind, at, zone, body, file } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title={labelOf(kind)}
        sub={
          <>
            <Link to={`/invoices/${encodeURIComponent(id)}?account=${account}`}>
              <Foreign text={id} />
            </Link>{' '}
            · <Time at={at} zone={zone} />
          </>
        }
        actions={
          body.text === null ? null : (
            <a href={file} download>
              Download as kept
            </a>
          )
        }
      />
      <Section heading="Body">
        <KeptBodyView body={body} zone={zone} isAlone />
      </Section>
    </>
  );
}
