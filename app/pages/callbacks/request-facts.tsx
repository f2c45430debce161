import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Fact, Facts } from './facts.tsx';
import { NOT_AVAILABLE } from './words.ts';

type RequestFactsProps = {
  target?: string | null;
  address: string | null;
  headers: readonly (readonly [name: string, value: string])[] | null;
  bodySha256: string;
  bodyBytes?: number | null;
};

/** The request as it came, but for its body: from where, and with which headers. */
export function RequestFacts({ target, address, headers, bodySha256, bodyBytes }: RequestFactsProps) {
  return (
    <Section heading="Request">
      <Facts>
        {target ? (
          <Fact name="Method and path">
            <Foreign className="font-mono" text={target} />
          </Fact>
        ) : null}
        <Fact name="Sender’s address">
          {address ? <Foreign className="font-mono" text={address} /> : NOT_AVAILABLE}
        </Fact>
        {bodyBytes == null ? null : <Fact name="Size of the body">{bodyBytes} bytes</Fact>}
        <Fact name="SHA-256 of the body">
          <span className="font-mono text-xs">{bodySha256}</span>
        </Fact>
      </Facts>
      <h3 className="mt-3 mb-1">Headers</h3>
      {headers === null ? (
        <p>{NOT_AVAILABLE}: they were not kept when it came.</p>
      ) : (
        <Table
          caption="Headers"
          emptyText="There was no header"
          rows={headers.map(([name, value], place) => ({ name, value, place }))}
          rowKey={({ place }) => String(place)}
          columns={[
            {
              key: 'name',
              header: 'Name',
              render: ({ name }) => <Foreign className="font-mono" text={name} />,
            },
            {
              key: 'value',
              header: 'Value',
              render: ({ value }) => <Foreign className="font-mono [overflow-wrap:anywhere]" text={value} />,
            },
          ]}
        />
      )}
    </Section>
  );
}
