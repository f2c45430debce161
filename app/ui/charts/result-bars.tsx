import { useNavigate } from '@remix-run/react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ResultBar, Series } from './result-series.ts';

const TICK = { fill: 'var(--color-muted)', fontSize: '0.6875rem' };

/** The picture of a chart of results: loads Recharts, hence lazily and as a default export. */
export default function ResultBars({ bars, series }: { bars: readonly ResultBar[]; series: Series }) {
  const navigate = useNavigate();

  function open(index: string | number | null | undefined) {
    const href = bars[Number(index ?? Number.NaN)]?.href;
    if (href) navigate(href);
  }

  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={[...bars]}
        accessibilityLayer={false}
        margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="20%"
        onClick={(state) => open(state.activeTooltipIndex)}
        className="[&_.recharts-surface]:cursor-pointer"
      >
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          dataKey="name"
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: 'var(--color-edge)' }}
          minTickGap={16}
        />
        <YAxis tick={TICK} tickLine={false} axisLine={false} width="auto" allowDecimals={false} />
        <Tooltip
          cursor={{ fill: 'var(--color-sunken)' }}
          isAnimationActive={false}
          contentStyle={{
            background: 'var(--color-raised)',
            border: '1px solid var(--color-edge)',
            borderRadius: 4,
            padding: '4px 8px',
          }}
          labelStyle={{ color: 'var(--color-ink)', fontWeight: 600 }}
        />
        {series.map(({ key, label, fill }) => (
          <Bar key={key} dataKey={key} name={label} stackId="all" fill={fill} isAnimationActive={false} />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
